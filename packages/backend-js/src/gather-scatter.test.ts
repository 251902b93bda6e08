import { TenonError } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { indices, js, layouts, noise, tensor, values } from "../test/naive.js";

const DTYPES = ["float32", "float64", "int32", "int8", "uint8", "bool", "float16", "bfloat16"] as const;

test.each(DTYPES)("gather takes elements of %s along any axis of any layout", (dtype) => {
  const x = noise([3, 4, 5], dtype);
  const list = values(x);
  const picks = tensor([2, 2], [2, 0, 1, 2], "int32");
  for (const axis of [0, 1, 2]) {
    const shape = [...x.shape.slice(0, axis), 2, 2, ...x.shape.slice(axis + 1)];
    const expected = indices(shape).map((index) => {
      const pick = [2, 0, 1, 2][index[axis]! * 2 + index[axis + 1]!]!;
      const [i, j, k] = [...index.slice(0, axis), pick, ...index.slice(axis + 2)];
      return list[(i! * 4 + j!) * 5 + k!];
    });
    for (const [name, y] of layouts(x))
      for (const [, rows] of layouts(picks)) {
        const out = js.gather(y, rows, axis);
        expect(out.shape).toEqual(shape);
        expect(values(out), name).toEqual(expected);
      }
  }
});

test("gather copies long rows", () => {
  const x = noise([5, 200]);
  const out = values(js.gather(x, tensor([3], [4, 0, 4], "int32"), 0));
  const row = (i: number) => values(x).slice(i * 200, i * 200 + 200);
  expect(out).toEqual([...row(4), ...row(0), ...row(4)]);
});

test("gather of no indices, and of empty rows", () => {
  expect(js.gather(noise([3, 2]), tensor([0], [], "int32"), 0).shape).toEqual([0, 2]);
  expect(js.gather(tensor([3, 0], []), tensor([2], [0, 2], "int32"), 0).shape).toEqual([2, 0]);
});

describe("scatter", () => {
  const rows = tensor([4], [1, 0, 1, 2], "int32");

  test.each(DTYPES)("set of %s: the last one wins; the base stays", (dtype) => {
    const base = noise([3, 2], dtype);
    const before = values(base);
    const updates = noise([4, 2], dtype, 8);
    const u = values(updates);
    for (const [, x] of layouts(base))
      for (const [, y] of layouts(updates)) {
        const expected = [...u.slice(2, 4), ...u.slice(4, 6), ...u.slice(6, 8)];
        expect(values(js.scatter("set", x, rows, y, 0))).toEqual(expected);
      }
    expect(values(base)).toEqual(before);
  });

  test("add sums duplicates, along an inner axis too", () => {
    const base = tensor([2, 3], [10, 20, 30, 40, 50, 60]);
    const updates = tensor([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(values(js.scatter("add", base, rows, updates, 1))).toEqual([12, 24, 34, 46, 62, 68]);
  });

  test("add rounds float32 at each step, in index order", () => {
    const zeros = tensor([3], [2 ** 24, 0, 0], "int32");
    const ones = tensor([3], [1, 1, 1]);
    const base = tensor([1], [2 ** 24]);
    expect(values(js.scatter("add", base, js.binary("mul", zeros, 0), ones, 0))).toEqual([2 ** 24]);
  });

  test("add of 16-bit floats rounds once", () => {
    const base = tensor([1], [2048], "float16");
    const at = tensor([2], [0, 0], "int32");
    expect(values(js.scatter("add", base, at, tensor([2], [1, 1], "float16"), 0))).toEqual([2050]);
  });
});

describe("an index out of range", () => {
  test.each([-1, 3])("%d throws and names index, axis and size", (index) => {
    const used = js.memory();
    const x = js.permute(noise([2, 3]), [0, 1]);
    const bad = tensor([2], [0, index], "int32");
    for (const call of [
      () => js.gather(x, bad, 1),
      () => js.scatter("set", x, bad, noise([2, 2]), 1),
      () => js.gather(js.flip(x, [0]), bad, 1),
    ])
      expect(call).toThrow(
        expect.objectContaining({
          code: "index_out_of_range",
          details: { index, axis: 1, size: 3 },
          message: expect.stringContaining(`index ${index} is outside axis 1 of size 3`),
        }),
      );
    expect(js.memory().tensors - used.tensors).toBe(5); // what this test made, and no copy left behind
  });

  test("is a TenonError", () => {
    expect(() => js.gather(tensor([0], []), tensor([1], [0], "int32"), 0)).toThrow(TenonError);
  });
});
