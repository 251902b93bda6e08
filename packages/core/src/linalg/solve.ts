import { withVjp } from "../engine/with-vjp.js";
import { squeeze, unsqueeze } from "../ops/axes.js";
import { multiply } from "../ops/matmul.js";
import { neg } from "../ops/unary.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { substitute } from "./lu.js";
import { alignBatches, asMatrix, asSquare, identityLike, onFloat, transposed } from "./matrices.js";
import { runRoutine } from "./run-routine.js";
import { checkSides } from "./triangular-solve.js";

/**
 * x with a·x = b, or aᵀ·x = b, as a function of a and b, from factors of a that the backward pass uses again:
 * db = a⁻ᵀ·g, da = −db·xᵀ (Giles 2008, section 2.2.3).
 */
export function solveFactored(a: Tensor, factors: Tensor, order: Tensor, b: Tensor, transpose: boolean): Tensor {
  const [x] = withVjp("solve", [a, b, factors, order], () => [substitute(factors, order, b, transpose)], {
    inputs: [0, 2, 3],
    outputs: [0],
    of: ([g], [a, factors, order], [x]) => {
      const db = solveFactored(a!, factors!, order!, g!, !transpose);
      return [neg(transpose ? multiply(x!, db, false, true) : multiply(db, x!, false, true)), db, undefined, undefined];
    },
  });
  return x!;
}

function solveSquare(a: Tensor, b: Tensor): Tensor {
  const [factors, order] = runRoutine("lu", [a], { refuseSingular: true });
  return solveFactored(a, factors!, order!, b, false);
}

export interface SolveOptions {
  /** False solves x·a = b. */
  readonly left?: boolean;
}

/**
 * x with a·x = b. Shapes: a [..., n, n], b [..., n, k] or [n] or [..., n] with the leading axes of a → as b; leading axes of
 * matrices broadcast (torch.linalg.solve).
 *
 * @throws TenonError `singular_matrix`, at each run of a compiled step too; `shape_mismatch` when sizes do not fit.
 * @example
 * solve(tensor([[2, 1], [1, 3]]), tensor([3, 5])); // [0.8, 1.4]
 */
export function solve(a: TensorLike, b: TensorLike, { left = true }: SolveOptions = {}): Tensor {
  const s = asSquare("solve", a);
  const t = asTensor(b, "solve");
  const isVector = t.rank === 1 || (t.rank === s.rank - 1 && sameShape(t.shape, s.shape.slice(0, -1)));
  checkSides("solve", s.shape, isVector ? [...t.shape, 1] : asMatrix("solve", t).shape, left || isVector);
  return onFloat([s, t], (x, y) => {
    if (isVector) {
      const [p, q] = alignBatches("solve", x, unsqueeze(y, -1));
      return squeeze(solveSquare(left ? p : transposed(p), q), -1);
    }
    if (left) return solveSquare(...alignBatches("solve", x, y));
    return transposed(solveSquare(...alignBatches("solve", transposed(x), transposed(y))));
  });
}

/**
 * The inverse of square matrices [..., n, n] (torch.linalg.inv). `solve` is faster and more accurate than multiplying by it.
 * Derivative: da = −yᵀ·g·yᵀ.
 *
 * @throws TenonError `singular_matrix`, at each run of a compiled step too; `shape_mismatch` unless a is square.
 * @example
 * inverse(tensor([[2, 0], [0, 4]])); // [[0.5, 0], [0, 0.25]]
 */
export const inverse = (a: TensorLike): Tensor => onFloat([asSquare("inverse", a)], (x) => invert(x, true));

/** The inverse; of a singular matrix it is refused, or not finite. */
export function invert(a: Tensor, refuseSingular: boolean): Tensor {
  const compute = () => {
    const [factors, order] = runRoutine("lu", [a], { refuseSingular });
    return [substitute(factors!, order!, identityLike(a), false)];
  };
  const [y] = withVjp("inverse", [a], compute, {
    outputs: [0],
    of: ([g], _, [y]) => [neg(multiply(multiply(y!, g!, true, false), y!, false, true))],
  });
  return y!;
}
