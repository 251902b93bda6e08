import { badArgument, badShape } from "../checks.js";
import type { PoolAttributes } from "../seam/fused.js";
import type { Tensor } from "../tensor.js";
import { reshape } from "./movement.js";
import { pad } from "./pad.js";
import { type PerAxis, perAxis } from "./spatial.js";
import { windows } from "./windows.js";

export interface UnfoldOptions {
  readonly kernelSize: PerAxis;
  /** Step between windows; default 1. */
  readonly stride?: PerAxis;
  /** Zeros around the image; default 0. */
  readonly padding?: PerAxis;
  /** Distance between a window's elements; default 1. */
  readonly dilation?: PerAxis;
}

export interface PoolOptions extends UnfoldOptions {
  /** Step between windows; default: the kernel size. */
  readonly stride?: PerAxis;
  /** Places around the image that belong to windows but hold nothing; default 0, at most half the kernel. */
  readonly padding?: PerAxis;
  /** Keep a last window that reaches over the edge, if it starts inside; default false. */
  readonly ceilMode?: boolean;
}

/** What the windows of a pool over images of size `space` are; throws where they do not fit. */
export function poolAttributes(op: string, space: readonly number[], options: PoolOptions): PoolAttributes {
  const attributes = windowAttributes(op, space, { ...options, stride: options.stride ?? options.kernelSize });
  const { kernelSize, stride, padding, dilation } = attributes;
  const around = padding.map(([lo]) => lo);
  if (around.some((n, i) => 2 * n > kernelSize[i]!))
    throw badArgument(op, { padding: around, kernelSize }, "at most half the kernel as padding");
  space.forEach((length, i) => {
    const apart = dilation[i]!;
    const end = length + padding[i]![1] - apart * (kernelSize[i]! - 1);
    for (let start = -around[i]!; start < Math.min(0, end); start += stride[i]!)
      if (((start % apart) + apart) % apart >= length)
        throw badArgument(
          op,
          { space, padding: around, dilation },
          "windows that meet the image",
          "less padding or dilation",
        );
  });
  return attributes;
}

/** What windows over images of size `space` are; throws unless there is one. */
export function windowAttributes(
  op: string,
  space: readonly number[],
  options: UnfoldOptions & Pick<PoolOptions, "ceilMode">,
): PoolAttributes {
  const axes = space.length;
  const kernelSize = perAxis(op, "kernelSize", options.kernelSize, axes, 1);
  const stride = perAxis(op, "stride", options.stride ?? 1, axes, 1);
  const dilation = perAxis(op, "dilation", options.dilation ?? 1, axes, 1);
  const around = perAxis(op, "padding", options.padding ?? 0, axes, 0);
  const padding = space.map((length, i): [number, number] => {
    const [step, p] = [stride[i]!, around[i]!];
    const reach = dilation[i]! * (kernelSize[i]! - 1) + 1;
    const steps = (length + 2 * p - reach) / step;
    let last = Math.floor(steps);
    if (options.ceilMode && Math.ceil(steps) * step < length + p) last = Math.ceil(steps); // starts before the end
    if (last < 0) throw badShape(op, { space, kernelSize, padding: around }, "a kernel that fits the padded image");
    return [p, Math.max(p, last * step + reach - length - p)];
  });
  return { kernelSize, stride, dilation, padding };
}

/** The sizes of what a pool returns. */
export function pooledSizes(
  space: readonly number[],
  { kernelSize, stride, padding, dilation }: PoolAttributes,
): number[] {
  return space.map((length, i) => {
    const [lo, hi] = padding[i]!;
    return Math.floor((length + lo + hi - dilation[i]! * (kernelSize[i]! - 1) - 1) / stride[i]!) + 1;
  });
}

/** Windows over all spatial axes: x [M, …S] → [M, …S′, K] with a kernel's K elements in row-major order. */
export function patches(x: Tensor, { kernelSize, stride, padding, dilation }: PoolAttributes, value: number): Tensor {
  let rows = pad(x, {
    lo: [0, ...padding.map(([lo]) => lo)],
    hi: [0, ...padding.map(([, hi]) => hi)],
    value,
  });
  kernelSize.forEach((size, i) => {
    rows = windows(rows, 1 + i, size, stride[i]!, dilation[i]!);
    if (i > 0) rows = reshape(rows, [...rows.shape.slice(0, -2), rows.shape.at(-2)! * size]); // ranks stay low
  });
  return rows;
}
