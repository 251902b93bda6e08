import { badShape, checkPositive } from "../checks.js";
import { type Vjp, withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { greater } from "./compare.js";
import { split } from "./pieces.js";
import { abs, exp, log1p, neg, relu, sigmoid, tanh } from "./unary.js";
import { where } from "./where.js";

/**
 * x², elementwise.
 * @example
 * square(tensor([3])); // [9]
 */
export function square(x: TensorLike): Tensor {
  const t = asTensor(x, "square");
  return mul(t, t);
}

/**
 * Sigmoid linear unit x·σ(x), elementwise; also called swish.
 * @example
 * silu(tensor([0, 1])); // [0, 0.7311]
 */
export function silu(x: TensorLike): Tensor {
  const t = asTensor(x, "silu");
  return scope(() => mul(t, sigmoid(t)));
}

/**
 * x·tanh(softplus x), elementwise (Misra 2019).
 * @example
 * mish(tensor([0, 1])); // [0, 0.8651]
 */
export function mish(x: TensorLike): Tensor {
  const t = asTensor(x, "mish");
  return scope(() => mul(t, tanh(softplus(t))));
}

export interface SoftplusOptions {
  /** Sharpness of the bend; default 1. */
  readonly beta?: number;
  /** Where beta·x exceeds it the result is x; default ∞, because nothing overflows. */
  readonly threshold?: number;
}

/**
 * Smooth rectifier ln(1 + e^(βx))/β, elementwise, without overflow.
 * @throws TenonError `invalid_argument` unless beta > 0.
 * @example
 * softplus(tensor([0])); // [0.6931]
 */
export function softplus(x: TensorLike, options: SoftplusOptions = {}): Tensor {
  const { beta = 1, threshold = Number.POSITIVE_INFINITY } = options;
  const t = asTensor(x, "softplus");
  checkPositive("softplus", "beta", beta);
  return scope(() => {
    const scaled = beta === 1 ? t : mul(t, beta);
    const compute = () => [add(relu(scaled), log1p(exp(neg(abs(scaled)))))];
    // Its own derivative: those of relu and abs are 0 at 0.
    const slope: Vjp = { inputs: [0], of: ([g], [v]) => [g && mul(g, sigmoid(v!))] };
    const [bent] = withVjp("softplus", [scaled], compute, slope);
    const y = beta === 1 ? bent! : div(bent!, beta);
    return threshold < Number.POSITIVE_INFINITY ? where(greater(scaled, threshold), t, y) : y;
  });
}

/**
 * ln σ(x), elementwise, without overflow.
 * @example
 * logSigmoid(tensor([0, -1000])); // [-0.6931, -1000]
 */
export function logSigmoid(x: TensorLike): Tensor {
  const t = asTensor(x, "logSigmoid");
  return scope(() => neg(softplus(neg(t))));
}

/**
 * x/(1 + |x|), elementwise.
 * @example
 * softsign(tensor([1, -3])); // [0.5, -0.75]
 */
export function softsign(x: TensorLike): Tensor {
  const t = asTensor(x, "softsign");
  return scope(() => div(t, add(abs(t), 1)));
}

/**
 * x − tanh x, elementwise.
 * @example
 * tanhshrink(tensor([0, 1])); // [0, 0.2384]
 */
export function tanhshrink(x: TensorLike): Tensor {
  const t = asTensor(x, "tanhshrink");
  return scope(() => sub(t, tanh(t)));
}

/**
 * Gated linear unit a·σ(b) for the halves a and b of an axis, the last by default (Dauphin et al. 2017).
 * Shapes: [..., 2n, ...] → [..., n, ...].
 * @throws TenonError `shape_mismatch` when the axis has an odd size.
 * @example
 * glu(tensor([2, 4, 0, 0])); // [1, 2]
 */
export function glu(x: TensorLike, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  const t = asTensor(x, "glu");
  const a = normalizeAxis("glu", axis, t.rank);
  const half = t.shape[a]! / 2;
  if (!Number.isInteger(half)) throw badShape("glu", { x: t, axis }, "an axis of even size");
  return scope(() => {
    const [value, gate] = split(t, [half, half], { axis: a });
    return mul(value!, sigmoid(gate!));
  });
}
