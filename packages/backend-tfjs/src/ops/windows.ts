import { hostArray, sizeOf } from "@tenon/core";
import type { Engine } from "../engine.js";
import { reshaped, type TfjsHandle, viewed } from "../handle.js";
import { sizeBetween } from "../shapes.js";
import { permute } from "./movement.js";
import { gatherRows, scatterRows } from "./rows.js";

/** Sliding windows of one axis as a new trailing axis: [outer, L, inner] → [outer, N, inner, size]. */
export function windows(
  engine: Engine,
  x: TfjsHandle,
  axis: number,
  size: number,
  stride: number,
  dilation: number,
): TfjsHandle {
  const length = x.shape[axis]!;
  const count = Math.floor((length - dilation * (size - 1) - 1) / stride) + 1;
  const shape = [...x.shape.slice(0, axis), count, ...x.shape.slice(axis + 1), size];
  if (sizeOf(shape) === 0) return engine.make(hostArray(x.dtype, 0), shape, x.dtype);
  const outer = sizeBetween(x.shape, 0, axis);
  const inner = sizeBetween(x.shape, axis + 1, x.shape.length);
  return engine.compose(() => {
    const rows = gatherRows(engine, x, inner, windowRows(outer, length, count, size, stride, dilation));
    return reshaped(permute(engine, viewed(rows, [outer * count, size, inner]), [0, 2, 1]), shape);
  });
}

/** The adjoint of `windows`: adds where windows overlap. */
export function foldWindows(
  engine: Engine,
  x: TfjsHandle,
  axis: number,
  length: number,
  stride: number,
  dilation: number,
): TfjsHandle {
  const last = x.shape.length - 1;
  const count = x.shape[axis]!;
  const size = x.shape[last]!;
  const shape = [...x.shape.slice(0, axis), length, ...x.shape.slice(axis + 1, last)];
  if (sizeOf(x.shape) === 0 || sizeOf(shape) === 0) return engine.fill(shape, 0, x.dtype);
  const outer = sizeBetween(x.shape, 0, axis);
  const inner = sizeBetween(x.shape, axis + 1, last);
  return engine.compose(() => {
    const rows = permute(engine, viewed(x, [outer * count, inner, size]), [0, 2, 1]);
    const index = windowRows(outer, length, count, size, stride, dilation);
    return reshaped(scatterRows(engine, rows, inner, index, outer * length), shape);
  });
}

/** The row n·stride + k·dilation that window n reads at place k, for each outer position: [outer, count, size]. */
function windowRows(
  outer: number,
  length: number,
  count: number,
  size: number,
  stride: number,
  dilation: number,
): Int32Array {
  const out = new Int32Array(outer * count * size);
  let at = 0;
  for (let o = 0; o < outer; o++)
    for (let n = 0; n < count; n++) for (let k = 0; k < size; k++) out[at++] = o * length + n * stride + k * dilation;
  return out;
}
