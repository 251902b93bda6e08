import { withVjp } from "../engine/with-vjp.js";
import { TenonError } from "../errors.js";
import { zerosLike } from "../ops/create.js";
import { multiply } from "../ops/matmul.js";
import { narrow } from "../ops/movement.js";
import { concat } from "../ops/pieces.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { asSquare, identityLike, onFloat, transposed } from "./matrices.js";
import { runRoutine } from "./run-routine.js";
import { invert } from "./solve.js";

/**
 * aⁿ of square matrices for an integer n; negative powers are those of the inverse. Shape stays (torch.linalg.matrix_power).
 *
 * @throws TenonError `invalid_argument` unless n is an integer; `singular_matrix` for a negative power of a singular matrix.
 * @example
 * matrixPower(tensor([[1, 1], [0, 1]]), 5); // [[1, 5], [0, 1]]
 */
export function matrixPower(a: TensorLike, n: number): Tensor {
  if (!Number.isInteger(n))
    throw new TenonError("invalid_argument", `matrixPower: an exponent ${n}`, "an integer; matrixExp for eᵃ", { n });
  return onFloat([asSquare("matrixPower", a)], (x) => {
    let square = n < 0 ? invert(x, true) : x;
    let power: Tensor | undefined;
    for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) power = power === undefined ? square : multiply(power, square, false, false);
      if (rest > 1) square = multiply(square, square, false, false);
    }
    return power ?? identityLike(x);
  });
}

/**
 * The exponential eᵃ = Σ aᵏ/k! of square matrices. Shape stays (torch.linalg.matrix_exp). Computed on the host by scaling and
 * squaring (Moler & Van Loan 2003); its derivative is a block of the exponential of [[aᵀ, g], [0, aᵀ]] (Mathias 1996, theorem 2.1).
 *
 * @throws TenonError `shape_mismatch` unless a is square.
 * @example
 * matrixExp(tensor([[0, 1], [0, 0]])); // [[1, 1], [0, 1]]
 */
export const matrixExp = (a: TensorLike): Tensor => onFloat([asSquare("matrixExp", a)], exponential);

function exponential(a: Tensor): Tensor {
  const [y] = withVjp("matrixExp", [a], () => runRoutine("matrixExp", [a], {}), {
    inputs: [0],
    of: ([g], [a]) => {
      const n = a!.shape.at(-1)!;
      const t = transposed(a!);
      const upper = concat([t, g!], { axis: -1 });
      const lower = concat([zerosLike(t.detach()), t], { axis: -1 });
      const block = exponential(concat([upper, lower], { axis: -2 }));
      return [narrow(narrow(block, -2, 0, n), -1, n, n)];
    },
  });
  return y!;
}
