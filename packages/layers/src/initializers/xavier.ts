import { normal, type RandomOptions, type Tensor, uniform } from "@tenon/core";
import { fansOf } from "./fans.js";

export interface XavierOptions extends RandomOptions {
  /** Scales the result; see `gainOf`. Default 1. */
  readonly gain?: number;
}

/**
 * Uniform in ±gain·√(6/(fanIn + fanOut)) for a weight [O, I, …K] (Glorot & Bengio 2010, eq. 16), as
 * torch.nn.init.xavier_uniform_.
 *
 * @example
 * layer.weight.assign(xavierUniform(layer.weight.shape));
 */
export function xavierUniform(shape: readonly number[], options: XavierOptions = {}): Tensor {
  const bound = Math.sqrt(3) * deviation("xavierUniform", shape, options);
  return uniform(shape, { ...options, low: -bound, high: bound });
}

/**
 * Normal with standard deviation gain·√(2/(fanIn + fanOut)) for a weight [O, I, …K] (Glorot & Bengio 2010), as
 * torch.nn.init.xavier_normal_.
 *
 * @example
 * layer.weight.assign(xavierNormal(layer.weight.shape));
 */
export function xavierNormal(shape: readonly number[], options: XavierOptions = {}): Tensor {
  return normal(shape, { ...options, standardDeviation: deviation("xavierNormal", shape, options) });
}

function deviation(op: string, shape: readonly number[], { gain = 1 }: XavierOptions): number {
  const { fanIn, fanOut } = fansOf(op, shape);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}
