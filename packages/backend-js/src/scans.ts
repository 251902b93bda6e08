import type { ArgReduceOp, ScanOp, ScanOptions } from "@tenon/core";
import { argsortLane, SortBuffers } from "./argsort-lane.js";
import type { JsHandle } from "./js-handle.js";
import { eachLane } from "./lanes.js";
import type { Memory } from "./memory.js";
import type { NativeDType } from "./number-array.js";
import { identityOf } from "./reduce.js";
import { ARG_BEST, FOLD } from "./tables.js";
import { Walk } from "./walk.js";

/** The ops that work along one axis, for every dtype but the 16-bit floats. */
export function createScans(memory: Memory) {
  const walk = new Walk();

  return {
    scan(op: ScanOp, x: JsHandle, axis: number, { reverse, exclusive }: ScanOptions): JsHandle {
      const dtype = x.dtype as NativeDType; // 16-bit floats arrive widened
      const kernel = FOLD[dtype][op].scan;
      const identity = identityOf(op, dtype);
      const out = memory.allocate(x.shape, dtype);
      const n = x.shape[axis]!;
      const sign = reverse ? -1 : 1;
      const xs = x.strides[axis]!;
      const os = out.strides[axis]!;
      const last = reverse ? n - 1 : 0;
      if (n > 0)
        eachLane(walk, out, x, axis, (oi, xi) =>
          kernel(out.data, oi + last * os, sign * os, x.data, xi + last * xs, sign * xs, n, identity, exclusive),
        );
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
      if (n > 0)
        eachLane(walk, out, x, axis, (oi, xi) => {
          const order = argsortLane(buffers, x.data, xi, xs, descending);
          for (let i = 0; i < n; i++) out.data[oi + i * os] = order[i]!;
        });
      return out;
    },
  };
}
