import { checkInteger } from "../checks.js";
import { run } from "../engine/run.js";
import { withVjp } from "../engine/with-vjp.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { bitShiftRight, div, logicalAnd, logicalOr, maximum, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { equal, less, notEqual } from "./compare.js";
import { iota } from "./create.js";
import { type AlongOptions, searched } from "./extremes.js";
import { narrow, reshape } from "./movement.js";
import { previous } from "./recurrence.js";
import { reduceSum, sum } from "./reduce.js";
import { pickAlong, type ValuesAndIndices } from "./rows.js";
import { runningExtreme } from "./scan.js";
import { sortOrder } from "./sort.js";
import { where } from "./where.js";

/**
 * The `k`-th smallest element along an axis, counted from 1, and its index, int32; NaN counts as largest. By sorting.
 * @throws TenonError `invalid_argument` unless 1 ≤ k ≤ n, or for an axis outside the rank.
 * @example
 * const { values, indices } = kthValue(tensor([5, 1, 3]), 2); // 3, 2
 */
export const kthValue = (x: TensorLike, k: number, options: AlongOptions = {}): ValuesAndIndices =>
  searched("kthValue", x, options, (t, axis) => {
    checkInteger("kthValue", "k", k, 1, t.shape[axis]);
    return narrow(sortOrder(t, axis), axis, k - 1, 1);
  });

/** Options that name an axis: then indices are returned too. */
export interface MedianOptions {
  readonly axis: number;
  readonly keepDims?: boolean;
}

/** Index of the lower middle in sorted order: of all elements, where the first NaN wins, or of those that are not NaN. */
function middle(t: Tensor, axis: number, skipsNaN: boolean): Tensor {
  const n = t.shape[axis]!;
  const count = countNumbers(t, axis);
  const position = skipsNaN ? bitShiftRight(sub(maximum(count, 1), 1), 1) : where(less(count, n), count, (n - 1) >> 1);
  return pickAlong(sortOrder(t, axis), position, axis);
}

/** How many elements along an axis, which stays with size 1, are not NaN; int32. */
export const countNumbers = (t: Tensor, axis: number): Tensor => reduceSum(toDType(equal(t, t), "int32"), [axis]);

function medianOf(
  op: string,
  x: TensorLike,
  options: MedianOptions | undefined,
  skipsNaN: boolean,
): Tensor | ValuesAndIndices {
  if (options !== undefined) return searched(op, x, options, (t, axis) => middle(t, axis, skipsNaN));
  const t = asTensor(x, op);
  const compute = () => {
    const flat = reshape(t, [-1]);
    return [searched(op, flat, {}, (v, axis) => middle(v, axis, skipsNaN)).values];
  };
  const [y] = withVjp(op, [t], compute, {
    inputs: [0],
    outputs: [0],
    of: ([g], [v], [m]) => [g && toEquals(g, v!, m!)],
  });
  return y!;
}

/** All elements equal to the median, or all NaNs, share the gradient. */
function toEquals(g: Tensor, x: Tensor, median: Tensor): Tensor {
  const bothNaN = logicalAnd(notEqual(x, x), notEqual(median, median));
  const mask = logicalOr(equal(x, median), bothNaN);
  return where(mask, div(g, sum(mask)), 0);
}

/**
 * The median, for an even count the lower of the two in the middle (torch.median); NaN wins. Of all elements it is a plain tensor, whose
 * gradient equal elements share; along an axis it comes with its index, int32, and that element gets the gradient.
 * @throws TenonError `invalid_argument` over nothing, or for an axis outside the rank.
 * @example
 * median(tensor([4, 1, 3, 2])); // 2
 * const { values, indices } = median(tensor([[3, 1, 2], [4, 6, 5]]), { axis: 1 }); // [2, 5], [2, 2]
 */
export function median(x: TensorLike): Tensor;
export function median(x: TensorLike, options: MedianOptions): ValuesAndIndices;
export function median(x: TensorLike, options?: MedianOptions): Tensor | ValuesAndIndices {
  return medianOf("median", x, options, false);
}

/**
 * The median of the elements that are not NaN, otherwise as `median`; NaN where there are none.
 * @throws TenonError `invalid_argument` over nothing, or for an axis outside the rank.
 * @example
 * nanMedian(tensor([NaN, 1, 3, 2])); // 2
 */
export function nanMedian(x: TensorLike): Tensor;
export function nanMedian(x: TensorLike, options: MedianOptions): ValuesAndIndices;
export function nanMedian(x: TensorLike, options?: MedianOptions): Tensor | ValuesAndIndices {
  return medianOf("nanMedian", x, options, true);
}

/**
 * The most frequent element along an axis, the smallest of several, and the index of its last occurrence, int32. By sorting.
 * @throws TenonError `invalid_argument` over an axis without elements, or outside the rank.
 * @example
 * const { values, indices } = mode(tensor([3, 1, 3, 2, 1])); // 1, 4
 */
export const mode = (x: TensorLike, options: AlongOptions = {}): ValuesAndIndices =>
  searched("mode", x, options, (t, axis) => {
    const order = sortOrder(t, axis);
    const sorted = pickAlong(t, order, axis);
    const at = iota(t.shape, axis, { backend: t.backend });
    const starts = where(notEqual(sorted, previous(sorted, axis, false, 0)), at, 0); // the first starts at 0 anyway
    const lengths = sub(at, runningExtreme("max", starts, axis, false));
    return pickAlong(order, run("argReduce", [lengths], { op: "max", axis }, undefined), axis);
  });
