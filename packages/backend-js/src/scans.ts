import type { ArgReduceOp, ScanOp, ScanOptions } from "@tenon/core";
import { argsortLane, SortBuffers } from "./argsort-lane.js";
import type { JsHandle } from "./js-handle.js";
import { eachLane, eachLaneGroup } from "./lanes.js";
import type { Memory } from "./memory.js";
import type { NativeDType } from "./number-array.js";
import { identityOf } from "./reduce.js";
import { ARG_BEST, FOLD } from "./tables.js";
import { type Strided, Walk } from "./walk.js";

/** Lines that are scanned side by side where they are adjacent; others go one by one. */
const LANES = 256;

/** The ops that work along one axis, for every dtype but the 16-bit floats. */
export function createScans(memory: Memory) {
  const walk = new Walk();
  const floats = new Float64Array(LANES);
  const integers = new Int32Array(LANES);

  return {
    scan(op: ScanOp, x: JsHandle, axis: number, { reverse, exclusive }: ScanOptions): JsHandle {
      const dtype = x.dtype as NativeDType; // 16-bit floats arrive widened
      const kernel = FOLD[dtype][op].scan;
      const identity = identityOf(op, dtype);
      const out = memory.allocate(x.shape, dtype);
      const from = reverse ? flip(x, axis) : x;
      const to = reverse ? flip(out, axis) : out;
      const totals = dtype === "float32" || dtype === "float64" ? floats : integers;
      eachLaneGroup(walk, to, from, axis, (oi, o0, xi, x0, lanes) => {
        const most = Math.abs(x0) === 1 ? LANES : 1;
        for (let i = 0; i < lanes; i += most) {
          const n = Math.min(most, lanes - i);
          totals.fill(identity, 0, n);
          const [o1, x1] = [to.strides[axis]!, from.strides[axis]!];
          kernel(totals, out.data, oi + i * o0, o1, o0, x.data, xi + i * x0, x1, x0, x.shape[axis]!, n, exclusive);
        }
      });
      return out;
    },

    argReduce(op: ArgReduceOp, x: JsHandle, axis: number): JsHandle {
      const kernel = ARG_BEST[x.dtype as NativeDType][op]; // 16-bit floats arrive widened
      const out = memory.allocate(x.shape.with(axis, 1), "int32");
      const n = x.shape[axis]!;
      const step = x.strides[axis]!;
      eachLane(walk, out, x, axis, (oi, xi) => {
        out.data[oi] = kernel(x.data, xi, step, n);
      });
      return out;
    },

    argsort(x: JsHandle, axis: number, descending: boolean): JsHandle {
      const out = memory.allocate(x.shape, "int32");
      const n = x.shape[axis]!;
      const buffers = new SortBuffers(n);
      const xs = x.strides[axis]!;
      const os = out.strides[axis]!;
      eachLane(walk, out, x, axis, (oi, xi) => {
        const order = argsortLane(buffers, x.data, xi, xs, descending);
        for (let i = 0; i < n; i++) out.data[oi + i * os] = order[i]!;
      });
      return out;
    },
  };
}

/** The same elements, from the last along `axis` to the first. */
function flip({ shape, strides, offset }: JsHandle, axis: number): Strided {
  const step = strides[axis]!;
  return { shape, strides: strides.with(axis, -step), offset: offset + Math.max(0, shape[axis]! - 1) * step };
}
