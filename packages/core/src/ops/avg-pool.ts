import { badArgument } from "../checks.js";
import { type FusedFunction, fusedOp } from "../engine/fused-op.js";
import { toFloat } from "../seam/dtype.js";
import type { PoolAttributes } from "../seam/fused.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { div, mul } from "./binary.js";
import { toDType } from "./cast.js";
import { tensor } from "./create.js";
import { broadcastTo, reshape } from "./movement.js";
import { pad } from "./pad.js";
import { type PoolOptions, poolAttributes, pooledSizes } from "./pool-windows.js";
import { sum } from "./reduce.js";
import { onImages, spatialSizes } from "./spatial.js";
import { foldWindows, windows } from "./windows.js";

/** x [N, C, …S] → the mean of each window; a mean over a box is a mean along each of its axes. */
export const avgPoolOp: FusedFunction<"avgPool"> = /* @__PURE__ */ fusedOp("avgPool", {
  compose: ([x], attributes) => {
    const { kernelSize, stride, dilation, padding } = attributes;
    const space = x!.shape.slice(2);
    let y = pad(x!, around(padding, 1));
    kernelSize.forEach((size, i) => {
      y = sum(windows(y, 2 + i, size, stride[i]!, dilation[i]!), { axis: -1 });
      y = div(y, weights(space, attributes, i, y));
    });
    return [y];
  },
  inputs: [0],
  vjp: ([g], [x], _, attributes) => [avgPoolBackward([g!], { ...attributes, inputSize: x!.shape.slice(2) })[0]],
});

/** g [N, C, …S′] → [N, C, …S]: each element of g spread evenly over its window. */
const avgPoolBackward: FusedFunction<"avgPoolBackward"> = /* @__PURE__ */ fusedOp("avgPoolBackward", {
  compose: ([g], attributes) => {
    const { kernelSize, stride, dilation, padding, inputSize } = attributes;
    let y = g!;
    kernelSize.forEach((size, i) => {
      const [lo, hi] = padding[i]!;
      const share = reshape(div(y, weights(inputSize, attributes, i, y)), [...y.shape, 1]);
      const spread = broadcastTo(share, [...y.shape, size]);
      y = foldWindows(spread, 2 + i, inputSize[i]! + lo + hi, stride[i]!, dilation[i]!);
    });
    return [pad(y, around(padding, -1))];
  },
  vjp: ([g], _, __, { inputSize: ___, ...attributes }) => avgPoolOp([g!], attributes),
});

function around(padding: PoolAttributes["padding"], sign: 1 | -1) {
  const side = (end: 0 | 1) => [0, 0, ...padding.map((pair) => sign * pair[end]!)];
  return { lo: side(0), hi: side(1) };
}

/** What a window's sum along one axis is divided by. */
function weights(
  space: readonly number[],
  attributes: PoolAttributes & { readonly countPadding: boolean },
  axis: number,
  like: Tensor,
): Tensor | number {
  if (attributes.countPadding || attributes.padding[axis]!.every((n) => n === 0)) return attributes.kernelSize[axis]!;
  return alongAxis(memberCounts(space, attributes, axis, 0), axis, like);
}

/** How many elements of each window along one axis lie within the image and `margin` places around it. */
function memberCounts(space: readonly number[], attributes: PoolAttributes, axis: number, margin: number): number[] {
  const start = attributes.padding[axis]![0];
  const [step, apart, size] = [attributes.stride[axis]!, attributes.dilation[axis]!, attributes.kernelSize[axis]!];
  return Array.from({ length: pooledSizes(space, attributes)[axis]! }, (_, window) => {
    let count = 0;
    for (let k = 0, at = window * step - start; k < size; k++, at += apart)
      if (at >= -margin && at < space[axis]! + margin) count++;
    return count;
  });
}

/** Numbers for the places of a spatial axis, as a tensor that broadcasts with images `like`. */
export function alongAxis(values: readonly number[], axis: number, like: Tensor): Tensor {
  const shape = like.shape.slice(2).map((_, i) => (i === axis ? values.length : 1));
  return tensor(Float64Array.from(values), { shape, dtype: like.dtype, backend: like.backend });
}

export interface AvgPoolOptions extends PoolOptions {
  /** Count padding as zeros in the mean; default true. */
  readonly countIncludePad?: boolean;
  /** Divide the sum by this instead of the number of elements. */
  readonly divisorOverride?: number;
}

/**
 * Mean of each window, padding counted as zeros unless told (torch.nn.functional.avg_pool1d). Integers give float32.
 * Shapes: [N, C, L] or [C, L] → [N, C, L′].
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * avgPool1d(tensor([[1, 3, 2, 5]]), { kernelSize: 2 }); // [[2, 3.5]]
 */
export const avgPool1d = (x: TensorLike, options: AvgPoolOptions): Tensor => avgPool("avgPool1d", 1, x, options);

/**
 * Mean of each window, padding counted as zeros unless told (torch.nn.functional.avg_pool2d). Integers give float32.
 * Shapes: [N, C, H, W] or [C, H, W] → [N, C, H′, W′].
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * avgPool2d(tensor([[[[1, 2], [3, 6]]]]), { kernelSize: 2 }); // [[[[3]]]]
 */
export const avgPool2d = (x: TensorLike, options: AvgPoolOptions): Tensor => avgPool("avgPool2d", 2, x, options);

/**
 * Mean of each window, padding counted as zeros unless told (torch.nn.functional.avg_pool3d). Integers give float32.
 * Shapes: [N, C, D, H, W] or [C, D, H, W] → [N, C, D′, H′, W′].
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * avgPool3d(ones([1, 2, 2, 2]), { kernelSize: 2 }); // [[[[1]]]]
 */
export const avgPool3d = (x: TensorLike, options: AvgPoolOptions): Tensor => avgPool("avgPool3d", 3, x, options);

/** Also the core of the power-average pools. */
export function avgPool(
  op: string,
  axes: number,
  x: TensorLike,
  { countIncludePad = true, divisorOverride, ...options }: AvgPoolOptions,
): Tensor {
  const t = asTensor(x, op);
  const space = spatialSizes(op, t, axes);
  const attributes = poolAttributes(op, space, options);
  if (divisorOverride === 0 || Number.isNaN(divisorOverride))
    throw badArgument(op, { divisorOverride }, "a number other than 0");
  const [result] = onImages([t], axes, (images) => {
    const countPadding = countIncludePad || divisorOverride !== undefined;
    let y = avgPoolOp([toDType(images, toFloat(t.dtype))], { ...attributes, countPadding })[0]!;
    if (divisorOverride !== undefined) return [mul(y, sizeOf(attributes.kernelSize) / divisorOverride)];
    attributes.padding.forEach(([lo, hi], i) => {
      // What lies beyond the padding, where ceilMode reaches, never counts.
      if (!countPadding || hi <= lo) return;
      const counted = memberCounts(space, attributes, i, lo);
      y = mul(
        y,
        alongAxis(
          counted.map((n) => attributes.kernelSize[i]! / n),
          i,
          y,
        ),
      );
    });
    return [y];
  });
  return result!;
}
