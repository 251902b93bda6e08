import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { bernoulli } from "../random/distributions.js";
import type { Generator } from "../random/generator.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { mul } from "./binary.js";
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
export function dropout(x: TensorLike, { probability = 0.5, training = true, generator }: DropoutOptions = {}): Tensor {
  const t = asTensor(x, "dropout");
  if (!(probability >= 0 && probability <= 1))
    throw new TenonError("invalid_argument", `dropout: probability ${probability}`, "a number from 0 to 1", {
      probability,
    });
  if (!training || probability === 0) return t.alias();
  return scope(() => {
    const kept = bernoulli(t.shape, 1 - probability, { backend: t.backend, ...(generator && { generator }) });
    return where(kept, mul(t, probability === 1 ? 0 : 1 / (1 - probability)), 0);
  });
}
