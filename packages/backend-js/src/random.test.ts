import { expect, test } from "vitest";
import { js, tensor, values } from "../test/naive.js";
import { threefry } from "./random.js";

// Known answers published with Random123 (kat_vectors, threefry2x32 20).
test.each([
  [0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
])("Threefry-2x32-20 of counter (%d, %d) and key (%d, %d)", (c0, c1, k0, k1, x, y) => {
  const words = new Int32Array(2);
  threefry(words, k0 | 0, k1 | 0, c0 | 0, c1 | 0);
  expect([words[0]! >>> 0, words[1]! >>> 0]).toEqual([x, y]);
});

const key = tensor([2], [0x13198a2e, 0x03707344], "int32");

test("element i takes word i & 1 of block (i >> 1, offset)", () => {
  const words = values(js.randomUniform([3, 3], "int32", key, 5));
  for (let i = 0; i < 9; i++) {
    const block = new Int32Array(2);
    threefry(block, 0x13198a2e, 0x03707344, i >> 1, 5);
    expect(words[i]).toBe(block[i & 1]);
  }
});

test("floats are the upper 24 bits of the words", () => {
  const words = values(js.randomUniform([1001], "int32", key, 1));
  const floats = values(js.randomUniform([1001], "float32", key, 1));
  expect(floats).toEqual(words.map((word) => (word >>> 8) * 2 ** -24));
  expect(Math.max(...floats)).toBeLessThan(1);
  expect(floats.reduce((sum, x) => sum + x, 0) / 1001).toBeCloseTo(0.5, 1);
});

test("the offset may be a tensor, the key a view", () => {
  const offset = tensor([], [7], "int32");
  const spread = js.slice(tensor([3], [0x13198a2e, 9, 0x03707344], "int32"), [0], [2], [2]);
  expect(values(js.randomUniform([4], "int32", spread, offset))).toEqual(
    values(js.randomUniform([4], "int32", key, 7)),
  );
});
