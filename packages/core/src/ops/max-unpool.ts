import { badArgument, badShape } from "../checks.js";
import { sameShape, showShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { greaterEqual, less } from "./compare.js";
import { zeros } from "./create.js";
import { acrossImages } from "./max-pool.js";
import { reshape } from "./movement.js";
import { onImages, type PerAxis, perAxis, spatialSizes } from "./spatial.js";
import { asIndices, scatterAlong } from "./take.js";
import { where } from "./where.js";

export interface MaxUnpoolOptions {
  readonly kernelSize: PerAxis;
  /** Step between windows; default: the kernel size. */
  readonly stride?: PerAxis;
  readonly padding?: PerAxis;
  /** Spatial sizes of the result where several would pool to x; default (L − 1)·stride − 2·padding + kernelSize. */
  readonly outputSize?: readonly number[];
}

/**
 * Puts the maxima of `maxPool1dWithIndices` back where they were, among zeros (torch.nn.functional.max_unpool1d).
 * Of several at one place the last stays. Shapes: x and indices [N, C, L] or [C, L] → [N, C, L′].
 *
 * @throws TenonError `shape_mismatch`, `invalid_argument`; `index_out_of_range` for an index outside of the result.
 * @example
 * maxUnpool1d(tensor([[3, 5]]), tensor([[1, 3]], { dtype: "int32" }), { kernelSize: 2 }); // [[0, 3, 0, 5]]
 */
export const maxUnpool1d = (x: TensorLike, indices: TensorLike, options: MaxUnpoolOptions): Tensor =>
  maxUnpool("maxUnpool1d", 1, x, indices, options);

/**
 * Puts the maxima of `maxPool2dWithIndices` back where they were, among zeros (torch.nn.functional.max_unpool2d).
 * Of several at one place the last stays. Shapes: x and indices [N, C, H, W] or [C, H, W] → [N, C, H′, W′].
 *
 * @throws TenonError `shape_mismatch`, `invalid_argument`; `index_out_of_range` for an index outside of the result.
 * @example
 * maxUnpool2d(tensor([[[4]]]), tensor([[[3]]], { dtype: "int32" }), { kernelSize: 2 }); // [[[0, 0], [0, 4]]]
 */
export const maxUnpool2d = (x: TensorLike, indices: TensorLike, options: MaxUnpoolOptions): Tensor =>
  maxUnpool("maxUnpool2d", 2, x, indices, options);

/**
 * Puts the maxima of `maxPool3dWithIndices` back where they were, among zeros (torch.nn.functional.max_unpool3d).
 * Of several at one place the last stays. Shapes: x and indices [N, C, D, H, W] or [C, D, H, W] → [N, C, D′, H′, W′].
 *
 * @throws TenonError `shape_mismatch`, `invalid_argument`; `index_out_of_range` for an index outside of the result.
 * @example
 * maxUnpool3d(ones([1, 1, 1, 1]), zeros([1, 1, 1, 1], { dtype: "int32" }), { kernelSize: 2 }).shape; // [1, 2, 2, 2]
 */
export const maxUnpool3d = (x: TensorLike, indices: TensorLike, options: MaxUnpoolOptions): Tensor =>
  maxUnpool("maxUnpool3d", 3, x, indices, options);

function maxUnpool(
  op: string,
  axes: number,
  x: TensorLike,
  indices: TensorLike,
  { outputSize, ...options }: MaxUnpoolOptions,
): Tensor {
  const t = asTensor(x, op);
  const at = asIndices(op, indices);
  const space = spatialSizes(op, t, axes);
  if (!sameShape(t.shape, at.shape)) throw badShape(op, { x: t, indices: at }, "an index for each element");
  const kernel = perAxis(op, "kernelSize", options.kernelSize, axes, 1);
  const stride = perAxis(op, "stride", options.stride ?? kernel, axes, 1);
  const padding = perAxis(op, "padding", options.padding ?? 0, axes, 0);
  const usual = space.map((n, i) => (n - 1) * stride[i]! - 2 * padding[i]! + kernel[i]!);
  const sizes = outputSize === undefined ? usual : perAxis(op, "outputSize", outputSize, axes, 1);
  if (sizes.some((n, i) => n < 1 || Math.abs(n - usual[i]!) >= Math.max(1, outputSize ? stride[i]! : 1)))
    throw badArgument(op, { x: t, outputSize: sizes }, `outputSize within one stride of ${showShape(usual)}`);
  const [result] = onImages([t, at], axes, (images, given) => {
    const area = sizeOf(sizes);
    const index = toDType(given!, "int32");
    const isInside = greaterEqual(index, 0).logicalAnd(less(index, area));
    // An index outside of its image must not wander into the next one: the backend refuses it.
    const positions = reshape(where(isInside, acrossImages(index, area), -1), [-1]);
    const shape = [...images!.shape.slice(0, 2), ...sizes];
    const base = zeros([sizeOf(shape)], { dtype: t.dtype, backend: t.backend });
    return [reshape(scatterAlong("set", base, positions, reshape(images!, [-1]), 0), shape)];
  });
  return result!;
}
