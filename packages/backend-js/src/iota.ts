import type { DType } from "@tenon/core";
import { storedNumber } from "./convert-number.js";
import type { JsHandle } from "./js-handle.js";
import type { Memory } from "./memory.js";
import { isHalf } from "./number-array.js";

/** `iota`: the index along one axis. */
export function createIota(memory: Memory) {
  return function iota(shape: readonly number[], axis: number, dtype: DType): JsHandle {
    const out = memory.allocate(shape, dtype);
    const { data, size } = out;
    const n = shape[axis]!;
    const run = out.strides[axis]!;
    const stored = isHalf(dtype) || dtype === "bool" ? (i: number) => storedNumber(i, dtype) : (i: number) => i;
    for (let at = 0, i = 0; at < size; i = i + 1 === n ? 0 : i + 1) {
      const value = stored(i);
      for (const end = at + run; at < end; at++) data[at] = value;
    }
    return out;
  };
}
