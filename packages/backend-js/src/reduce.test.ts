import { type DType, REDUCE_OPS, type ReduceOp } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { copied, indices, js, layouts, noise, tensor, values } from "../test/naive.js";

const FOLD: Record<ReduceOp, (t: number, x: number) => number> = {
  sum: (t, x) => t + x,
  prod: (t, x) => t * x,
  max: Math.max,
  min: Math.min,
};
const START: Record<ReduceOp, number> = {
  sum: 0,
  prod: 1,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
};

/** The reduction by its definition, in float64. */
function naive(op: ReduceOp, list: readonly number[], shape: readonly number[], axes: readonly number[]): number[] {
  const kept = shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const out = indices(kept).map(() => START[op]);
  indices(shape).forEach((index, i) => {
    const to = kept.reduce((flat, n, axis) => flat * n + (n === 1 ? 0 : index[axis]!), 0);
    out[to] = FOLD[op](out[to]!, list[i]!);
  });
  return out;
}

const SHAPES: [shape: number[], axes: number[][]][] = [
  [
    [4, 3, 5],
    [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]],
  ],
  [
    [1, 7, 1],
    [[1], [0, 2], [0, 1, 2]],
  ],
  [
    [2, 1, 3, 1, 2],
    [
      [0, 2],
      [0, 1, 2],
      [2, 4],
      [1, 3],
    ],
  ],
  [[], [[]]],
];

describe.each(["float32", "float64", "int32", "int8", "uint8", "float16", "bfloat16"] as const)("%s", (dtype) => {
  test.each(REDUCE_OPS)("%s over any axes of any layout", (op) => {
    for (const [shape, choices] of SHAPES)
      for (const axes of choices) {
        const x = noise(shape, dtype, 3);
        const expected = naive(op, values(x), shape, axes);
        for (const [name, y] of layouts(x)) {
          const out = js.reduce(op, y, axes);
          expect(out.shape).toEqual(shape.map((n, i) => (axes.includes(i) ? 1 : n)));
          const wrapped = values(
            tensor(
              out.shape,
              expected.map((v) => wrap(v, dtype)),
              dtype,
            ),
          );
          values(out).forEach((v, i) => {
            const scale = dtype === "float64" ? 1e-14 : dtype === "float32" ? 1e-6 : dtype === "int32" ? 0 : 1e-2;
            const close = Math.abs(v - wrapped[i]!) <= (/int/.test(dtype) ? 0 : scale * Math.max(1, Math.abs(v)));
            if (op === "prod" && /int/.test(dtype) && Math.abs(expected[i]!) > 2 ** 53) return;
            expect(close, `${name} [${shape}] over [${axes}]: ${v}, expected ${wrapped[i]}`).toBe(true);
          });
        }
      }
  });
});

/** An integer of any size as two's complement of `dtype`. */
function wrap(value: number, dtype: DType): number {
  if (dtype === "int32") return value | 0;
  if (dtype === "int8") return ((value | 0) << 24) >> 24;
  if (dtype === "uint8") return value & 255;
  return value;
}

describe("long axes", () => {
  test.each([[1000], [4099, 3], [3, 4099], [150, 40, 3], [40, 600], [129], [31, 700]])(
    "of [%d, %d, %d] sum within float64's rounding",
    (...dims) => {
      const shape = dims.filter((n) => n !== undefined);
      const x = noise(shape, "float64");
      shape.forEach((_, axis) => {
        const expected = naive("sum", values(x), shape, [axis]);
        values(js.reduce("sum", x, [axis])).forEach((v, i) => {
          expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-12);
        });
      });
    },
  );

  test("sum to the float32 nearest to the exact sum", () => {
    const n = 1 << 17;
    const x = tensor([n], new Float32Array(n).fill(0.1));
    expect(values(js.reduce("sum", x, [0]))).toEqual([Math.fround(n * Math.fround(0.1))]);
  });

  test("give the same bits in every layout", () => {
    const x = noise([37, 130, 5], "float64");
    for (const axes of [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
      for (const op of ["sum", "prod"] as const) {
        const expected = values(js.reduce(op, x, axes));
        for (const [name, y] of layouts(x))
          expect(values(js.reduce(op, y, axes)), `${name} over [${axes}]`).toEqual(expected);
      }
  });

  test("of a broadcast view count every repetition", () => {
    const x = js.broadcastTo(tensor([3, 1], [1, 2, 3]), [3, 500]);
    expect(values(js.reduce("sum", x, [1]))).toEqual([500, 1000, 1500]);
    expect(values(js.reduce("sum", x, [0]))).toEqual(new Array(500).fill(6));
  });
});

describe("nothing and NaN", () => {
  test.each([
    ["float32", [0, 1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
    ["int8", [0, 1, -128, 127]],
    ["uint8", [0, 1, 0, 255]],
    ["int32", [0, 1, -2147483648, 2147483647]],
  ] as const)("%s over an empty axis is the identity", (dtype, identities) => {
    const x = tensor([2, 0], [], dtype);
    REDUCE_OPS.forEach((op, i) => {
      expect(values(js.reduce(op, x, [1]))).toEqual([identities[i], identities[i]]);
      expect(values(js.reduce(op, x, [0]))).toEqual([]);
    });
  });

  test("NaN propagates from anywhere", () => {
    for (const at of [0, 5, 199]) {
      const list = Array.from({ length: 200 }, (_, i) => (i === at ? Number.NaN : i));
      for (const op of REDUCE_OPS) {
        expect(values(js.reduce(op, tensor([200], list), [0]))).toEqual([Number.NaN]);
        expect(
          values(
            js.reduce(
              op,
              tensor(
                [200, 2],
                list.flatMap((v) => [v, 1]),
              ),
              [0],
            ),
          )[0],
        ).toBeNaN();
      }
    }
  });

  test("bool takes the largest and the smallest", () => {
    const x = tensor([2, 2], [0, 1, 1, 1], "bool");
    expect(values(js.reduce("max", x, [1]))).toEqual([1, 1]);
    expect(values(js.reduce("min", x, [1]))).toEqual([0, 1]);
  });
});

test("int32 sums wrap", () => {
  expect(values(js.reduce("sum", tensor([2], [2147483647, 1], "int32"), [0]))).toEqual([-2147483648]);
  expect(values(js.reduce("prod", copied(tensor([3], [65537, 65537, 3], "int32")), [0]))).toEqual([
    Math.imul(Math.imul(65537, 65537), 3),
  ]);
});
