import { type Parameter, type Tensor, uniform } from "@tenon/core";
import { type LayerOptions, parameter } from "../module/make-variables.js";
import { kaimingUniform } from "./kaiming.js";

/** PyTorch's default weight of linear and convolution layers, [O, I, …K]: uniform in ±1/√fanIn. */
export function defaultWeight(shape: readonly number[], options: LayerOptions): Parameter {
  return parameter(() => kaimingUniform(shape, { ...options, slope: Math.sqrt(5) }));
}

/** PyTorch's default bias of the same layers: uniform in ±1/√fanIn of their weight. */
export function defaultBias(features: number, fanIn: number, options: LayerOptions): Parameter {
  return parameter(() => symmetric([features], fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0, options));
}

/** Uniform in ±bound. */
export function symmetric(shape: readonly number[], bound: number, options: LayerOptions): Tensor {
  return uniform(shape, { ...options, low: -bound, high: bound });
}
