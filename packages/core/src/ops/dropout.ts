import { badShape, checkNumber } from "../checks.js";
import { scope } from "../memory/scope.js";
import { bernoulli } from "../random/distributions.js";
import type { Generator } from "../random/generator.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul } from "./binary.js";
import { where } from "./where.js";

export interface DropoutOptions {
  /** Probability of zeroing an element; default 0.5. */
  readonly probability?: number;
  /** False: the tensor passes as it is. Default true. */
  readonly training?: boolean;
  readonly generator?: Generator;
}

/**
 * Zeroes elements at random and scales the rest by 1/(1 − p), so that the expectation stays (Srivastava et al. 2014).
 * @throws TenonError `invalid_argument` unless 0 ≤ probability ≤ 1.
 * @example
 * dropout(ones([4]), { probability: 0.5 });
 */
export const dropout = (x: TensorLike, options: DropoutOptions = {}): Tensor => drop("dropout", x, options, zeroed);

/**
 * As `dropout`, of whole channels: x [N, C, ...] (torch's dropout1d, 2d and 3d).
 * @throws TenonError `shape_mismatch` below rank 2, `invalid_argument` unless 0 ≤ probability ≤ 1.
 * @example
 * featureDropout(ones([2, 3, 4, 4]), { probability: 0.2 });
 */
export const featureDropout = (x: TensorLike, options: DropoutOptions = {}): Tensor =>
  drop("featureDropout", x, options, zeroed, true);

/**
 * Dropout for `selu`: sets elements to its lower limit and rescales, so that mean 0 and variance 1 stay
 * (Klambauer et al. 2017).
 * @throws TenonError `invalid_argument` unless 0 ≤ probability ≤ 1.
 * @example
 * alphaDropout(ones([4]), { probability: 0.1 });
 */
export const alphaDropout = (x: TensorLike, options: DropoutOptions = {}): Tensor =>
  drop("alphaDropout", x, options, saturated);

/**
 * As `alphaDropout`, of whole channels: x [N, C, ...].
 * @throws TenonError `shape_mismatch` below rank 2, `invalid_argument` unless 0 ≤ probability ≤ 1.
 * @example
 * featureAlphaDropout(ones([2, 3, 4, 4]), { probability: 0.1 });
 */
export const featureAlphaDropout = (x: TensorLike, options: DropoutOptions = {}): Tensor =>
  drop("featureAlphaDropout", x, options, saturated, true);

/** The elements for which `kept` holds, scaled, and 0 elsewhere, for a probability p of losing one. */
const zeroed = (t: Tensor, kept: Tensor, p: number): Tensor => where(kept, mul(t, p === 1 ? 0 : 1 / (1 - p)), 0);

/** The lowest value of `selu`. */
const LOW = -1.7580993408473766;

/** Eq. 7 of Klambauer et al.: the lower limit where `kept` fails, then the affine map that restores mean and variance. */
function saturated(t: Tensor, kept: Tensor, p: number): Tensor {
  const scale = p === 1 ? 0 : ((1 - p) * (1 + p * LOW ** 2)) ** -0.5;
  return add(mul(where(kept, t, LOW), scale), -scale * LOW * p);
}

function drop(
  op: string,
  x: TensorLike,
  { probability = 0.5, training = true, generator }: DropoutOptions,
  replace: (t: Tensor, kept: Tensor, probability: number) => Tensor,
  byChannel = false,
): Tensor {
  const t = asTensor(x, op);
  checkNumber(op, "probability", probability, 0, 1);
  if (byChannel && t.rank < 2) throw badShape(op, { x: t }, "x [N, C, ...]");
  if (!training || probability === 0) return t.alias();
  return scope(() => {
    const shape = byChannel ? t.shape.map((n, i) => (i < 2 ? n : 1)) : t.shape;
    const kept = bernoulli(shape, 1 - probability, { backend: t.backend, ...(generator && { generator }) });
    return replace(t, kept, probability);
  });
}
