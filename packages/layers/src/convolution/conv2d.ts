import { conv2d, type Parameter, type PerAxis, sizeOf, TenonError, type Tensor, type TensorLike } from "@tenon/core";
import { defaultBias, defaultWeight } from "../initializers/torch-defaults.js";
import { checkCount, type LayerOptions } from "../module/make-variables.js";
import { Module } from "../module/module.js";

export interface Conv2dOptions extends LayerOptions {
  /** Step between windows; default 1. */
  readonly stride?: PerAxis;
  /** Zeros around the image, or "same" to keep its size (stride 1); default 0. */
  readonly padding?: PerAxis | "same";
  /** Distance between the kernel's elements; default 1. */
  readonly dilation?: PerAxis;
  /** Channels are cut into this many groups that do not see each other; default 1. */
  readonly groups?: number;
  /** Learn an added bias; default true. */
  readonly bias?: boolean;
}

/**
 * 2-d convolution (cross-correlation), as torch.nn.Conv2d.
 * Shapes: x [N, inChannels, H, W] → [N, outChannels, H′, W′] with
 * H′ = floor((H + 2·padding − dilation·(KH − 1) − 1) / stride) + 1; weight [outChannels, inChannels/groups, KH, KW].
 * Weight and bias start uniform in ±1/√(inChannels/groups·KH·KW).
 *
 * @throws TenonError `invalid_argument` when groups do not divide the channels; `shape_mismatch` for other images.
 * @example
 * new Conv2d(3, 16, 3, { padding: 1 }).call(zeros([8, 3, 32, 32])).shape; // [8, 16, 32, 32]
 */
export class Conv2d extends Module {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly [number, number];
  readonly stride: PerAxis;
  readonly padding: PerAxis | "same";
  readonly dilation: PerAxis;
  readonly groups: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: number | readonly [number, number],
    { stride = 1, padding = 0, dilation = 1, groups = 1, bias = true, ...options }: Conv2dOptions = {},
  ) {
    super();
    const kernel: readonly [number, number] = typeof kernelSize === "number" ? [kernelSize, kernelSize] : kernelSize;
    const counts = { inChannels, outChannels, groups, "kernelSize[0]": kernel[0], "kernelSize[1]": kernel[1] };
    for (const [name, value] of Object.entries(counts)) checkCount("Conv2d", name, value);
    if (inChannels % groups !== 0 || outChannels % groups !== 0)
      throw new TenonError(
        "invalid_argument",
        `Conv2d: ${groups} groups do not divide ${inChannels} input and ${outChannels} output channels`,
        "a number of groups that divides both",
        { inChannels, outChannels, groups },
      );
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = kernel;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.groups = groups;
    const shape = [outChannels, inChannels / groups, ...kernel];
    this.weight = defaultWeight(shape, options);
    this.bias = bias ? defaultBias(outChannels, sizeOf(shape.slice(1)), options) : undefined;
  }

  forward(x: TensorLike): Tensor {
    const { stride, padding, dilation, groups, bias } = this;
    return conv2d(x, this.weight, { stride, padding, dilation, groups, ...(bias && { bias }) });
  }
}
