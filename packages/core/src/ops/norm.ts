import { badArgument } from "../checks.js";
import { normalizeAxes } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { mul, pow } from "./binary.js";
import { toDType } from "./cast.js";
import { equal, notEqual } from "./compare.js";
import { checkNotEmpty, max, min, type ReduceOptions, rootOrZero, sum } from "./reduce.js";
import { abs } from "./unary.js";
import { where } from "./where.js";
import { inWide } from "./wide.js";

export interface NormOptions extends ReduceOptions {
  /** The exponent, which may be ±∞ or 0; default 2. */
  readonly p?: number;
}

/**
 * Vector norm over axes: (Σ |x|ᵖ)^(1/p); for p = ∞ and −∞ the largest and the smallest |x|, for p = 0 the number of elements that are
 * not 0 (torch.linalg.vector_norm). Where the norm or an element is 0, and its slope infinite or undefined, the gradient is 0.
 * @throws TenonError `invalid_argument` for a p that is NaN, an axis outside the rank, and for infinite or negative p over nothing.
 * @example
 * norm(tensor([3, -4])); // 5
 * norm(tensor([[3, -4], [1, 1]]), { p: 1, axis: 1 }); // [7, 2]
 */
export function norm(x: TensorLike, { p = 2, ...options }: NormOptions = {}): Tensor {
  if (typeof p !== "number" || Number.isNaN(p)) throw badArgument("norm", { p }, "a number, Infinity or -Infinity");
  const given = asTensor(x, "norm");
  const axes = normalizeAxes("norm", options.axis, given.rank);
  if (p < 0 || p === Number.POSITIVE_INFINITY) checkNotEmpty("norm", given, axes);
  return inWide("norm", given, (t) => {
    if (p === 2) return rootOrZero(sum(mul(t, t), options));
    if (p === 1) return sum(abs(t), options);
    if (p === Number.POSITIVE_INFINITY) return max(abs(t), options);
    if (p === Number.NEGATIVE_INFINITY) return min(abs(t), options);
    if (p === 0) return sum(toDType(notEqual(t, 0), t.dtype), options);
    return power(sum(power(abs(t), p), options), 1 / p);
  });
}

/** xᵖ of x ≥ 0, with slope 0 at 0. */
function power(x: Tensor, p: number): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, p > 0 ? 0 : Number.POSITIVE_INFINITY, pow(where(isZero, 1, x), p));
}
