import { describe, expect, test } from "vitest";
import { indices, js, layouts, noise, tensor, values } from "../test/naive.js";

const { NaN: NAN, POSITIVE_INFINITY: INF, NEGATIVE_INFINITY: NINF } = Number;

describe("scan", () => {
  const x = tensor([4], [1, 2, 3, 4]);
  test.each([
    ["sum", false, false, [1, 3, 6, 10]],
    ["sum", false, true, [0, 1, 3, 6]],
    ["sum", true, false, [10, 9, 7, 4]],
    ["sum", true, true, [9, 7, 4, 0]],
    ["prod", false, false, [1, 2, 6, 24]],
    ["prod", true, true, [24, 12, 4, 1]],
    ["max", false, true, [NINF, 1, 2, 3]],
    ["min", true, true, [2, 3, 4, INF]],
  ] as const)("%s, reverse %s, exclusive %s", (op, reverse, exclusive, expected) => {
    expect(values(js.scan(op, x, 0, { reverse, exclusive }))).toEqual(expected);
  });

  test("runs along any axis of any layout", () => {
    const y = noise([3, 4, 5], "float64");
    for (const axis of [0, 1, 2]) {
      const list = values(y);
      const strides = [20, 5, 1];
      const expected = indices([3, 4, 5]).map((index, i) => {
        let sum = 0;
        for (let j = 0; j <= index[axis]!; j++) sum += list[i - (index[axis]! - j) * strides[axis]!]!;
        return sum;
      });
      for (const [name, view] of layouts(y))
        expect(values(js.scan("sum", view, axis, { reverse: false, exclusive: false })), name).toEqual(expected);
    }
  });

  test("integers start from their own extremes and wrap", () => {
    const z = tensor([2], [100, 100], "int8");
    expect(values(js.scan("max", z, 0, { reverse: false, exclusive: true }))).toEqual([-128, 100]);
    expect(values(js.scan("sum", z, 0, { reverse: false, exclusive: false }))).toEqual([100, -56]);
  });

  test("NaN stays from where it appears", () => {
    const z = tensor([3], [1, NAN, 2]);
    expect(values(js.scan("max", z, 0, { reverse: false, exclusive: false }))).toEqual([1, NAN, NAN]);
  });

  test("of no elements gives none", () => {
    expect(values(js.scan("sum", tensor([2, 0], []), 1, { reverse: true, exclusive: false }))).toEqual([]);
  });
});

describe("argReduce", () => {
  test.each([
    ["max", [1, 3, 3, 0], 1],
    ["min", [1, 0, 0, 2], 1],
    ["max", [1, NAN, 5, NAN], 1],
    ["min", [NINF, NAN, 5], 1],
    ["max", [NINF, NINF], 0],
  ] as const)("%s of %j is at %d", (op, list, position) => {
    expect(values(js.argReduce(op, tensor([list.length], list), 0))).toEqual([position]);
  });

  test("keeps the axis and is int32, in any layout and dtype", () => {
    for (const dtype of ["float32", "float64", "int32", "int8", "uint8", "float16", "bool"] as const) {
      const x = noise([3, 5], dtype);
      for (const [name, view] of layouts(x)) {
        const out = js.argReduce("max", view, 1);
        expect([out.shape, out.dtype]).toEqual([[3, 1], "int32"]);
        const rows = [0, 1, 2].map((i) => values(x).slice(i * 5, i * 5 + 5));
        expect(values(out), `${dtype} ${name}`).toEqual(rows.map((row) => row.indexOf(Math.max(...row))));
      }
    }
  });
});

describe("argsort", () => {
  test.each([
    [false, [3, 0, 4, 2, 1, 5]],
    [true, [2, 0, 4, 3, 1, 5]],
  ])("descending %s: stable, NaN last", (descending, order) => {
    expect(values(js.argsort(tensor([6], [1, NAN, 3, 0, 1, NAN]), 0, descending))).toEqual(order);
  });

  test("zeros of both signs tie", () => {
    expect(values(js.argsort(tensor([4], [0, -0, 0, -0]), 0, false))).toEqual([0, 1, 2, 3]);
    expect(values(js.argsort(tensor([4], [0, -0, 0, -0]), 0, true))).toEqual([0, 1, 2, 3]);
  });

  test.each([1, 11, 12, 13, 24, 25, 100, 1000])("%d elements, along any axis of any layout", (n) => {
    const x = js.cast(js.binary("mul", noise([n, 3]), 20), "int32"); // many ties
    const list = values(x);
    for (const descending of [false, true]) {
      const columns = [0, 1, 2].map((c) =>
        Array.from({ length: n }, (_, i) => i).sort(
          (i, j) => (descending ? -1 : 1) * (list[i * 3 + c]! - list[j * 3 + c]!) || i - j,
        ),
      );
      const expected = Array.from({ length: n }, (_, i) => columns.map((column) => column[i])).flat();
      for (const [name, view] of layouts(x)) expect(values(js.argsort(view, 0, descending)), name).toEqual(expected);
    }
  });
});
