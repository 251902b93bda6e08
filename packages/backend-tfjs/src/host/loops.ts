import { hostArray, sameShape, sizeOf, stridesOf } from "@tenon/core";
import type { TfjsDType, TfjsValues } from "../handle.js";

/** Calls `of` for each element. */
export function mapUnary(values: TfjsValues, dtype: TfjsDType, of: (x: number) => number): TfjsValues {
  const out = hostArray(dtype, values.length);
  for (let i = 0; i < out.length; i++) out[i] = of(values[i]!);
  return out;
}

/** Elements of an operand with their shape; a number has rank 0. */
export interface HostOperand {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** Calls `of` for each pair of elements under NumPy's broadcasting. */
export function mapBinary(
  a: HostOperand,
  b: HostOperand,
  shape: readonly number[],
  dtype: TfjsDType,
  of: (a: number, b: number) => number,
): TfjsValues {
  const out = hostArray(dtype, sizeOf(shape));
  const x = a.values;
  const y = b.values;
  if (sameShape(a.shape, shape) && sameShape(b.shape, shape)) {
    for (let i = 0; i < out.length; i++) out[i] = of(x[i]!, y[i]!);
    return out;
  }
  const ia = broadcastIndex(a.shape, shape);
  const ib = broadcastIndex(b.shape, shape);
  for (let i = 0; i < out.length; i++) out[i] = of(x[ia[i]!]!, y[ib[i]!]!);
  return out;
}

/** For each element of `to` in row-major order, the place in `from` that broadcasting reads. */
export function broadcastIndex(from: readonly number[], to: readonly number[]): Int32Array {
  const strides = stridesOf(from);
  const offset = to.length - from.length;
  return walk(
    to,
    to.map((_, i) => (i < offset || from[i - offset] === 1 ? 0 : strides[i - offset]!)),
    0,
  );
}

/** For each place of `shape` in row-major order, `start` plus its coordinates times `strides`. */
export function walk(shape: readonly number[], strides: readonly number[], start: number): Int32Array {
  const out = new Int32Array(sizeOf(shape));
  if (out.length === 0) return out;
  out[0] = start;
  let filled = 1;
  // Each axis, from the last, repeats what is filled so far at its own stride.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const stride = strides[axis]!;
    const block = filled;
    for (let k = 1; k < shape[axis]!; k++) for (let i = 0; i < block; i++) out[filled++] = out[i]! + k * stride;
  }
  return out;
}
