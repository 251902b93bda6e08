/** The two 16-bit float formats: IEEE 754 binary16, and bfloat16, the upper half of a float32. */
export type HalfDType = "float16" | "bfloat16";

/** The values behind 16-bit patterns. */
export function decodeHalf(
  dtype: HalfDType,
  bits: Uint16Array,
  out: Float32Array = new Float32Array(bits.length),
): Float32Array {
  const words = new Uint32Array(out.buffer, out.byteOffset, bits.length);
  if (dtype === "bfloat16") for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  else for (let i = 0; i < bits.length; i++) words[i] = decodeFloat16(bits[i]!);
  return out;
}

/** The patterns nearest to `values`, ties to even; too large ones become infinite. */
export function encodeHalf(
  dtype: HalfDType,
  values: Float32Array | Float64Array,
  out: Uint16Array = new Uint16Array(values.length),
): Uint16Array {
  const rounded = values instanceof Float32Array ? values : roundToOdd(values);
  const words = new Uint32Array(rounded.buffer, rounded.byteOffset, rounded.length);
  if (dtype === "bfloat16") for (let i = 0; i < words.length; i++) out[i] = encodeBfloat16(words[i]!);
  else for (let i = 0; i < words.length; i++) out[i] = encodeFloat16(words[i]!);
  return out;
}

/**
 * float64 as float32 whose last bit is 1 where something was cut off, so that rounding to 16 bits afterwards sees on which
 * side of a tie the number was (Boldo and Melquiond 2008, "Emulation of FMA and correctly rounded sums").
 */
function roundToOdd(values: Float64Array): Float32Array {
  const out = Float32Array.from(values);
  const words = new Uint32Array(out.buffer);
  for (let i = 0; i < out.length; i++) {
    const exact = values[i]!;
    const near = out[i]!;
    if (near === exact || Number.isNaN(exact) || (words[i]! & 1) === 1) continue;
    words[i] = words[i]! + (Math.abs(near) < Math.abs(exact) ? 1 : -1);
  }
  return out;
}

function decodeFloat16(h: number): number {
  const sign = (h & 0x8000) << 16;
  const magnitude = h & 0x7fff;
  if (magnitude >= 0x7c00) return sign | 0x7f800000 | ((magnitude & 0x3ff) << 13);
  if (magnitude >= 0x0400) return sign | ((magnitude << 13) + 0x38000000);
  if (magnitude === 0) return sign;
  // subnormal, magnitude · 2⁻²⁴: move the highest set bit to the hidden one
  const shift = Math.clz32(magnitude) - 21;
  return sign | ((113 - shift) << 23) | (((magnitude << shift) & 0x3ff) << 13);
}

function encodeFloat16(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  if (magnitude < 0x33000000) return sign;
  // subnormal: shift the significand down to units of 2⁻²⁴, rounding half to even
  const significand = (magnitude & 0x7fffff) | 0x800000;
  const shift = 126 - (magnitude >>> 23);
  return sign | ((significand + (1 << (shift - 1)) - 1 + ((significand >>> shift) & 1)) >>> shift);
}

function encodeBfloat16(word: number): number {
  if ((word & 0x7fffffff) > 0x7f800000) return (word >>> 16) | 0x40;
  return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}
