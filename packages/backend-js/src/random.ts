import type { Operand } from "@tenon/core";
import type { JsHandle } from "./js-handle.js";
import type { Memory } from "./memory.js";
import type { NumberArray } from "./number-array.js";

/** `randomUniform`: element i of the result is word `i & 1` of block (i >> 1, offset). */
export function createRandom(memory: Memory) {
  return function randomUniform(
    shape: readonly number[],
    dtype: "int32" | "float32",
    key: JsHandle,
    offset: Operand<JsHandle>,
  ): JsHandle {
    const out = memory.allocate(shape, dtype);
    const k0 = key.data[key.offset]!;
    const k1 = key.data[key.offset + key.strides[0]!]!;
    const c1 = typeof offset === "number" ? offset | 0 : offset.data[offset.offset]!;
    const words = dtype === "int32" ? (out.data as Int32Array) : new Int32Array(out.size); // int32 is kept so
    threefry(words, k0, k1, 0, c1);
    if (dtype === "float32") toUnitInterval(words, out.data);
    return out;
  };
}

/** Words of Threefry-2x32-20 for the counters (c0, c1), (c0 + 1, c1), …: Salmon et al. 2011, "Parallel random numbers", §3.2. */
export function threefry(out: Int32Array, k0: number, k1: number, c0: number, c1: number): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  for (let i = 0; i < out.length; i += 2) {
    let x = (c0 + (i >> 1) + k0) | 0;
    let y = (c1 + k1) | 0;
    x = (x + y) | 0;
    y = rotate(y, 13) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 15) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 26) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 6) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 1) | 0;
    x = (x + y) | 0;
    y = rotate(y, 17) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 29) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 16) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 24) ^ x;
    x = (x + k2) | 0;
    y = (y + k0 + 2) | 0;
    x = (x + y) | 0;
    y = rotate(y, 13) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 15) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 26) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 6) ^ x;
    x = (x + k0) | 0;
    y = (y + k1 + 3) | 0;
    x = (x + y) | 0;
    y = rotate(y, 17) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 29) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 16) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 24) ^ x;
    x = (x + k1) | 0;
    y = (y + k2 + 4) | 0;
    x = (x + y) | 0;
    y = rotate(y, 13) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 15) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 26) ^ x;
    x = (x + y) | 0;
    y = rotate(y, 6) ^ x;
    out[i] = (x + k2) | 0;
    if (i + 1 < out.length) out[i + 1] = (y + k0 + 5) | 0;
  }
}

function rotate(x: number, n: number): number {
  return (x << n) | (x >>> (32 - n));
}

/** The upper 24 bits of each word as a fraction in [0, 1). */
function toUnitInterval(words: Int32Array, out: NumberArray): void {
  for (let i = 0; i < words.length; i++) out[i] = (words[i]! >>> 8) * 2 ** -24;
}
