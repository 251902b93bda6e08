import { scope } from "../memory/scope.js";
import { toFloat } from "../seam/dtype.js";
import type { PoolAttributes } from "../seam/fused.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { alongAxis, avgPoolOp } from "./avg-pool.js";
import { div } from "./binary.js";
import { toDType } from "./cast.js";
import { tensor } from "./create.js";
import { maxOver } from "./irregular-windows.js";
import { maxPoolOp, type Pooled } from "./max-pool.js";
import { sum } from "./reduce.js";
import { onImages, perAxis, spatialSizes } from "./spatial.js";
import { gatherAlong } from "./take.js";
import { where } from "./where.js";

export interface AdaptivePoolOptions {
  /** Spatial sizes of the result, one for all axes or one for each; null keeps an axis as it is. */
  readonly outputSize: number | readonly (number | null)[];
}

/**
 * Mean of `outputSize` windows that cover the axis evenly (torch.nn.functional.adaptive_avg_pool1d); 1 averages all of it.
 * Window i reaches from floor(i·L / L′) to ceil((i + 1)·L / L′). Integers give float32.
 * Shapes: [N, C, L] or [C, L] → [N, C, L′].
 *
 * @throws TenonError `shape_mismatch` for another rank; `invalid_argument` for another `outputSize`.
 * @example
 * adaptiveAvgPool1d(tensor([[1, 2, 3, 4, 5]]), { outputSize: 2 }); // [[2, 4]]
 */
export const adaptiveAvgPool1d = (x: TensorLike, options: AdaptivePoolOptions): Tensor =>
  averages("adaptiveAvgPool1d", 1, x, options);

/**
 * Means of windows that cover the image evenly (torch.nn.functional.adaptive_avg_pool2d); size 1 is global average pooling.
 * Shapes: [N, C, H, W] or [C, H, W] → [N, C, H′, W′]; windows as `adaptiveAvgPool1d`.
 *
 * @throws TenonError `shape_mismatch` for another rank; `invalid_argument` for another `outputSize`.
 * @example
 * adaptiveAvgPool2d(tensor([[[1, 2], [3, 6]]]), { outputSize: 1 }); // [[[3]]]
 */
export const adaptiveAvgPool2d = (x: TensorLike, options: AdaptivePoolOptions): Tensor =>
  averages("adaptiveAvgPool2d", 2, x, options);

/**
 * Means of windows that cover the volume evenly (torch.nn.functional.adaptive_avg_pool3d); size 1 is global average pooling.
 * Shapes: [N, C, D, H, W] or [C, D, H, W] → [N, C, D′, H′, W′]; windows as `adaptiveAvgPool1d`.
 *
 * @throws TenonError `shape_mismatch` for another rank; `invalid_argument` for another `outputSize`.
 * @example
 * adaptiveAvgPool3d(ones([1, 3, 4, 5]), { outputSize: [1, null, 2] }).shape; // [1, 1, 4, 2]
 */
export const adaptiveAvgPool3d = (x: TensorLike, options: AdaptivePoolOptions): Tensor =>
  averages("adaptiveAvgPool3d", 3, x, options);

/**
 * Largest element of `outputSize` windows that cover the axis evenly (torch.nn.functional.adaptive_max_pool1d).
 * Shapes: [N, C, L] or [C, L] → [N, C, L′]; windows as `adaptiveAvgPool1d`.
 *
 * @throws TenonError `shape_mismatch` for another rank; `invalid_argument` for another `outputSize`.
 * @example
 * adaptiveMaxPool1d(tensor([[5, 2, 3, 4, 1]]), { outputSize: 2 }); // [[5, 4]]
 */
export const adaptiveMaxPool1d = (x: TensorLike, options: AdaptivePoolOptions): Tensor =>
  scope(() => maxima("adaptiveMaxPool1d", 1, x, options).values);

/**
 * Largest elements of windows that cover the image evenly (torch.nn.functional.adaptive_max_pool2d).
 * Shapes: [N, C, H, W] or [C, H, W] → [N, C, H′, W′]; windows as `adaptiveAvgPool1d`.
 *
 * @throws TenonError `shape_mismatch` for another rank; `invalid_argument` for another `outputSize`.
 * @example
 * adaptiveMaxPool2d(tensor([[[1, 2], [3, 6]]]), { outputSize: [1, null] }); // [[[3, 6]]]
 */
export const adaptiveMaxPool2d = (x: TensorLike, options: AdaptivePoolOptions): Tensor =>
  scope(() => maxima("adaptiveMaxPool2d", 2, x, options).values);

/**
 * Largest elements of windows that cover the volume evenly (torch.nn.functional.adaptive_max_pool3d).
 * Shapes: [N, C, D, H, W] or [C, D, H, W] → [N, C, D′, H′, W′]; windows as `adaptiveAvgPool1d`.
 *
 * @throws TenonError `shape_mismatch` for another rank; `invalid_argument` for another `outputSize`.
 * @example
 * adaptiveMaxPool3d(ones([1, 3, 4, 5]), { outputSize: 2 }).shape; // [1, 2, 2, 2]
 */
