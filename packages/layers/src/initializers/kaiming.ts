import { normal, type RandomOptions, type Tensor, uniform } from "@tenon/core";
import { fansOf } from "./fans.js";
import { gainOf, type Nonlinearity } from "./gain.js";

export interface KaimingOptions extends RandomOptions {
  /** Keep the variance of activations ("fanIn", default) or that of gradients ("fanOut"). */
  readonly mode?: "fanIn" | "fanOut";
  /** What follows the layer; default "leakyRelu". */
  readonly nonlinearity?: Nonlinearity;
  /** The slope below zero, for "leakyRelu"; default 0. √5 with the rest as it is gives PyTorch's default ±1/√fanIn. */
  readonly slope?: number;
}

/**
 * Uniform in ±gain·√(3/fan) for a weight [O, I, …K] (He et al. 2015, eq. 10), as torch.nn.init.kaiming_uniform_.
 * @example
 * layer.weight.assign(kaimingUniform(layer.weight.shape, { nonlinearity: "relu" }));
 */
export function kaimingUniform(shape: readonly number[], options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * deviation("kaimingUniform", shape, options);
  return uniform(shape, { ...options, low: -bound, high: bound });
}

/**
 * Normal with standard deviation gain/√fan for a weight [O, I, …K] (He et al. 2015), as torch.nn.init.kaiming_normal_.
 * @example
 * layer.weight.assign(kaimingNormal(layer.weight.shape, { mode: "fanOut", nonlinearity: "relu" }));
 */
export function kaimingNormal(shape: readonly number[], options: KaimingOptions = {}): Tensor {
  return normal(shape, { ...options, standardDeviation: deviation("kaimingNormal", shape, options) });
}

function deviation(
  op: string,
  shape: readonly number[],
  { mode = "fanIn", nonlinearity = "leakyRelu", slope = 0 }: KaimingOptions,
): number {
  return gainOf(nonlinearity, slope) / Math.sqrt(fansOf(op, shape)[mode]);
}
