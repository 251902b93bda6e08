import { hostArray, showShape, sizeOf, TenonError } from "@tenon/core";
import type { Engine } from "../engine.js";
import { reshaped, type TfjsHandle, viewed } from "../handle.js";
import { sizeBetween } from "../shapes.js";
import { gatherRows, scatterRows } from "./rows.js";

/** np.take: the shape of `indices` replaces `axis`. */
export function gather(engine: Engine, x: TfjsHandle, indices: TfjsHandle, axis: number): TfjsHandle {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  const index = checkedIndices("gather", engine, indices, x, axis);
  if (sizeOf(shape) === 0) return engine.make(hostArray(x.dtype, 0), shape, x.dtype);
  const inner = sizeBetween(x.shape, axis + 1, x.shape.length);
  return reshaped(gatherRows(engine, x, inner, rowsAlong(x, axis, index)), shape);
}

/** A copy of `base` with `updates` set or added at `indices` along `axis`. */
export function scatter(
  engine: Engine,
  op: "set" | "add",
  base: TfjsHandle,
  indices: TfjsHandle,
  updates: TfjsHandle,
  axis: number,
): TfjsHandle {
  const index = checkedIndices("scatter", engine, indices, base, axis);
  if (sizeOf(updates.shape) === 0) return engine.share(base);
  const inner = sizeBetween(base.shape, axis + 1, base.shape.length);
  const rows = sizeOf(base.shape) / inner;
  const targets = rowsAlong(base, axis, index);
  if (op === "add" && base.zeros) return reshaped(scatterRows(engine, updates, inner, targets, rows), base.shape);
  return engine.compose(() => {
    // Base and updates as one list of rows: exact order for "add", and for "set" a plain choice of rows.
    const parts = [viewed(base, [rows, inner]), viewed(updates, [targets.length, inner])];
    const all = engine.run("Concat", parts, { axis: 0 });
    return reshaped(
      op === "add"
        ? scatterRows(engine, all, inner, addresses(targets, rows), rows)
        : gatherRows(engine, all, inner, lastWriters(targets, rows)),
      base.shape,
    );
  });
}

/** The row that each index names when `x` is a list of rows behind `axis`, for each position before it. */
function rowsAlong(x: TfjsHandle, axis: number, index: ArrayLike<number>): Int32Array {
  const outer = sizeBetween(x.shape, 0, axis);
  const length = x.shape[axis]!;
  const out = new Int32Array(outer * index.length);
  for (let o = 0, at = 0; o < outer; o++) for (let i = 0; i < index.length; i++) out[at++] = o * length + index[i]!;
  return out;
}

/** Each row of the base at its own place, then the updates at theirs. */
function addresses(targets: Int32Array, rows: number): Int32Array {
  const out = new Int32Array(rows + targets.length);
  for (let i = 0; i < rows; i++) out[i] = i;
  out.set(targets, rows);
  return out;
}

/** For each row the last update that names it, or itself. */
function lastWriters(targets: Int32Array, rows: number): Int32Array {
  const out = new Int32Array(rows);
  for (let i = 0; i < rows; i++) out[i] = i;
  for (let i = 0; i < targets.length; i++) out[targets[i]!] = rows + i;
  return out;
}

function checkedIndices(op: string, engine: Engine, indices: TfjsHandle, x: TfjsHandle, axis: number) {
  const values = engine.values(indices);
  const length = x.shape[axis]!;
  for (let i = 0; i < values.length; i++)
    if (values[i]! < 0 || values[i]! >= length)
      throw new TenonError(
        "index_out_of_range",
        `${op}: index ${values[i]} at position ${i} is outside axis ${axis} of ${showShape(x.shape)}`,
        length === 0 ? "an axis that is not empty" : `indices from 0 to ${length - 1}`,
        { index: values[i], axis, shape: x.shape },
      );
  return values;
}