export const adaptiveMaxPool3d = (x: TensorLike, options: AdaptivePoolOptions): Tensor =>
  scope(() => maxima("adaptiveMaxPool3d", 3, x, options).values);

/**
 * `adaptiveMaxPool1d` and the place of each element in its signal, int32.
 * @example
 * adaptiveMaxPool1dWithIndices(tensor([[5, 2, 3, 4, 1]]), { outputSize: 2 }).indices; // [[0, 3]]
 */
export const adaptiveMaxPool1dWithIndices = (x: TensorLike, options: AdaptivePoolOptions): Pooled =>
  maxima("adaptiveMaxPool1dWithIndices", 1, x, options);

/**
 * `adaptiveMaxPool2d` and the place of each element in its image, int32 into the flattened H·W.
 * @example
 * adaptiveMaxPool2dWithIndices(tensor([[[1, 2], [3, 6]]]), { outputSize: 1 }).indices; // [[[3]]]
 */
export const adaptiveMaxPool2dWithIndices = (x: TensorLike, options: AdaptivePoolOptions): Pooled =>
  maxima("adaptiveMaxPool2dWithIndices", 2, x, options);

/**
 * `adaptiveMaxPool3d` and the place of each element in its volume, int32 into the flattened D·H·W.
 * @example
 * adaptiveMaxPool3dWithIndices(arange(8).reshape([1, 2, 2, 2]), { outputSize: 1 }).indices; // [[[[7]]]]
 */
export const adaptiveMaxPool3dWithIndices = (x: TensorLike, options: AdaptivePoolOptions): Pooled =>
  maxima("adaptiveMaxPool3dWithIndices", 3, x, options);

function averages(op: string, axes: number, x: TensorLike, options: AdaptivePoolOptions): Tensor {
  const t = asTensor(x, op);
  const space = spatialSizes(op, t, axes);
  const sizes = outputSizes(op, space, options);
  const [result] = onImages([t], axes, (images) => {
    const start = toDType(images!, toFloat(t.dtype));
    const even = evenly(space, sizes);
    if (even !== undefined) return avgPoolOp([start], { ...even, countPadding: true });
    return [sizes.reduce((y, size, i) => meanAlong(y, i, size), start)]; // a mean over a box, axis by axis
  });
  return result!;
}

/** Means of `size` windows along one spatial axis. */
function meanAlong(x: Tensor, axis: number, size: number): Tensor {
  const length = x.shape[2 + axis]!;
  if (size === length) return x;
  const { counts, positions, longest } = windowsAlong(length, size);
  const { backend } = x;
  const index = tensor(positions, { shape: [size, longest], dtype: "int32", backend });
  const members = gatherAlong(x, index, 2 + axis); // [N, C, …, size, longest, …]
  const beyond = counts.flatMap((count) => Array.from({ length: longest }, (_, k) => k < count));
  const after = x.shape.slice(3 + axis).map(() => 1);
  const isMember = tensor(beyond, { shape: [size, longest, ...after], backend });
  const total = sum(counts.every((n) => n === longest) ? members : where(isMember, members, 0), { axis: 3 + axis });
  return div(total, alongAxis(counts, axis, total));
}

function maxima(op: string, axes: number, x: TensorLike, options: AdaptivePoolOptions): Pooled {
  const t = asTensor(x, op);
  const space = spatialSizes(op, t, axes);
  const sizes = outputSizes(op, space, options);
  const [values, indices] = onImages([t], axes, (images) => {
    const even = evenly(space, sizes);
    if (even !== undefined) return maxPoolOp([images!], even);
    const pooled = maxOver(
      images!,
      sizes.map((size, i) => {
        const { positions, longest } = windowsAlong(space[i]!, size);
        return tensor(positions, { shape: [1, size, longest], dtype: "int32", backend: t.backend });
      }),
    );
    return [pooled.values, pooled.indices];
  });
  return { values: values!, indices: indices! };
}

/** The members of each window; short windows list their last member again. */
function windowsAlong(length: number, size: number) {
  const starts = Array.from({ length: size }, (_, i) => Math.floor((i * length) / size));
  const counts = starts.map((start, i) => Math.ceil(((i + 1) * length) / size) - start);
  const longest = Math.max(...counts);
  const positions = starts.flatMap((start, i) =>
    Array.from({ length: longest }, (_, k) => start + Math.min(k, counts[i]! - 1)),
  );
  return { counts, positions, longest };
}

/** The plain pool that these windows are, where the sizes divide. */
function evenly(space: readonly number[], sizes: readonly number[]): PoolAttributes | undefined {
  const kernelSize = space.map((length, i) => Math.floor(length / sizes[i]!));
  if (
    !sameShape(
      space,
      kernelSize.map((k, i) => k * sizes[i]!),
    )
  )
    return undefined;
  return { kernelSize, stride: kernelSize, padding: space.map(() => [0, 0] as const), dilation: space.map(() => 1) };
}

function outputSizes(op: string, space: readonly number[], { outputSize }: AdaptivePoolOptions): number[] {
  const given = typeof outputSize === "object" ? outputSize.map((n, i) => n ?? space[i]!) : outputSize;
  return perAxis(op, "outputSize", given, space.length, 1);
}
