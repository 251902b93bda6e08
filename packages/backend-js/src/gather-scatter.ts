import { type ScatterOp, TenonError } from "@tenon/core";
import type { Copies } from "./copies.js";
import type { JsHandle } from "./js-handle.js";
import type { Memory } from "./memory.js";
import type { NativeDType } from "./number-array.js";
import { ADD, MOVE } from "./tables.js";

/** From this many adjacent elements on, a row is copied by `TypedArray.set`. */
const SET_FROM = 64;

/** `gather` of every dtype and `scatter`; adding takes every dtype but the 16-bit floats. */
export function createGatherScatter(memory: Memory, copies: Copies) {
  function gather(x: JsHandle, indices: JsHandle, axis: number): JsHandle {
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return copies.withContiguous(indices, (rows) =>
      copies.withContiguous(x, (from) => {
        checkIndices("gather", rows, from, axis);
        const out = memory.allocate(shape, x.dtype);
        const picks = rows.data.subarray(rows.offset, rows.offset + rows.size);
        const { width, block, blocks } = layout(from, axis);
        for (let i = 0, oi = 0; i < blocks; i++, oi += picks.length * width)
          gatherBlock(out, oi, from, from.offset + i * block, picks, width);
        return out;
      }),
    );
  }

  function scatter(op: ScatterOp, base: JsHandle, indices: JsHandle, updates: JsHandle, axis: number): JsHandle {
    return copies.withContiguous(indices, (rows) =>
      copies.withContiguous(updates, (from) => {
        checkIndices("scatter", rows, base, axis);
        const out = copies.copy(base);
        const kernel = op === "set" ? MOVE[base.dtype].scatter : ADD[base.dtype as NativeDType].scatter; // sums arrive widened
        const picks = rows.data.subarray(rows.offset, rows.offset + rows.size);
        const { width, block, blocks } = layout(out, axis);
        for (let i = 0, ui = from.offset; i < blocks; i++, ui += picks.length * width)
          kernel(out.data, i * block, picks, picks.length, width, from.data, ui);
        return out;
      }),
    );
  }

  return { gather, scatter };
}

/** A contiguous tensor as `blocks` blocks of rows of `width` elements, the rows numbered by the position along `axis`. */
function layout(x: JsHandle, axis: number) {
  let width = 1;
  for (let i = axis + 1; i < x.shape.length; i++) width *= x.shape[i]!;
  const block = width * x.shape[axis]!;
  return { width, block, blocks: block === 0 ? 0 : x.size / block };
}

function gatherBlock(out: JsHandle, oi: number, x: JsHandle, xi: number, picks: JsHandle["data"], width: number): void {
  if (width < SET_FROM) {
    MOVE[x.dtype].gather(out.data, oi, x.data, xi, picks, picks.length, width);
    return;
  }
  for (let i = 0; i < picks.length; i++) {
    const from = xi + picks[i]! * width;
    out.data.set(x.data.subarray(from, from + width), oi + i * width);
  }
}

/** Throws before anything is written. */
function checkIndices(op: string, indices: JsHandle, x: JsHandle, axis: number): void {
  const size = x.shape[axis]!;
  for (let i = indices.offset, end = i + indices.size; i < end; i++) {
    const index = indices.data[i]!;
    if (index < 0 || index >= size)
      throw new TenonError(
        "index_out_of_range",
        `${op}: index ${index} is outside axis ${axis} of size ${size}`,
        size === 0 ? "no indices for an empty axis" : `indices from 0 to ${size - 1}`,
        { index, axis, size },
      );
  }
}
