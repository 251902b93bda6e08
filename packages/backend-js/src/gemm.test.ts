import { describe, expect, test } from "vitest";
import { js, layouts, noise, tensor, values } from "../test/naive.js";
import type { JsHandle } from "./js-handle.js";

/** The product by its definition: one float64 sum over k in ascending order. */
function naive(a: JsHandle, b: JsHandle): number[] {
  const [m, k, n] = [a.shape[0]!, a.shape[1]!, b.shape[1]!];
  const [x, y] = [values(a), values(b)];
  const out: number[] = [];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += x[i * k + l]! * y[l * n + j]!;
      out.push(sum);
    }
  return out;
}

const SIZES = [
  [1, 1, 1],
  [2, 3, 2],
  [1, 40, 9],
  [1, 7, 1100],
  [9, 40, 1],
  [2, 33, 70],
  [5, 5, 5],
  [13, 17, 19],
  [64, 64, 64],
  [67, 31, 129],
  [4, 4100, 5],
  [3, 9000, 3],
  [300, 3500, 3],
] as const;

test.each(SIZES)("[%d, %d] × [.., %d] is the float64 sum, rounded", (m, k, n) => {
  const a = noise([m, k]);
  const b = noise([k, n], "float32", 2);
  expect(values(js.matmul(a, b, false, false))).toEqual(naive(a, b).map(Math.fround));
});

test("every layout and every flag gives the same bits", () => {
  for (const [m, k, n] of [
    [2, 30, 9],
    [6, 7, 5],
    [21, 34, 18],
  ] as const) {
    const a = noise([m, k], "float64");
    const b = noise([k, n], "float64", 2);
    const expected = naive(a, b);
    for (const [nameA, x] of layouts(a))
      for (const [nameB, y] of layouts(b))
        for (const transA of [false, true])
          for (const transB of [false, true]) {
            const left = transA ? js.permute(x, [1, 0]) : x;
            const right = transB ? js.permute(y, [1, 0]) : y;
            expect(values(js.matmul(left, right, transA, transB)), `${nameA}, ${nameB}`).toEqual(expected);
          }
  }
});

describe("batches", () => {
  test.each([
    [
      [2, 3],
      [2, 3],
    ],
    [[2, 3], []],
    [[], [2, 3]],
    [[2, 1], [3]],
    [[1], [4]],
    [[0], [1]],
  ])("%j by %j broadcast", (batchA, batchB) => {
    const a = noise([...batchA, 6, 5]);
    const b = noise([...batchB, 5, 7], "float32", 2);
    const out = js.matmul(a, b, false, false);
    const rows = js.broadcastTo(a, [...out.shape.slice(0, -2), 6, 5]);
    const columns = js.broadcastTo(b, [...out.shape.slice(0, -2), 5, 7]);
    const count = out.size / 42;
    const [x, y] = [values(rows), values(columns)];
    const expected = Array.from({ length: count }, (_, i) =>
      naive(tensor([6, 5], x.slice(i * 30, i * 30 + 30)), tensor([5, 7], y.slice(i * 35, i * 35 + 35))).map(
        Math.fround,
      ),
    );
    expect(values(out)).toEqual(expected.flat());
  });

  test("of views that do not merge", () => {
    const a = noise([4, 3, 5, 6]);
    const view = js.permute(a, [1, 0, 2, 3]);
    const b = noise([6, 4], "float32", 2);
    const whole = values(js.matmul(view, b, false, false));
    const single = js.matmul(js.slice(view, [2, 1, 0, 0], [1, 1, 5, 6], [1, 1, 1, 1]), b, false, false);
    expect(whole.slice((2 * 4 + 1) * 20, (2 * 4 + 2) * 20)).toEqual(values(single));
  });
});

describe("sizes of zero", () => {
  test("an empty inner axis gives zeros, an empty outer one nothing", () => {
    expect(values(js.matmul(tensor([2, 0], []), tensor([0, 3], []), false, false))).toEqual(new Array(6).fill(0));
    expect(values(js.matmul(tensor([0, 2], []), noise([2, 3]), false, false))).toEqual([]);
  });
});

test("NaN and infinities travel through padded tiles", () => {
  const a = noise([9, 30]);
  const poisoned = js.where(js.compare("gt", js.iota([9, 30], 0, "float32"), 7), Number.POSITIVE_INFINITY, a);
  const out = values(js.matmul(poisoned, noise([30, 9], "float32", 4), false, false));
  expect(out.slice(0, 72).every(Number.isFinite)).toBe(true);
  expect(out.slice(72).some(Number.isFinite)).toBe(false);
});

describe("integers", () => {
  test.each(["int32", "int8", "uint8"] as const)("%s products wrap", (dtype) => {
    const big = dtype === "int32" ? 1e9 : 100;
    const a = tensor([2, 3], [big, -1, 2, 3, big, -big], dtype);
    const b = tensor([3, 2], [big, 5, -6, big, 7, 8], dtype);
    const [x, y] = [values(a).map(BigInt), values(b).map(BigInt)];
    const sum = (i: number, j: number) => [0, 1, 2].reduce((s, l) => s + x[i * 3 + l]! * y[l * 2 + j]!, 0n);
    const cut = (v: bigint) =>
      Number(dtype === "uint8" ? BigInt.asUintN(8, v) : BigInt.asIntN(dtype === "int8" ? 8 : 32, v));
    expect(values(js.matmul(a, b, false, false))).toEqual([sum(0, 0), sum(0, 1), sum(1, 0), sum(1, 1)].map(cut));
  });
});
