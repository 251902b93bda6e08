import {
  add,
  batchNorm,
  ones,
  type Parameter,
  showShape,
  TenonError,
  type Tensor,
  type TensorLike,
  type Variable,
  zeros,
} from "@tenon/core";
import { buffer, checkCount, type LayerOptions, parameter } from "../module/make-variables.js";
import { Module } from "../module/module.js";

export interface BatchNormOptions extends LayerOptions {
  /** Added to the variance; default 1e−5. */
  readonly epsilon?: number;
  /** Weight of the new batch in the running statistics; default 0.1. */
  readonly momentum?: number;
  /** Learn a scale and a shift of each channel; default true. */
  readonly affine?: boolean;
  /** Keep running statistics and use them in evaluation mode; default true. */
  readonly trackRunningStats?: boolean;
}

/**
 * Batch normalisation (x − μ)/√(σ² + ε)·weight + bias of each channel (Ioffe & Szegedy 2015), as torch.nn.BatchNorm2d.
 * Shapes: x [N, numFeatures, H, W] → the same. Training uses the batch's μ and σ² and moves the running ones towards
 * them; evaluation uses the running ones.
 *
 * @throws TenonError `shape_mismatch` for other images; `invalid_argument` for one value per channel in training.
 * @example
 * new BatchNorm2d(16).call(uniform([8, 16, 4, 4])).shape; // [8, 16, 4, 4]
 */
export class BatchNorm2d extends Module {
  readonly numFeatures: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly runningMean: Variable | undefined;
  /** Named after PyTorch's attribute, so that its weights load. */
  readonly runningVar: Variable | undefined;
  /** int32, rank 0. */
  readonly numBatchesTracked: Variable | undefined;

  constructor(
    numFeatures: number,
    { epsilon = 1e-5, momentum = 0.1, affine = true, trackRunningStats = true, ...options }: BatchNormOptions = {},
  ) {
    super();
    checkCount("BatchNorm2d", "numFeatures", numFeatures);
    this.numFeatures = numFeatures;
    this.epsilon = epsilon;
    this.momentum = momentum;
    const shape = [numFeatures];
    if (affine) {
      this.weight = parameter(() => ones(shape, options));
      this.bias = parameter(() => zeros(shape, options));
    }
    if (trackRunningStats) {
      this.runningMean = buffer(() => zeros(shape, options));
      this.runningVar = buffer(() => ones(shape, options));
      this.numBatchesTracked = buffer(() => zeros([], { ...options, dtype: "int32" }));
    }
  }

  forward(x: TensorLike): Tensor {
    if (x.shape.length !== 4 || x.shape[1] !== this.numFeatures)
      throw new TenonError(
        "shape_mismatch",
        `BatchNorm2d: images [N, ${this.numFeatures}, H, W] were expected, ${showShape(x.shape)} was given`,
        `${this.numFeatures} channels on axis 1`,
        { shape: x.shape, numFeatures: this.numFeatures },
      );
    const { training, weight, bias, runningMean, runningVar, momentum, epsilon, numBatchesTracked } = this;
    const useBatch = training || runningMean === undefined;
    const options = { weight, bias, runningMean, runningVariance: runningVar, momentum, epsilon };
    const y = batchNorm(x, { ...options, training: useBatch });
    if (training && numBatchesTracked !== undefined) numBatchesTracked.assign(add(numBatchesTracked, 1));
    return y;
  }
}
