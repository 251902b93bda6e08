import type { DType } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { emitElementwise } from "../elementwise.js";
import { TestMachine } from "../test-machine.js";

const machine = new TestMachine();

function cast(from: DType, to: DType, x: Float32Array | Uint16Array): number[] {
  const kernel = machine.kernel((m) =>
    emitElementwise(m, {
      shape: [x.length],
      inputs: [{ kind: "memory", dtype: from, strides: [1] }],
      steps: [
        { kind: "input", input: 0 },
        { kind: "cast", x: 0, dtype: to },
      ],
      outputs: [{ step: 1, strides: [1] }],
    }),
  );
  const out = machine.take(4 * x.length);
  kernel.run(0, kernel.tasks!, out, machine.put(x));
  return machine.get(to, out, x.length);
}

const patterns = Uint16Array.from({ length: 65536 }, (_, i) => i);

/** The value of a 16-bit pattern with `fraction` bits after the point and `bias`, from the format's definition. */
function decode(bits: number, fraction: number, bias: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7fff) >> fraction;
  const mantissa = bits & ((1 << fraction) - 1);
  if (exponent === 0x7fff >> fraction) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - fraction);
  return sign * (1 + mantissa * 2 ** -fraction) * 2 ** (exponent - bias);
}

describe.each([
  ["float16", 10, 15, 65504],
  ["bfloat16", 7, 127, (2 - 2 ** -7) * 2 ** 127],
] as const)("%s", (dtype, fraction, bias, largest) => {
  const values = [...patterns].map((bits) => decode(bits, fraction, bias));

  it("has the value of each of its bit patterns", () => {
    expect(cast(dtype, "float32", patterns)).toEqual(values);
  });

  it("comes back from float32 with the same bits", () => {
    const given = cast("float32", dtype, Float32Array.from(values));
    expect(given.filter((bits, i) => bits !== i && !Number.isNaN(values[i]))).toEqual([]);
    expect(given.filter((bits, i) => Number.isNaN(values[i]) !== Number.isNaN(decode(bits, fraction, bias)))).toEqual(
      [],
    );
  });

  it("rounds what lies between neighbours to the nearer, a tie to the even one", () => {
    const [x, expected]: [number[], number[]] = [[], []];
    for (let bits = 0; values[bits + 1]! <= largest; bits += 37) {
      const [low, high] = [values[bits]!, values[bits + 1]!];
      const middle = low + (high - low) / 2;
      const nudge = (high - low) / 16;
      x.push(middle - nudge, middle, middle + nudge, -middle);
      const even = bits % 2 === 0 ? bits : bits + 1;
      expected.push(bits, even, bits + 1, even | 0x8000);
    }
    expect(cast("float32", dtype, Float32Array.from(x))).toEqual(expected);
  });

  it("overflows to infinity half a step above its largest value", () => {
    const step = largest - values[values.indexOf(largest) - 1]!;
    const infinity = values.indexOf(Number.POSITIVE_INFINITY);
    const x = Float32Array.of(largest + 0.49 * step, largest + 0.5 * step, Number.POSITIVE_INFINITY);
    expect(cast("float32", dtype, x)).toEqual([infinity - 1, infinity, infinity]);
  });
});
