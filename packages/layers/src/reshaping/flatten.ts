import { flatten, type Tensor, type TensorLike } from "@tenon/core";
import { Module } from "../module/module.js";

/**
 * Joins the axes from `startDim` (default 1, after the batch) to `endDim` (default the last), as torch.nn.Flatten.
 * @example
 * new Flatten().call(zeros([8, 16, 4, 4])).shape; // [8, 256]
 */
export class Flatten extends Module {
  readonly startDim: number;
  readonly endDim: number;

  constructor(startDim = 1, endDim = -1) {
    super();
    this.startDim = startDim;
    this.endDim = endDim;
  }

  forward(x: TensorLike): Tensor {
    return flatten(x, this.startDim, this.endDim);
  }
}
