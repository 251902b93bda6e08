import { withVjp } from "../engine/with-vjp.js";
import { TenonError } from "../errors.js";
import { squeeze, unsqueeze } from "../ops/axes.js";
import { add, div, maximum, mul, sub } from "../ops/binary.js";
import { greater } from "../ops/compare.js";
import { multiply } from "../ops/matmul.js";
import { narrow } from "../ops/movement.js";
import { sum } from "../ops/reduce.js";
import { where } from "../ops/where.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { alignBatches, asMatrix, onFloat, onFloats, transposed } from "./matrices.js";
import { decompose } from "./svd.js";
import { checkSides } from "./triangular-solve.js";

/** Singular values no larger than the larger of the two count as zero. */
export interface RankOptions {
  /** Relative to the largest singular value; default max(m, n)·ε of the dtype, or 0 where `absolute` is given. */
  readonly relative?: number;
  readonly absolute?: number;
}

/** Which singular values S [..., k] of matrices shaped as `a` count. */
function significant(op: string, a: Tensor, S: Tensor, { relative, absolute = 0 }: RankOptions): Tensor {
  const epsilon = a.dtype === "float64" ? 2 ** -52 : 2 ** -23;
  const fallback = absolute > 0 ? 0 : Math.max(...a.shape.slice(-2)) * epsilon;
  const factor = relative ?? fallback;
  if (!(factor >= 0) || !(absolute >= 0))
    throw new TenonError(
      "invalid_argument",
      `${op}: tolerances ${factor} and ${absolute}`,
      "numbers that are not negative",
      { relative, absolute },
    );
  const largest = narrow(S, -1, 0, Math.min(1, S.shape.at(-1)!)); // [..., 1], or [..., 0] of nothing
  return greater(S, maximum(mul(largest, factor), absolute));
}

/**
 * P = V·S⁻¹·Uᵀ over the singular values that count:
 * da = −Pᵀ·g·Pᵀ + (1 − a·P)·gᵀ·P·Pᵀ + Pᵀ·P·gᵀ·(1 − P·a) (Golub & Pereyra 1973, theorem 4.3), while the rank does not change.
 */
function pseudoinverse(op: string, a: Tensor, options: RankOptions): Tensor {
  const compute = () => {
    const [U, S, Vh] = decompose(a);
    const counts = significant(op, a, S!, options);
    const inverses = where(counts, div(1, where(counts, S!, 1)), 0);
    return [multiply(Vh!, mul(unsqueeze(inverses, -1), transposed(U!)), true, false)];
  };
  const [P] = withVjp("pinv", [a], compute, {
    inputs: [0],
    outputs: [0],
    of: ([g], [a], [P]) => {
      const direct = multiply(multiply(P!, g!, true, false), P!, false, true); // Pᵀ·g·Pᵀ, [m, n]
      const gP = multiply(g!, P!, true, false); // gᵀ·P, [m, m]
      const range = multiply(gP, P!, false, true); // gᵀ·P·Pᵀ
      const Pg = multiply(P!, g!, false, true); // P·gᵀ, [n, n]
      const kernel = multiply(P!, Pg, true, false); // Pᵀ·P·gᵀ
      const rangeRest = sub(range, multiply(a!, multiply(P!, range, false, false), false, false));
      const kernelRest = sub(kernel, multiply(multiply(kernel, P!, false, false), a!, false, false));
      return [sub(add(rangeRest, kernelRest), direct)];
    },
  });
  return P!;
}

/**
 * The Moore–Penrose inverse of matrices. Shapes: a [..., m, n] → [..., n, m] (torch.linalg.pinv). Derivative: Golub & Pereyra 1973.
 *
 * @throws TenonError `shape_mismatch` below rank 2; `invalid_argument` for negative tolerances.
 * @example
 * pinv(tensor([[2, 0], [0, 0]])); // [[0.5, 0], [0, 0]]
 */
export const pinv = (a: TensorLike, options: RankOptions = {}): Tensor =>
  onFloat([asMatrix("pinv", a)], (x) => pseudoinverse("pinv", x, options));

/**
 * How many singular values count. Shapes: a [..., m, n] → [...], int32 (torch.linalg.matrix_rank).
 *
 * @throws TenonError `shape_mismatch` below rank 2; `invalid_argument` for negative tolerances.
 * @example
 * matrixRank(tensor([[1, 2], [2, 4]])); // 1
 */
export const matrixRank = (a: TensorLike, options: RankOptions = {}): Tensor =>
  onFloat([asMatrix("matrixRank", a)], (x) =>
    sum(significant("matrixRank", x, decompose(x)[1]!, options), { axis: -1 }),
  );

/** What `lstsq` returns. */
export interface LeastSquares {
  /** x [..., n, k] or [..., n]: of all that make ‖a·x − b‖ smallest, the smallest. */
  readonly solution: Tensor;
  /** ‖a·x − b‖² of each column of b: [..., k] or [...]. */
  readonly residuals: Tensor;
  /** How many singular values of a count: [...], int32. */
  readonly rank: Tensor;
  /** Singular values of a, descending: [..., min(m, n)]. */
  readonly singularValues: Tensor;
}

/**
 * Least squares: x = pinv(a)·b, for any shape and rank. Shapes: a [..., m, n], b [..., m, k] or [m]; leading axes broadcast
 * (torch.linalg.lstsq). Residuals are always given.
 *
 * @throws TenonError `shape_mismatch` when sizes do not fit; `invalid_argument` for negative tolerances.
 * @example
 * lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5])).solution; // [1, 2]
 */
export function lstsq(a: TensorLike, b: TensorLike, options: RankOptions = {}): LeastSquares {
  const s = asMatrix("lstsq", a);
  const given = asTensor(b, "lstsq");
  const isVector = given.rank === 1;
  checkSides("lstsq", [s.shape.at(-2)!], isVector ? [...given.shape, 1] : asMatrix("lstsq", given).shape, true);
  const [solution, residuals, rank, singularValues] = onFloats([s, given], (x, y) => {
    const [p, q] = alignBatches("lstsq", x, isVector ? unsqueeze(y, -1) : y);
    const column = multiply(pseudoinverse("lstsq", p, options), q, false, false);
    const rest = sub(multiply(p, column, false, false), q);
    const errors = sum(mul(rest, rest), { axis: -2 });
    const S = decompose(p)[1]!;
    const counted = sum(significant("lstsq", p, S, options), { axis: -1 });
    return isVector ? [squeeze(column, -1), squeeze(errors, -1), counted, S] : [column, errors, counted, S];
  });
  return { solution: solution!, residuals: residuals!, rank: rank!, singularValues: singularValues! };
}
