import { badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { unsqueeze } from "./axes.js";
import { add, div, maximum, mul, sub } from "./binary.js";
import { norm } from "./norm.js";
import { sum } from "./reduce.js";
import { widePair } from "./wide.js";

export interface CosineOptions {
  /** The axis of the vectors; default 1, as PyTorch. */
  readonly axis?: number;
  /** Stands for a norm that is smaller; default 1e−8. */
  readonly epsilon?: number;
}

/**
 * Cosine of the angle between vectors along an axis: a·b / (max(‖a‖, ε)·max(‖b‖, ε)). Shapes: any two that broadcast; the axis goes.
 * @throws TenonError `shape_mismatch`; `invalid_argument` for an axis outside the rank.
 * @example
 * cosineSimilarity(tensor([[1, 0], [1, 1]]), tensor([[1, 1], [2, 2]])); // [0.7071, 1]
 */
export const cosineSimilarity = (
  a: TensorLike,
  b: TensorLike,
  { axis = 1, epsilon = 1e-8 }: CosineOptions = {},
): Tensor =>
  widePair("cosineSimilarity", a, b, (x, y) => {
    const along = { axis: normalizeAxis("cosineSimilarity", axis, x.rank) };
    const lengths = mul(maximum(norm(x, along), epsilon), maximum(norm(y, along), epsilon));
    return div(sum(mul(x, y), along), lengths);
  });

export interface DistanceOptions {
  /** The exponent of the norm, which may be ±∞ or 0; default 2. */
  readonly p?: number;
}

export interface PairwiseOptions extends DistanceOptions {
  /** Added to each difference; default 1e−6, as PyTorch. */
  readonly epsilon?: number;
  readonly keepDims?: boolean;
}

/**
 * Distance ‖a − b + ε‖ₚ between vectors along the last axis. Shapes: any two that broadcast; the last axis goes.
 * @throws TenonError `shape_mismatch`; `invalid_argument` for rank 0 or a p that is NaN.
 * @example
 * pairwiseDistance(tensor([[3, 4]]), tensor([[0, 0]]), { epsilon: 0 }); // [5]
 */
export const pairwiseDistance = (
  a: TensorLike,
  b: TensorLike,
  { p = 2, epsilon = 1e-6, keepDims = false }: PairwiseOptions = {},
): Tensor => widePair("pairwiseDistance", a, b, (x, y) => norm(add(sub(x, y), epsilon), { p, axis: -1, keepDims }));

/**
 * Distances ‖aᵢ − bⱼ‖ₚ between all rows of two matrices. All differences are made: P·R·M numbers.
 * Shapes: a [..., P, M], b [..., R, M] → [..., P, R]; leading axes broadcast.
 * @throws TenonError `shape_mismatch`; `invalid_argument` for a p that is NaN.
 * @example
 * cdist(tensor([[0, 0]]), tensor([[3, 4], [0, 1]])); // [[5, 1]]
 */
export function cdist(a: TensorLike, b: TensorLike, { p = 2 }: DistanceOptions = {}): Tensor {
  const [x, y] = [asTensor(a, "cdist"), asTensor(b, "cdist")];
  if (x.rank < 2 || y.rank < 2 || x.shape.at(-1) !== y.shape.at(-1))
    throw badShape("cdist", { a: x, b: y }, "matrices whose rows have one length");
  return scope(() => norm(sub(unsqueeze(x, -2), unsqueeze(y, -3)), { p, axis: -1 })); // [..., P, 1, M] − [..., 1, R, M]
}
