import { type DType, hostArray } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { at, copied, indices, js, layouts, noise, tensor, values } from "../test/naive.js";

const DTYPES = ["float32", "float64", "int32", "int8", "uint8", "bool", "float16", "bfloat16"] as const;

describe.each(DTYPES)("%s", (dtype) => {
  test("pad surrounds and spreads", () => {
    const x = noise([2, 3], dtype);
    const list = values(x);
    for (const [name, y] of layouts(x)) {
      const out = js.pad(y, [1, 0], [0, 2], [1, 2], 1);
      expect(out.shape).toEqual([4, 9]);
      const expected = indices([4, 9]).map(([i, j]) => {
        const row = (i! - 1) / 2;
        const column = j! / 3;
        const inside = Number.isInteger(row) && row >= 0 && row < 2 && Number.isInteger(column) && column < 3;
        return inside ? list[row * 3 + column]! : 1;
      });
      expect(values(out), name).toEqual(expected);
    }
  });

  test("concat joins along any axis, views too", () => {
    const a = noise([2, 3], dtype);
    const b = noise([2, 70], dtype, 5);
    const c = noise([4, 3], dtype, 6);
    for (const [, x] of layouts(a)) {
      const wide = values(js.concat([x, b, x], 1));
      const expected = [0, 1].flatMap((i) => [
        ...values(a).slice(i * 3, i * 3 + 3),
        ...values(b).slice(i * 70, i * 70 + 70),
        ...values(a).slice(i * 3, i * 3 + 3),
      ]);
      expect(wide).toEqual(expected);
      expect(values(js.concat([x, c], 0))).toEqual([...values(a), ...values(c)]);
    }
    expect(values(js.concat([a], 0))).toEqual(values(a));
  });

  test("full converts its value", () => {
    const convert: Record<DType, number[]> = {
      bool: [1, 1, 0],
      int8: [2, 0, 127],
      uint8: [2, 0, 255],
      int32: [2, 0, 2147483647],
      float16: [2.69921875, Number.NaN, Number.POSITIVE_INFINITY],
      bfloat16: [2.703125, Number.NaN, Number.POSITIVE_INFINITY],
      float32: [Math.fround(2.7), Number.NaN, Number.POSITIVE_INFINITY],
      float64: [2.7, Number.NaN, Number.POSITIVE_INFINITY],
    };
    const given = [2.7, Number.NaN, dtype === "bool" ? 0 : Number.POSITIVE_INFINITY];
    given.forEach((value, i) => {
      expect(values(js.full([20], value, dtype))).toEqual(new Array(20).fill(convert[dtype][i]));
    });
  });

  test("iota counts along its axis", () => {
    const out = values(js.iota([2, 3, 2], 1, dtype));
    expect(out).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2].map((i) => (dtype === "bool" ? Math.min(i, 1) : i)));
  });

  test("reading is row-major and fresh, in every layout", () => {
    const x = noise([3, 4, 2], dtype);
    for (const [name, y] of layouts(x)) {
      const read = js.readSync(y);
      expect([...read], name).toEqual(values(x));
      expect(read.constructor).toBe(hostArray(dtype, 0).constructor);
      read.fill(1);
      expect(values(y)).toEqual(values(x));
    }
  });
});

describe("reshape", () => {
  const x = noise([2, 3, 4]);

  test("of what merges is a view, of the rest a copy, and both read alike", () => {
    for (const shape of [[24], [6, 4], [2, 12], [1, 2, 3, 1, 4], [3, 8], [4, 3, 2]])
      for (const [name, y] of layouts(x)) {
        const out = js.reshape(y, shape);
        expect(out.shape).toEqual(shape);
        expect(values(out), `${name} as [${shape}]`).toEqual(values(x));
      }
    const rows = js.slice(x, [0, 0, 0], [2, 2, 4], [1, 1, 1]);
    expect(js.reshape(rows, [2, 8]).data).toBe(x.data);
    expect(js.reshape(rows, [4, 2, 2]).data).not.toBe(x.data);
    expect(js.reshape(js.permute(x, [2, 0, 1]), [4, 6]).data).toBe(x.data);
  });

  test("of broadcast, flipped and empty views", () => {
    const wide = js.broadcastTo(tensor([3, 1], [1, 2, 3]), [3, 4]);
    expect(values(js.reshape(wide, [12]))).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    expect(values(js.reshape(js.flip(tensor([4], [1, 2, 3, 4]), [0]), [2, 2]))).toEqual([4, 3, 2, 1]);
    expect(js.reshape(tensor([0, 3], []), [3, 0, 5]).shape).toEqual([3, 0, 5]);
    expect(values(js.reshape(tensor([1, 1], [7]), []))).toEqual([7]);
  });
});

describe("views of views", () => {
  test("compose, and share one buffer", () => {
    const x = noise([4, 5, 6]);
    const list = values(x);
    const view = js.flip(js.slice(js.permute(x, [2, 0, 1]), [1, 0, 1], [2, 4, 2], [2, 1, 3]), [0, 2]);
    const wide = js.broadcastTo(view, [3, 2, 4, 2]);
    expect(wide.data).toBe(x.data);
    expect(values(wide)).toEqual(
      indices(wide.shape).map(([, i, j, k]) => at(list, [4, 5, 6], [j!, 1 + (1 - k!) * 3, 1 + (1 - i!) * 2])),
    );
  });

  test("windows slide, foldWindows adds them up again", () => {
    const x = noise([2, 9, 3], "float64");
    const list = values(x);
    for (const [size, stride, dilation] of [
      [3, 1, 1],
      [2, 3, 1],
      [3, 2, 2],
      [9, 1, 1],
      [1, 1, 1],
    ] as const)
      for (const [name, y] of layouts(x)) {
        const view = js.windows(y, 1, size, stride, dilation);
        const count = Math.floor((9 - dilation * (size - 1) - 1) / stride) + 1;
        expect(view.shape).toEqual([2, count, 3, size]);
        expect(values(view), name).toEqual(
          indices(view.shape).map(([i, n, j, k]) => at(list, x.shape, [i!, n! * stride + k! * dilation, j!])),
        );
        const sums = new Array<number>(54).fill(0);
        indices(view.shape).forEach(([i, n, j, k], flat) => {
          sums[(i! * 9 + n! * stride + k! * dilation) * 3 + j!]! += values(view)[flat]!;
        });
        for (const source of [view, copied(view)])
          expect(values(js.foldWindows(source, 1, 9, stride, dilation)), name).toEqual(sums);
      }
  });
});
