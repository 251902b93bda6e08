import { badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import { sameShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { full } from "./create.js";
import { reshape } from "./movement.js";
import { reduceAt, type ScatterReduction } from "./reduce-at.js";
import { asIndices, within } from "./take.js";

export interface SegmentOptions {
  /** How many segments there are; ids lie in 0 … count − 1. */
  readonly count: number;
}

/**
 * Sums of the rows of x [N, ...S] that share an id in ids [N] → [count, ...S]; an empty segment is 0. Ids need no order.
 * `ids` may have more axes when they are the leading axes of `x`. Bools and small integers are summed in int32.
 *
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`, `index_out_of_range`.
 * @example
 * segmentSum(tensor([1, 2, 3]), tensor([0, 0, 2], { dtype: "int32" }), { count: 3 }); // [3, 0, 3]
 */
export const segmentSum = (x: TensorLike, ids: TensorLike, options: SegmentOptions): Tensor =>
  segments("segmentSum", "sum", x, ids, options);

/**
 * Means of the rows that share an id, as `segmentSum`; an empty segment is 0. Integers give float32.
 * @example
 * segmentMean(tensor([1, 2, 3]), tensor([0, 0, 2], { dtype: "int32" }), { count: 3 }); // [1.5, 0, 3]
 */
export const segmentMean = (x: TensorLike, ids: TensorLike, options: SegmentOptions): Tensor =>
  segments("segmentMean", "mean", x, ids, options);

/**
 * Products of the rows that share an id, as `segmentSum`; an empty segment is 1. Gradients are right through zeros.
 * @example
 * segmentProd(tensor([2, 3, 4]), tensor([0, 0, 2], { dtype: "int32" }), { count: 3 }); // [6, 1, 4]
 */
export const segmentProd = (x: TensorLike, ids: TensorLike, options: SegmentOptions): Tensor =>
  segments("segmentProd", "prod", x, ids, options);

/**
 * The largest of the rows that share an id, element by element, as `segmentSum`; an empty segment is −∞, or the lowest
 * integer. NaN wins; equal ones share the gradient.
 * @example
 * segmentMax(tensor([1, 2, 3]), tensor([0, 0, 1], { dtype: "int32" }), { count: 2 }); // [2, 3]
 */
export const segmentMax = (x: TensorLike, ids: TensorLike, options: SegmentOptions): Tensor =>
  segments("segmentMax", "max", x, ids, options);

/**
 * The smallest of the rows that share an id, as `segmentMax`; an empty segment is +∞, or the highest integer.
 * @example
 * segmentMin(tensor([1, 2, 3]), tensor([0, 0, 1], { dtype: "int32" }), { count: 2 }); // [1, 3]
 */
export const segmentMin = (x: TensorLike, ids: TensorLike, options: SegmentOptions): Tensor =>
  segments("segmentMin", "min", x, ids, options);

function segments(
  op: string,
  how: ScatterReduction,
  x: TensorLike,
  ids: TensorLike,
  { count }: SegmentOptions,
): Tensor {
  const t = asTensor(x, op);
  const i = asIndices(op, ids);
  checkInteger(op, "count", count, 0);
  if (!sameShape(i.shape, t.shape.slice(0, i.rank)))
    throw badShape(op, { x: t, ids: i }, "ids of the leading axes of x");
  return scope(() => {
    const rest = t.shape.slice(i.rank);
    const rows = reshape(inDTypeFor(how, t), [i.size, sizeOf(rest)]); // [N, D]
    const empty = full([count, rows.shape[1]!], EMPTY[how], { dtype: rows.dtype, backend: t.backend });
    const joined = reduceAt(how, empty, reshape(within(i, count, 0), [-1]), rows, how === "sum" || how === "prod");
    return reshape(joined, [count, ...rest]);
  });
}

/** What a segment without rows holds; integers saturate. */
const EMPTY: Readonly<Record<ScatterReduction, number>> = {
  sum: 0,
  mean: 0,
  prod: 1,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
};

function inDTypeFor(how: ScatterReduction, t: Tensor): Tensor {
  if (isFloat(t.dtype)) return t;
  if (how === "mean") return toDType(t, "float32");
  return how === "sum" || how === "prod" || t.dtype === "bool" ? toDType(t, "int32") : t;
}
