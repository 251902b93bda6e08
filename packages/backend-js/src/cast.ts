import type { DType } from "@tenon/core";
import type { Copies } from "./copies.js";
import { decodeHalf, encodeHalf } from "./half.js";
import type { JsHandle } from "./js-handle.js";
import type { Memory } from "./memory.js";
import { HIGHEST, isHalf, LOWEST, type NumberArray } from "./number-array.js";

/** `cast` between any two dtypes. */
export function createCast(memory: Memory, copies: Copies) {
  return function cast(x: JsHandle, dtype: DType): JsHandle {
    if (x.dtype === dtype) return memory.alias(x);
    return copies.withContiguous(x, (source) => {
      const out = memory.like(source, dtype);
      const elements = source.data.subarray(source.offset, source.offset + source.size);
      if (isHalf(x.dtype)) {
        const wide = dtype === "float32" ? (out.data as Float32Array) : new Float32Array(x.size); // float32 is kept so
        decodeHalf(x.dtype, elements as Uint16Array, wide); // 16-bit floats are kept so
        if (dtype !== "float32") convert(wide, "float32", out.data, dtype);
      } else {
        convert(elements, x.dtype, out.data, dtype);
      }
      return out;
    });
  };
}

function convert(from: NumberArray, fromType: DType, to: NumberArray, toType: DType): void {
  if (isHalf(toType)) {
    const floats = from instanceof Float32Array ? from : Float64Array.from(from);
    encodeHalf(toType, floats, to as Uint16Array); // 16-bit floats are kept so
  } else if (toType === "bool") {
    for (let i = 0; i < from.length; i++) to[i] = from[i] !== 0 ? 1 : 0;
  } else if ((fromType === "float32" || fromType === "float64") && toType !== "float32" && toType !== "float64") {
    saturate(from, to, LOWEST[toType], HIGHEST[toType]);
  } else {
    to.set(from);
  }
}

/** Truncates; NaN becomes 0, because `NaN | 0` is. */
function saturate(from: NumberArray, to: NumberArray, lowest: number, highest: number): void {
  for (let i = 0; i < from.length; i++) {
    const x = from[i]!;
    to[i] = x >= highest ? highest : x <= lowest ? lowest : x | 0;
  }
}
