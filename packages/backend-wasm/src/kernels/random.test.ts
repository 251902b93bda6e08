import { describe, expect, it } from "vitest";
import { emitRandom } from "./random.js";
import { TestMachine } from "./test-machine.js";

const machine = new TestMachine();

function draw(dtype: "int32" | "float32", size: number, key: readonly number[], offset: number): number[] {
  const kernel = machine.kernel((m) => emitRandom(m, { dtype, size }));
  const out = machine.take(4 * size);
  const keys = machine.put(Int32Array.from(key));
  kernel.run(0, kernel.tasks!, out, keys, machine.put(Int32Array.of(offset)));
  expect(machine.intact(out, 4 * size)).toBe(true);
  return machine.get(dtype, out, size);
}

/** Threefry-2x32-20 as its paper writes it, one block at a time. */
function threefry(key: readonly number[], counter: readonly number[]): [number, number] {
  const keys = [key[0]!, key[1]!, 0x1bd11bda ^ key[0]! ^ key[1]!];
  let [a, b] = [(counter[0]! + keys[0]!) | 0, (counter[1]! + keys[1]!) | 0];
  for (let round = 0; round < 20; round++) {
    const turn = [13, 15, 26, 6, 17, 29, 16, 24][round % 8]!;
    a = (a + b) | 0;
    b = ((b << turn) | (b >>> (32 - turn))) ^ a;
    if (round % 4 < 3) continue;
    const s = (round + 1) / 4;
    a = (a + keys[s % 3]!) | 0;
    b = (b + keys[(s + 1) % 3]! + s) | 0;
  }
  return [a, b];
}

describe("emitRandom", () => {
  it("gives the published answer for key and counter 0", () => {
    expect(draw("int32", 2, [0, 0], 0).map((word) => word >>> 0)).toEqual([0x6b200159, 0x99ba4efe]);
  });

  it("gives the words of successive blocks, for every length", () => {
    for (const size of [1, 2, 3, 5, 8, 13, 4100]) {
      const expected = Array.from({ length: size }, (_, i) => threefry([-7, 1234567], [i >> 1, -3])[i % 2]);
      expect(draw("int32", size, [-7, 1234567], -3)).toEqual(expected);
    }
  });

  it("gives floats in [0, 1) made of the upper 24 bits", () => {
    const words = draw("int32", 100, [1, 2], 3);
    expect(draw("float32", 100, [1, 2], 3)).toEqual(words.map((word) => (word >>> 8) * 2 ** -24));
  });
});
