import { applyPrimitive, type Backend, primitivesAround } from "@tenon/core";
import { storedNumber } from "./convert-number.js";
import { decodeHalf, type HalfDType } from "./half.js";
import type { JsHandle } from "./js-handle.js";
import { isHalf } from "./number-array.js";

/**
 * The primitives for 16-bit floats: inputs become float32, `backend` computes, and a float32 result is rounded back, half
 * to even.
 */
export function widened(backend: Backend<JsHandle>) {
  return primitivesAround<JsHandle>((call) => {
    const temporary: JsHandle[] = [];
    let half: HalfDType | undefined;
    for (const x of call.inputs) if (typeof x !== "number" && isHalf(x.dtype)) half = x.dtype;
    const widen = (x: JsHandle) => {
      const wide = backend.cast(x, "float32");
      temporary.push(wide);
      return wide;
    };
    try {
      const inputs = call.inputs.map((x) => {
        if (typeof x === "number") return half === undefined ? x : roundedNumber(x, half);
        return isHalf(x.dtype) ? widen(x) : x;
      });
      const result = applyPrimitive[call.op](backend, inputs, call.attributes);
      if (half === undefined || result.dtype !== "float32") return result;
      temporary.push(result);
      return backend.cast(result, half);
    } finally {
      for (const x of temporary) backend.dispose(x);
    }
  });
}

function roundedNumber(value: number, dtype: HalfDType): number {
  return decodeHalf(dtype, Uint16Array.of(storedNumber(value, dtype)))[0]!;
}
