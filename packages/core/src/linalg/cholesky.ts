import { withVjp } from "../engine/with-vjp.js";
import { add, mul } from "../ops/binary.js";
import { multiply } from "../ops/matmul.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { alignBatches, asMatrix, asSquare, onFloat, transposed, triangleOf } from "./matrices.js";
import { runRoutine } from "./run-routine.js";
import { checkSides, solveTriangle } from "./triangular-solve.js";

/** L·Lᵀ = a: da = ½·L⁻ᵀ·(P + Pᵀ)·L⁻¹ with P the lower half of Lᵀ·g, its diagonal halved (Murray 2016, equation 10). */
function factor(a: Tensor): Tensor {
  const [L] = withVjp("cholesky", [a], () => runRoutine("cholesky", [a], {}), {
    outputs: [0],
    of: ([g], _, [L]) => {
      const product = multiply(L!, g!, true, false);
      const half = add(triangleOf(product, false, true), triangleOf(product, false)); // 2·P
      const symmetric = mul(add(half, transposed(half)), 0.25);
      const right = solveTriangle(L!, symmetric, { transpose: true });
      return [solveTriangle(L!, transposed(right), { transpose: true })];
    },
  });
  return L!;
}

/**
 * The triangle L with L·Lᵀ = a for symmetric positive definite a [..., n, n] (torch.linalg.cholesky). Only the lower triangle
 * is read; with `upper` only the upper, and U with Uᵀ·U = a is returned. Derivative: Murray 2016.
 *
 * @throws TenonError `not_positive_definite`, at each run of a compiled step too; a backend with a routine of its own may give NaN.
 * @example
 * cholesky(tensor([[4, 2], [2, 5]])); // [[2, 0], [1, 2]]
 */
export function cholesky(a: TensorLike, { upper = false }: { readonly upper?: boolean } = {}): Tensor {
  return onFloat([asSquare("cholesky", a)], (x) => (upper ? transposed(factor(transposed(x))) : factor(x)));
}

/**
 * x with a·x = b from the factor that `cholesky` made of a. Shapes: b [..., n, k], factor [..., n, n] → [..., n, k]
 * (torch.cholesky_solve).
 *
 * @throws TenonError `shape_mismatch` when sizes do not fit.
 * @example
 * choleskySolve(tensor([[8], [9]]), cholesky(tensor([[4, 2], [2, 5]]))); // [[1.375], [1.25]]
 */
export function choleskySolve(
  b: TensorLike,
  factor: TensorLike,
  { upper = false }: { readonly upper?: boolean } = {},
): Tensor {
  const t = asMatrix("choleskySolve", b);
  const s = asSquare("choleskySolve", factor);
  checkSides("choleskySolve", s.shape, t.shape, true);
  return onFloat([s, t], (x, y) => {
    const [p, q] = alignBatches("choleskySolve", x, y);
    return solveTriangle(p, solveTriangle(p, q, { upper, transpose: upper }), { upper, transpose: !upper });
  });
}
