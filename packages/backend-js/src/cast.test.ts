import { DTYPES, type DType } from "@tenon/core";
import { expect, test } from "vitest";
import { js, layouts, noise, tensor, values } from "../test/naive.js";

const { NaN: NAN, POSITIVE_INFINITY: INF, NEGATIVE_INFINITY: NINF } = Number;

test.each([
  [
    "float32",
    "int32",
    [2.9, -2.9, 3e9, -3e9, INF, NINF, NAN, -0.5],
    [2, -2, 2147483647, -2147483648, 2147483647, -2147483648, 0, 0],
  ],
  ["float64", "uint8", [255.9, 256, -1, NAN, INF], [255, 255, 0, 0, 255]],
  ["float32", "int8", [127.9, 128, -129, NAN], [127, 127, -128, 0]],
  ["float16", "uint8", [300, -3, NAN, 2.5], [255, 0, 0, 2]],
  ["int32", "int8", [128, 255, 256, -129], [-128, -1, 0, 127]],
  ["int32", "uint8", [256, -1], [0, 255]],
  ["int8", "uint8", [-1, 5], [255, 5]],
  ["uint8", "int8", [255, 128], [-1, -128]],
  ["float32", "bool", [0, -0, 0.1, NAN, INF], [0, 0, 1, 1, 1]],
  ["bfloat16", "bool", [NAN, 0], [1, 0]],
  ["int8", "bool", [-3, 0], [1, 0]],
  ["bool", "float32", [0, 1], [0, 1]],
  ["int32", "float32", [16777217, -5], [16777216, -5]],
  ["int32", "bfloat16", [33685505, 3], [33816576, 3]],
  ["float64", "float32", [0.1, 1e300], [Math.fround(0.1), INF]],
  ["float64", "float16", [1 + 2 ** -11 + 2 ** -30, 65520], [1 + 2 ** -10, INF]],
  ["float32", "float64", [0.5], [0.5]],
] as [DType, DType, number[], number[]][])("%s to %s: %j → %j", (from, to, given, expected) => {
  const out = js.cast(tensor([given.length], given, from), to);
  expect(out.dtype).toBe(to);
  expect(values(out).map((x) => x + 0)).toEqual(expected);
});

test("every pair of dtypes, in every layout", () => {
  for (const from of DTYPES)
    for (const to of DTYPES) {
      const x = js.cast(noise([3, 4], "bool"), from); // 0 and 1 are in every dtype
      for (const [name, y] of layouts(x))
        expect(values(js.cast(y, to)), `${from} to ${to}, ${name}`).toEqual(values(x));
    }
});

test("a cast to its own dtype is a new handle on the same buffer", () => {
  const x = tensor([2], [1, 2]);
  const y = js.cast(x, "float32");
  expect(y).not.toBe(x);
  expect(y.data).toBe(x.data);
});
