import { linear, type Parameter, type Tensor, type TensorLike } from "@tenon/core";
import { defaultBias, defaultWeight } from "../initializers/torch-defaults.js";
import { checkCount, type LayerOptions } from "../module/make-variables.js";
import { Module } from "../module/module.js";

export interface LinearOptions extends LayerOptions {
  /** Learn an added bias; default true. */
  readonly bias?: boolean;
}

/**
 * Affine map y = x·Wᵀ + b on the last axis, as torch.nn.Linear.
 * Shapes: x [..., inFeatures] → [..., outFeatures]; weight [outFeatures, inFeatures], bias [outFeatures].
 * Both start uniform in ±1/√inFeatures.
 *
 * @throws TenonError `shape_mismatch` when x has another number of features.
 * @example
 * new Linear(784, 10).call(zeros([32, 784])).shape; // [32, 10]
 */
export class Linear extends Module {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(inFeatures: number, outFeatures: number, { bias = true, ...options }: LinearOptions = {}) {
    super();
    checkCount("Linear", "inFeatures", inFeatures);
    checkCount("Linear", "outFeatures", outFeatures);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = defaultWeight([outFeatures, inFeatures], options);
    this.bias = bias ? defaultBias(outFeatures, inFeatures, options) : undefined;
  }

  forward(x: TensorLike): Tensor {
    return linear(x, this.weight, this.bias);
  }
}
