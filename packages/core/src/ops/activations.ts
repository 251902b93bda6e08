import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul } from "./binary.js";
import { greater } from "./compare.js";
import { abs, erf, exp, log1p, neg, relu, sigmoid, tanh } from "./unary.js";
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

export interface GeluOptions {
  /** "none": x·Φ(x) with the error function. "tanh": the approximation that GPT-2 uses. */
  readonly approximate?: "none" | "tanh";
}

/**
 * Gaussian error linear unit x·Φ(x), elementwise (Hendrycks & Gimpel 2016).
 * @example
 * gelu(tensor([0, 1])); // [0, 0.8413]
 */
export function gelu(x: TensorLike, { approximate = "none" }: GeluOptions = {}): Tensor {
  const t = asTensor(x, "gelu");
  return scope(() => {
    const argument =
      approximate === "none"
        ? erf(mul(t, Math.SQRT1_2))
        : tanh(mul(add(t, mul(mul(mul(t, t), t), 0.044715)), Math.sqrt(2 / Math.PI)));
    return mul(mul(t, 0.5), add(argument, 1));
  });
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
 * x where it is positive, `slope`·x elsewhere.
 * @example
 * leakyRelu(tensor([-1, 2])); // [-0.01, 2]
 */
export function leakyRelu(x: TensorLike, { slope = 0.01 }: { readonly slope?: number } = {}): Tensor {
  const t = asTensor(x, "leakyRelu");
  return scope(() => where(greater(t, 0), t, mul(t, slope)));
}

/**
 * Smooth rectifier ln(1 + eˣ), elementwise, without overflow.
 * @example
 * softplus(tensor([0])); // [0.6931]
 */
export function softplus(x: TensorLike): Tensor {
  const t = asTensor(x, "softplus");
  const compute = () => [add(relu(t), log1p(exp(neg(abs(t)))))];
  // Its own derivative: those of relu and abs are 0 at 0.
  return withVjp("softplus", [t], compute, { inputs: [0], of: ([g], [v]) => [g && mul(g, sigmoid(v!))] })[0]!;
}
