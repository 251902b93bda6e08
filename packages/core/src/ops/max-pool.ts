import { type FusedFunction, fusedOp } from "../engine/fused-op.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import type { PoolAttributes } from "../seam/fused.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, mod, mul, sub } from "./binary.js";
import { less } from "./compare.js";
import { iota, zeros } from "./create.js";
import { reshape } from "./movement.js";
import { type PoolOptions, patches, poolAttributes } from "./pool-windows.js";
import { argMax } from "./reduce.js";
import { onImages, spatialSizes } from "./spatial.js";
import { gatherAlong, scatterAlong } from "./take.js";
import { where } from "./where.js";

/** The largest elements of windows, and where in its image each lies: int32 into the flattened spatial axes. */
export interface Pooled {
  readonly values: Tensor;
  readonly indices: Tensor;
}

/** x [N, C, …S] → values [N, C, …S′], indices: the first of equals, the first NaN above all. */
export const maxPoolOp: FusedFunction<"maxPool"> = /* @__PURE__ */ fusedOp("maxPool", {
  compose: ([x], attributes) => {
    const indices = largest(x!, attributes);
    return [pickFrom(x!, indices), indices];
  },
  inputs: [0],
  outputs: [1],
  vjp: ([g], [x], [indices], attributes) => {
    if (g === undefined) return [undefined];
    return [maxPoolBackward([g, indices!], { ...attributes, inputSize: x!.shape.slice(2) })[0]];
  },
});

const maxPoolBackward = /* @__PURE__ */ fusedOp("maxPoolBackward", {
  compose: ([g, indices], { inputSize }) => {
    const shape = [...g!.shape.slice(0, 2), ...inputSize];
    const base = zeros([sizeOf(shape)], { dtype: g!.dtype, backend: g!.backend });
    const positions = reshape(acrossImages(indices!, sizeOf(inputSize)), [-1]);
    return [reshape(scatterAlong("add", base, positions, reshape(g!, [-1]), 0), shape)];
  },
});

/** The elements of images x [N, C, …S] at `indices` [N, C, …]. */
export function pickFrom(x: Tensor, indices: Tensor): Tensor {
  return gatherAlong(reshape(x, [-1]), acrossImages(indices, sizeOf(x.shape.slice(2))), 0);
}

/** Indices into single images [N, C, …] as indices into the flattened batch. */
export function acrossImages(indices: Tensor, imageSize: number): Tensor {
  const images = indices.shape.map((n, i) => (i < 2 ? n : 1));
  const image = reshape(iota([sizeOf(images)], 0, { backend: indices.backend }), images);
  return add(indices, mul(image, imageSize));
}

/** Where in its image each window's first largest element lies. */
function largest(x: Tensor, attributes: PoolAttributes): Tensor {
  const { kernelSize, stride, padding, dilation } = attributes;
  const { backend } = x;
  const [n, c, ...space] = x.shape as [number, number, ...number[]];
  const rows = patches(reshape(x, [n * c, ...space]), attributes, x.dtype === "bool" ? 0 : Number.NEGATIVE_INFINITY);
  const choice = argMax(rows, { axis: -1 }); // [N·C, …S′] into K
  let rest = reshape(choice, [n, c, ...choice.shape.slice(1)]);
  const { shape } = rest;
  let index: Tensor | undefined;
  let place = 1;
  for (let i = space.length - 1; i >= 0; i--) {
    const within = i === 0 ? rest : mod(rest, kernelSize[i]!);
    rest = i === 0 ? rest : run("binary", [rest, kernelSize[i]!], { op: "div" }, undefined); // of integers: truncates
    const lo = padding[i]![0];
    const start = sub(mul(iota(shape, 2 + i, { backend }), stride[i]!), lo);
    const position = add(start, mul(within, dilation[i]!));
    // Padding is chosen where the whole window is −∞; its first element inside is meant.
    const inside = lo === 0 ? position : where(less(position, 0), mod(position, dilation[i]!), position);
    const term = mul(inside, place);
    index = index === undefined ? term : add(index, term);
    place *= space[i]!;
  }
  return index!;
}

/**
 * Largest element of each window; the first of equals takes the gradient (torch.nn.functional.max_pool1d).
 * Shapes: [N, C, L] or [C, L] → [N, C, L′] with L′ = floor((L + 2·padding − dilation·(K − 1) − 1) / stride) + 1.
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * maxPool1d(tensor([[1, 3, 2, 5]]), { kernelSize: 2 }); // [[3, 5]]
 */
export const maxPool1d = (x: TensorLike, options: PoolOptions): Tensor => maxPool("maxPool1d", 1, x, options);

/**
 * Largest element of each window; the first of equals takes the gradient (torch.nn.functional.max_pool2d).
 * Shapes: [N, C, H, W] or [C, H, W] → [N, C, H′, W′] with H′ = floor((H + 2·padding − dilation·(K − 1) − 1) / stride) + 1.
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * maxPool2d(tensor([[[[1, 2], [3, 4]]]]), { kernelSize: 2 }); // [[[[4]]]]
 */
export const maxPool2d = (x: TensorLike, options: PoolOptions): Tensor => maxPool("maxPool2d", 2, x, options);

/**
 * Largest element of each window; the first of equals takes the gradient (torch.nn.functional.max_pool3d).
 * Shapes: [N, C, D, H, W] or [C, D, H, W] → [N, C, D′, H′, W′], as `maxPool2d`.
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * maxPool3d(ones([1, 1, 4, 4, 4]), { kernelSize: 2 }).shape; // [1, 1, 2, 2, 2]
 */
export const maxPool3d = (x: TensorLike, options: PoolOptions): Tensor => maxPool("maxPool3d", 3, x, options);

/**
 * `maxPool1d` and the place of each element in its signal, int32: for `maxUnpool1d`.
 * @example
 * maxPool1dWithIndices(tensor([[1, 3, 2, 5]]), { kernelSize: 2 }).indices; // [[1, 3]]
 */
export const maxPool1dWithIndices = (x: TensorLike, options: PoolOptions): Pooled =>
  withIndices("maxPool1dWithIndices", 1, x, options);

/**
 * `maxPool2d` and the place of each element in its image, int32 into the flattened H·W: for `maxUnpool2d`.
 * @example
 * maxPool2dWithIndices(tensor([[[1, 2], [3, 4]]]), { kernelSize: 2 }).indices; // [[[3]]]
 */
export const maxPool2dWithIndices = (x: TensorLike, options: PoolOptions): Pooled =>
  withIndices("maxPool2dWithIndices", 2, x, options);

/**
 * `maxPool3d` and the place of each element in its volume, int32 into the flattened D·H·W: for `maxUnpool3d`.
 * @example
 * maxPool3dWithIndices(arange(8).reshape([1, 2, 2, 2]), { kernelSize: 2 }).indices; // [[[[7]]]]
 */
export const maxPool3dWithIndices = (x: TensorLike, options: PoolOptions): Pooled =>
  withIndices("maxPool3dWithIndices", 3, x, options);

const maxPool = (op: string, axes: number, x: TensorLike, options: PoolOptions): Tensor =>
  scope(() => withIndices(op, axes, x, options).values);

function withIndices(op: string, axes: number, x: TensorLike, options: PoolOptions): Pooled {
  const t = asTensor(x, op);
  const attributes = poolAttributes(op, spatialSizes(op, t, axes), options);
  const [values, indices] = onImages([t], axes, (images) => maxPoolOp([images], attributes));
  return { values: values!, indices: indices! };
}
