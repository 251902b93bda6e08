import { describe, expect, test } from "vitest";
import { decodeHalf, encodeHalf } from "./half.js";

const ALL = Uint16Array.from({ length: 65536 }, (_, i) => i);

/** The value of a 16-bit pattern, from its definition. */
function patternValue(bits: number, exponentBits: number): number {
  const fractionBits = 15 - exponentBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7fff) >> fractionBits;
  const fraction = bits & (2 ** fractionBits - 1);
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias);
}

describe.each([
  ["float16", 5],
  ["bfloat16", 8],
] as const)("%s", (dtype, exponentBits) => {
  test("every pattern decodes to its value and back", () => {
    const decoded = decodeHalf(dtype, ALL);
    const encoded = encodeHalf(dtype, decoded);
    const wrong = [...ALL].filter((bits) => {
      const value = patternValue(bits, exponentBits);
      return !Object.is(decoded[bits], value) || (encoded[bits] !== bits && !Number.isNaN(value));
    });
    expect(wrong).toEqual([]);
  });

  test("numbers between two patterns round to the nearer one, halfway to the even one", () => {
    const last = 0x7fff - (2 ** (15 - exponentBits) - 1) - 1; // the largest finite pattern
    for (let bits = 0; bits < last; bits += bits < 1100 ? 1 : 61) {
      const [low, high] = [patternValue(bits, exponentBits), patternValue(bits + 1, exponentBits)];
      const middle = (low + high) / 2;
      const even = bits & 1 ? bits + 1 : bits;
      const nudge = (high - low) * 2 ** -40; // far below float32's last bit
      const given = Float64Array.of(middle, middle - nudge, middle + nudge, -middle);
      expect([...encodeHalf(dtype, given)]).toEqual([even, bits, bits + 1, even | 0x8000]);
    }
  });

  test("too large numbers become infinite, NaN stays NaN", () => {
    const given = Float64Array.of(1e300, -1e300, Number.POSITIVE_INFINITY, Number.NaN);
    const decoded = decodeHalf(dtype, encodeHalf(dtype, given));
    expect([...decoded]).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ]);
  });
});

test("float16 overflows from 65520 on", () => {
  expect([...decodeHalf("float16", encodeHalf("float16", Float32Array.of(65504, 65519, 65520)))]).toEqual([
    65504,
    65504,
    Number.POSITIVE_INFINITY,
  ]);
});
