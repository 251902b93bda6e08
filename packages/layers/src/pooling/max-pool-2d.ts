import { maxPool2d, type PerAxis, type PoolOptions, type Tensor, type TensorLike } from "@tenon/core";
import { Module } from "../module/module.js";

/**
 * Largest element of each window, as torch.nn.MaxPool2d.
 * Shapes: [N, C, H, W] or [C, H, W] → [N, C, H′, W′] with H′ = floor((H + 2·padding − dilation·(K − 1) − 1) / stride) + 1.
 *
 * @throws TenonError `shape_mismatch` for other images, `invalid_argument` for odd options.
 * @example
 * new MaxPool2d(2).call(zeros([1, 3, 8, 8])).shape; // [1, 3, 4, 4]
 */
export class MaxPool2d extends Module {
  readonly kernelSize: PerAxis;
  readonly stride: PerAxis;
  readonly padding: PerAxis;
  readonly dilation: PerAxis;
  readonly ceilMode: boolean;

  constructor(
    kernelSize: PerAxis,
    { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false }: Omit<PoolOptions, "kernelSize"> = {},
  ) {
    super();
    this.kernelSize = kernelSize;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.ceilMode = ceilMode;
  }

  forward(x: TensorLike): Tensor {
    const { kernelSize, stride, padding, dilation, ceilMode } = this;
    return maxPool2d(x, { kernelSize, stride, padding, dilation, ceilMode });
  }
}
