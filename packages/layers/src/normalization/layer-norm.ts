import { layerNorm, ones, type Parameter, type Tensor, type TensorLike, zeros } from "@tenon/core";
import { checkCount, type LayerOptions, parameter } from "../module/make-variables.js";
import { Module } from "../module/module.js";

export interface LayerNormOptions extends LayerOptions {
  /** Added to the variance; default 1e−5. */
  readonly epsilon?: number;
  /** Learn a scale (and a shift) of each element; default true. */
  readonly elementwiseAffine?: boolean;
  /** Learn the shift too; default true. */
  readonly bias?: boolean;
}

/**
 * Layer normalisation (x − μ)/√(σ² + ε)·weight + bias over the trailing axes (Ba et al. 2016), as torch.nn.LayerNorm.
 * Shapes: x [..., …normalizedShape] → the same.
 *
 * @throws TenonError `shape_mismatch` when x does not end in `normalizedShape`.
 * @example
 * new LayerNorm(64).call(uniform([8, 16, 64])).shape; // [8, 16, 64]
 */
export class LayerNorm extends Module {
  readonly normalizedShape: readonly number[];
  readonly epsilon: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;

  constructor(
    normalizedShape: number | readonly number[],
    { epsilon = 1e-5, elementwiseAffine = true, bias = true, ...options }: LayerNormOptions = {},
  ) {
    super();
    const shape = typeof normalizedShape === "number" ? [normalizedShape] : [...normalizedShape];
    checkCount("LayerNorm", "the rank of normalizedShape", shape.length);
    for (const size of shape) checkCount("LayerNorm", "normalizedShape", size);
    this.normalizedShape = shape;
    this.epsilon = epsilon;
    if (elementwiseAffine) {
      this.weight = parameter(() => ones(shape, options));
      if (bias) this.bias = parameter(() => zeros(shape, options));
    }
  }

  forward(x: TensorLike): Tensor {
    const { normalizedShape, weight, bias, epsilon } = this;
    return layerNorm(x, { normalizedShape, weight, bias, epsilon });
  }
}
