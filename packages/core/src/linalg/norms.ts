import { TenonError } from "../errors.js";
import { div, mul } from "../ops/binary.js";
import { equal } from "../ops/compare.js";
import { permute, reshape } from "../ops/movement.js";
import { norm } from "../ops/norm.js";
import { any, max, min, type ReduceOptions, sum } from "../ops/reduce.js";
import { abs } from "../ops/unary.js";
import { where } from "../ops/where.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { asMatrix, asSquare, diagonalOf, onFloat } from "./matrices.js";
import { runRoutine } from "./run-routine.js";
import { invert } from "./solve.js";
import { decompose } from "./svd.js";

export interface VectorNormOptions extends ReduceOptions {
  /** The exponent, which may be ±∞ or 0; default 2. */
  readonly order?: number;
}

/**
 * Vector norm over axes, of all elements by default: `norm` under NumPy's and PyTorch's name in linalg.
 *
 * @throws TenonError `invalid_argument` as `norm`.
 * @example
 * vectorNorm(tensor([3, -4]), { order: 1 }); // 7
 */
export const vectorNorm = (x: TensorLike, { order = 2, ...options }: VectorNormOptions = {}): Tensor =>
  norm(x, { ...options, p: order });

/** "fro": √Σx². "nuc": the sum of singular values. ±1, ±∞: extreme column and row sums. ±2: extreme singular values. */
export type MatrixNormOrder = "fro" | "nuc" | 1 | -1 | 2 | -2 | number;

export interface MatrixNormOptions {
  readonly order?: MatrixNormOrder;
  /** Rows and columns; default the last two axes. */
  readonly axes?: readonly [rows: number, columns: number];
  readonly keepDims?: boolean;
}

const INFINITY = Number.POSITIVE_INFINITY;

/**
 * Norm of matrices. Shapes: a [..., m, n] → [...] (torch.linalg.matrix_norm).
 *
 * @throws TenonError `invalid_argument` for another order or axes; `shape_mismatch` below rank 2.
 * @example
 * matrixNorm(tensor([[3, 0], [0, 4]])); // 5
 * matrixNorm(tensor([[1, -2], [3, 4]]), { order: 1 }); // 6
 */
export function matrixNorm(
  a: TensorLike,
  { order = "fro", axes = [-2, -1], keepDims = false }: MatrixNormOptions = {},
): Tensor {
  checkOrder("matrixNorm", order);
  const t = asMatrix("matrixNorm", a);
  const [row, column] = axes.map((axis) => normalizeAxis("matrixNorm", axis, t.rank)) as [number, number];
  if (row === column)
    throw new TenonError("invalid_argument", `matrixNorm: axis ${row} is named twice`, "two axes", { axes });
  return onFloat([t], (x) => {
    const rest = x.shape.flatMap((_, i) => (i === row || i === column ? [] : [i]));
    const size = normOf(permute(x, [...rest, row, column]), order);
    return keepDims ? reshape(size, x.shape.map((n, i) => (i === row || i === column ? 1 : n))) : size; // biome-ignore format: short
  });
}

function checkOrder(op: string, order: MatrixNormOrder): void {
  if (order === "fro" || order === "nuc" || [1, 2, INFINITY].includes(Math.abs(Number(order)))) return;
  throw new TenonError("invalid_argument", `${op}: order ${order}`, '"fro", "nuc", ±1, ±2 or ±Infinity', { order });
}

/** The norm of matrices [..., m, n] → [...]. */
function normOf(x: Tensor, order: MatrixNormOrder): Tensor {
  if (order === "fro") return norm(x, { axis: [-2, -1] });
  const extreme = Number(order) < 0 ? min : max;
  if (order === 1 || order === -1) return extreme(sum(abs(x), { axis: -2 }), { axis: -1 });
  if (order === INFINITY || order === -INFINITY) return extreme(sum(abs(x), { axis: -1 }), { axis: -1 });
  const S = decompose(x)[1]!;
  return order === "nuc" ? sum(S, { axis: -1 }) : extreme(S, { axis: -1 });
}

/**
 * The condition number ‖a‖·‖a⁻¹‖ of matrices; of order ±2 (default 2) the ratio of extreme singular values, for any shape.
 * Infinite for singular matrices. Shapes: a [..., m, n] → [...] (torch.linalg.cond).
 *
 * @throws TenonError `invalid_argument` for another order; `shape_mismatch` unless a is square where it must be.
 * @example
 * conditionNumber(tensor([[4, 0], [0, 2]])); // 2
 */
export function conditionNumber(a: TensorLike, { order = 2 }: { readonly order?: MatrixNormOrder } = {}): Tensor {
  checkOrder("conditionNumber", order);
  if (order === 2 || order === -2)
    return onFloat([asMatrix("conditionNumber", a)], (x) => {
      const S = decompose(x)[1]!;
      const [largest, smallest] = [max(S, { axis: -1 }), min(S, { axis: -1 })];
      return order === 2 ? div(largest, smallest) : div(smallest, largest);
    });
  return onFloat([asSquare("conditionNumber", a)], (x) => {
    const [factors] = runRoutine("lu", [x], { refuseSingular: false });
    const isSingular = any(equal(diagonalOf(factors!), 0), { axis: -1 });
    return where(isSingular, INFINITY, mul(normOf(x, order), normOf(invert(x, false), order)));
  });
}
