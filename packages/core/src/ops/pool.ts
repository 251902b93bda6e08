import { fusedOp } from "../engine/fused-op.js";
import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import type { PoolAttributes } from "../seam/fused.js";
import { windowCount } from "../seam/infer.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mod, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { less } from "./compare.js";
import { type PerAxis, perAxis } from "./convolution.js";
import { iota, zeros } from "./create.js";
import { reshape } from "./movement.js";
import { pad } from "./pad.js";
import { argMax, sum } from "./reduce.js";
import { gatherAlong, scatterAlong } from "./take.js";
import { where } from "./where.js";
import { windows } from "./windows.js";

/** Windows of the last two axes: [N, C, H, W] → [N, C, H′, W′, KH·KW] */
function patches(x: Tensor, { kernelSize, stride, padding, dilation }: PoolAttributes, value: number): Tensor {
  const [[top, bottom], [left, right]] = padding as [[number, number], [number, number]]; // two spatial axes
  const padded = pad(x, { lo: [0, 0, top, left], hi: [0, 0, bottom, right], interior: [0, 0, 0, 0], value });
  const rows = windows(padded, 2, kernelSize[0]!, stride[0]!, dilation[0]!);
  const both = windows(rows, 3, kernelSize[1]!, stride[1]!, dilation[1]!); // [N, C, H′, W′, KH, KW]
  return reshape(both, [...both.shape.slice(0, 4), kernelSize[0]! * kernelSize[1]!]);
}

/** Where in its image each window's first largest element lies: int32 [N, C, H′, W′] into H·W. */
function largest(x: Tensor, attributes: PoolAttributes): Tensor {
  const { kernelSize, stride, padding, dilation } = attributes;
  const choice = argMax(patches(x, attributes, Number.NEGATIVE_INFINITY), { axis: -1 }); // [N, C, H′, W′] into KH·KW
  const { backend } = x;
  const columns = kernelSize[1]!;
  const row = toDType(div(choice, columns).floor(), "int32");
  const column = sub(choice, mul(row, columns));
  const at = (axis: number, within: Tensor, k: 0 | 1) => {
    const start = sub(mul(iota(choice.shape, axis, { backend }), stride[k]!), padding[k]![0]);
    const position = add(start, mul(within, dilation[k]!));
    // Padding is chosen where the whole window is −∞; its first element inside is meant.
    return padding[k]![0] === 0 ? position : where(less(position, 0), mod(position, dilation[k]!), position);
  };
  return add(mul(at(2, row, 0), x.shape[3]!), at(3, column, 1));
}

/** Indices into single images as indices into the flattened batch. */
function acrossImages(indices: Tensor, imageSize: number): Tensor {
  const { backend } = indices;
  const [n, c] = indices.shape as [number, number];
  const image = reshape(iota([n * c], 0, { backend }), [n, c, 1, 1]);
  return add(indices, mul(image, imageSize));
}

const maxPoolOp = fusedOp("maxPool", {
  compose: ([x], attributes) => {
    const indices = largest(x!, attributes);
    const values = gatherAlong(reshape(x!, [-1]), acrossImages(indices, x!.shape[2]! * x!.shape[3]!), 0);
    return [values, indices];
  },
  inputs: [0],
  outputs: [1],
  vjp: ([g], [x], [indices], attributes) => {
    if (g === undefined) return [undefined];
    return [maxPoolBackward([g, indices!], { ...attributes, inputSize: x!.shape.slice(2) })[0]];
  },
});

const maxPoolBackward = fusedOp("maxPoolBackward", {
  compose: ([g, indices], { inputSize: [height, width] }) => {
    const [n, c] = g!.shape as [number, number];
    const image = height! * width!;
    const base = zeros([n * c * image], { dtype: g!.dtype, backend: g!.backend });
    const positions = reshape(acrossImages(indices!, image), [-1]);
    return [reshape(scatterAlong("add", base, positions, reshape(g!, [-1]), 0), [n, c, height!, width!])];
  },
});

export interface PoolOptions {
  readonly kernelSize: PerAxis;
  /** Step between windows; default: the kernel size. */
  readonly stride?: PerAxis;
  /** Rows and columns around the image that no window prefers; default 0, at most half the kernel. */
  readonly padding?: PerAxis;
  /** Distance between a window's elements; default 1. */
  readonly dilation?: PerAxis;
}

/**
 * Largest element of each window; the first of equals takes the gradient.
 * Shapes: [N, C, H, W] → [N, C, H′, W′] with H′ = floor((H + 2·padding − dilation·(K − 1) − 1) / stride) + 1.
 *
 * @throws TenonError `shape_mismatch` unless x has rank 4 and at least one window; `invalid_argument` for odd options.
 * @example
 * maxPool2d(tensor([[[[1, 2], [3, 4]]]]), { kernelSize: 2 }); // [[[[4]]]]
 */
export function maxPool2d(x: TensorLike, options: PoolOptions): Tensor {
  const t = asTensor(x, "maxPool2d");
  const attributes = attributesOf("maxPool2d", t, options);
  return scope(() => maxPoolOp([t], attributes)[0]!);
}

/**
 * Mean of each window, padding counted as zeros (torch's count_include_pad).
 * Shapes: [N, C, H, W] → [N, C, H′, W′].
 *
 * @example
 * avgPool2d(tensor([[[[1, 2], [3, 6]]]]), { kernelSize: 2 }); // [[[[3]]]]
 */
export function avgPool2d(x: TensorLike, options: PoolOptions): Tensor {
  const t = asTensor(x, "avgPool2d");
  const attributes = attributesOf("avgPool2d", t, options);
  const [rows, columns] = attributes.kernelSize as [number, number];
  return scope(() => div(sum(patches(t, attributes, 0), { axis: -1 }), rows * columns));
}

function attributesOf(op: string, t: Tensor, options: PoolOptions): PoolAttributes {
  if (t.rank !== 4)
    throw new TenonError(
      "shape_mismatch",
      `${op}: images [N, C, H, W] were expected, ${showShape(t.shape)} was given`,
      "unsqueeze() to add the missing axes",
      { shape: t.shape },
    );
  const kernelSize = perAxis(op, "kernelSize", options.kernelSize, 2, 1);
  const stride = perAxis(op, "stride", options.stride ?? kernelSize, 2, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, 2, 1);
  const padding = perAxis(op, "padding", options.padding ?? 0, 2, 0);
  if (padding.some((n, i) => 2 * n > kernelSize[i]!))
    throw new TenonError(
      "invalid_argument",
      `${op}: padding ${showShape(padding)} is more than half of the kernel ${showShape(kernelSize)}`,
      "at most half the kernel, so that each window meets the image",
      { padding, kernelSize },
    );
  if (padding.some((n, i) => windowCount(t.shape[2 + i]! + 2 * n, kernelSize[i]!, stride[i]!, dilation[i]!) < 1))
    throw new TenonError(
      "shape_mismatch",
      `${op}: kernel ${showShape(kernelSize)} is larger than the padded image ${showShape(t.shape.slice(2))}`,
      "a smaller kernel, or more padding",
      { shape: t.shape, kernelSize },
    );
  return { kernelSize, stride, dilation, padding: padding.map((n) => [n, n] as const) };
}
