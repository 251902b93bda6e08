import type { PoolAttributes } from "@tenon/core";

/** The windows of a pool along one axis: where the part inside the image starts, and how many elements it has. */
export interface Windows {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** From one element of a window to the next. */
  readonly step: number;
  /** From one window to the next. */
  readonly stride: number;
  /** Elements of a whole window. Element k of window i lies at `at[k] + i·stride`, inside for i from `from[k]` to `to[k]` − 1. */
  readonly size: number;
  readonly at: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** The windows over an axis of `length`. */
export function windowsAlong(
  { kernelSize, stride: strides, padding, dilation }: PoolAttributes,
  axis: number,
  length: number,
): Windows {
  const [size, step, stride] = [kernelSize[axis]!, dilation[axis]!, strides[axis]!];
  const [lo, hi] = padding[axis]!;
  const count = Math.floor((length + lo + hi - step * (size - 1) - 1) / stride) + 1;
  const [starts, counts] = [new Int32Array(count), new Int32Array(count)];
  for (let i = 0; i < count; i++) {
    const at = i * stride - lo;
    const before = Math.max(0, Math.ceil(-at / step));
    starts[i] = at + before * step;
    counts[i] = Math.max(0, Math.min(size, Math.ceil((length - at) / step)) - before);
  }
  const at = Int32Array.from({ length: size }, (_, k) => k * step - lo);
  const within = (place: number) => Math.max(0, Math.min(count, Math.ceil(place / stride)));
  const from = at.map((place) => within(-place));
  return { starts, counts, step, stride, size, at, from, to: at.map((place) => within(length - place)) };
}
