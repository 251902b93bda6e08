import { badArgument, badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { uniform } from "../random/distributions.js";
import type { Generator } from "../random/generator.js";
import { toFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { mul } from "./binary.js";
import { greater, lessEqual } from "./compare.js";
import { reshape } from "./movement.js";
import { expm1 } from "./unary.js";
import { where } from "./where.js";

/** x where it is positive, slope·x elsewhere. */
const leaky = (t: Tensor, slope: Operand): Tensor => scope(() => where(greater(t, 0), t, mul(t, slope)));

/**
 * x where it is positive, `slope`·x elsewhere.
 * @example
 * leakyRelu(tensor([-1, 2])); // [-0.01, 2]
 */
export const leakyRelu = (x: TensorLike, { slope = 0.01 }: { readonly slope?: number } = {}): Tensor =>
  leaky(asTensor(x, "leakyRelu"), slope);

/**
 * x where it is positive, weight·x elsewhere, with one weight or one for each channel (He et al. 2015).
 * Shapes: x [N, C, ...], weight [] or [1] or [C].
 * @throws TenonError `shape_mismatch` when the weights are not as many as the channels.
 * @example
 * prelu(tensor([[-1, -1]]), tensor([0.5, 0.1])); // [[-0.5, -0.1]]
 */
export function prelu(x: TensorLike, weight: TensorLike): Tensor {
  const t = asTensor(x, "prelu");
  const w = asTensor(weight, "prelu");
  const channels = t.shape[1] ?? 1;
  if (w.rank > 1 || (w.size !== 1 && w.size !== channels))
    throw badShape("prelu", { x: t, weight: w }, `weight [1] or [${channels}]`);
  return scope(() => leaky(t, reshape(w, w.size === 1 ? [] : [channels, ...t.shape.slice(2).map(() => 1)])));
}

export interface RreluOptions {
  /** Range of the slope; default 1/8 to 1/3. */
  readonly lower?: number;
  readonly upper?: number;
  /** True: each element gets a slope of its own, at random. Default false: the middle of the range. */
  readonly training?: boolean;
  readonly generator?: Generator;
}

/**
 * x where it is positive, elsewhere x times a slope that is random in training (Xu et al. 2015).
 * @throws TenonError `invalid_argument` unless lower ≤ upper.
 * @example
 * rrelu(tensor([-24, 2])); // [-5.5, 2]
 */
export function rrelu(x: TensorLike, options: RreluOptions = {}): Tensor {
  const { lower = 1 / 8, upper = 1 / 3, training = false, generator } = options;
  const t = asTensor(x, "rrelu");
  if (!(lower <= upper)) throw badArgument("rrelu", { lower, upper }, "lower ≤ upper");
  if (!training) return leaky(t, (lower + upper) / 2);
  const stream = { backend: t.backend, ...(generator && { generator }) };
  return scope(() => leaky(t, uniform(t.shape, { low: lower, high: upper, dtype: toFloat(t.dtype), ...stream })));
}

/** scale·x where x is positive, scale·α·(e^(rate·x) − 1) elsewhere. */
function exponential(op: string, x: TensorLike, alpha: number, scale: number, rate: number): Tensor {
  const t = asTensor(x, op);
  return scope(() => {
    const isUpper = greater(t, 0);
    const low = expm1(mul(where(isUpper, 0, t), rate)); // large x would overflow, and 0·∞ spoil the gradient
    return where(isUpper, scale === 1 ? t : mul(t, scale), mul(low, scale * alpha));
  });
}

/**
 * Exponential linear unit: x where it is positive, α·(eˣ − 1) elsewhere (Clevert et al. 2016).
 * @example
 * elu(tensor([-1, 2])); // [-0.6321, 2]
 */
export const elu = (x: TensorLike, { alpha = 1 }: { readonly alpha?: number } = {}): Tensor =>
  exponential("elu", x, alpha, 1, 1);

/**
 * Scaled exponential linear unit, whose constants keep mean 0 and variance 1 (Klambauer et al. 2017).
 * @example
 * selu(tensor([-1, 1])); // [-1.1113, 1.0507]
 */
export const selu = (x: TensorLike): Tensor => exponential("selu", x, 1.6732632423543772, 1.0507009873554805, 1);

/**
 * Continuously differentiable exponential linear unit: x where it is positive, α·(e^(x/α) − 1) elsewhere (Barron 2017).
 * @throws TenonError `invalid_argument` for α = 0.
 * @example
 * celu(tensor([-1, 2]), { alpha: 2 }); // [-0.7869, 2]
 */
export function celu(x: TensorLike, { alpha = 1 }: { readonly alpha?: number } = {}): Tensor {
  if (alpha === 0) throw badArgument("celu", { alpha }, "a number other than 0");
  return exponential("celu", x, alpha, 1, 1 / alpha);
}

/** Where `threshold` cuts, and what stands below. */
export interface ThresholdOptions {
  readonly threshold: number;
  readonly value: number;
}

/**
 * x where it exceeds the threshold, `value` elsewhere.
 * @example
 * threshold(tensor([0.5, 2]), { threshold: 1, value: -1 }); // [-1, 2]
 */
export function threshold(x: TensorLike, { threshold: bound, value }: ThresholdOptions): Tensor {
  const t = asTensor(x, "threshold");
  return scope(() => where(lessEqual(t, bound), value, t));
}
