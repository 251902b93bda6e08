import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { div, maximum, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { equal } from "./compare.js";
import { any, max, min, type ReduceOptions, rootOrZero, sum, type VarianceOptions } from "./reduce.js";
import { where } from "./where.js";
import { inWide } from "./wide.js";

/** `t` with `value` in place of NaN. */
const filled = (t: Tensor, value: number) => (isFloat(t.dtype) ? where(equal(t, t), t, value) : t);

/** How many elements are not NaN, in the dtype of `t`. */
const count = (t: Tensor, options: ReduceOptions) => toDType(sum(equal(t, t), options), t.dtype);

/**
 * Sum of the elements that are not NaN, over axes; 0 where there are none.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * nanSum(tensor([1, NaN, 2])); // 3
 */
export const nanSum = (x: TensorLike, options: ReduceOptions = {}): Tensor =>
  scope(() => sum(filled(asTensor(x, "nanSum"), 0), options));

const meanOf = (t: Tensor, options: ReduceOptions) => div(nanSum(t, options), count(t, options));

/**
 * Mean of the elements that are not NaN, over axes; NaN where there are none. Integers give float32.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * nanMean(tensor([1, NaN, 2])); // 1.5
 */
export const nanMean = (x: TensorLike, options: ReduceOptions = {}): Tensor =>
  inWide("nanMean", x, (t) => meanOf(t, options));

function extreme(op: "max" | "min", x: TensorLike, options: ReduceOptions): Tensor {
  const t = asTensor(x, op === "max" ? "nanMax" : "nanMin");
  const reduce = op === "max" ? max : min;
  if (!isFloat(t.dtype)) return reduce(t, options);
  return scope(() => {
    const found = reduce(filled(t, op === "max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY), options);
    return where(any(equal(t, t), options), found, Number.NaN);
  });
}

/**
 * Largest element that is not NaN, over axes; NaN where there is none. Ties share the gradient equally.
 * @throws TenonError `invalid_argument` over an axis without elements, or outside the rank.
 * @example
 * nanMax(tensor([1, NaN, 2])); // 2
 */
export const nanMax = (x: TensorLike, options: ReduceOptions = {}): Tensor => extreme("max", x, options);

/**
 * Smallest element that is not NaN, over axes; NaN where there is none. Ties share the gradient equally.
 * @throws TenonError `invalid_argument` over an axis without elements, or outside the rank.
 * @example
 * nanMin(tensor([1, NaN, 2])); // 1
 */
export const nanMin = (x: TensorLike, options: ReduceOptions = {}): Tensor => extreme("min", x, options);

function varianceOf(t: Tensor, { correction = 1, ...options }: VarianceOptions): Tensor {
  const centred = where(equal(t, t), sub(t, meanOf(t, { ...options, keepDims: true })), 0);
  return div(sum(mul(centred, centred), options), maximum(sub(count(t, options), correction), 0));
}

/**
 * Variance of the elements that are not NaN, over axes: Σ (x − mean)² / (n − correction), where n is their number; NaN where n is not
 * larger than the correction.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * nanVariance(tensor([1, NaN, 2, 3])); // 1
 */
export const nanVariance = (x: TensorLike, options: VarianceOptions = {}): Tensor =>
  inWide("nanVariance", x, (t) => varianceOf(t, options));

/**
 * Standard deviation of the elements that are not NaN, over axes: the square root of `nanVariance`; where all are equal its
 * gradient is 0.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * nanStd(tensor([1, NaN, 2, 3])); // 1
 */
export const nanStd = (x: TensorLike, options: VarianceOptions = {}): Tensor =>
  inWide("nanStd", x, (t) => rootOrZero(varianceOf(t, options)));
