import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { arange, tensor, zeros } from "./create.js";
import { type Interpolation, nanQuantile, quantile } from "./quantile.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const x = () => tensor([[4, 1, 3, 2], [8, 6, 5, 7]]); // biome-ignore format: rows

describe("quantile", () => {
  test("goes linearly from element to element", () => {
    expectClose(quantile(x(), 0.5), 4.5);
    expectClose(quantile(x(), 0.5, { axis: 1 }), [2.5, 6.5]);
    expectClose(quantile(x(), [0, 0.25, 1], { axis: 1 }), [[1, 5], [1.75, 5.75], [4, 8]]); // biome-ignore format: rows
    expectClose(quantile(x(), tensor([0.1, 0.9]), { axis: 0 }).at(1), [7.6, 5.5, 4.8, 6.5]);
    expectClose(quantile(tensor([3, 1], { dtype: "int32" }), 0.25), 1.5);
    expectClose(quantile(tensor(3), 0.3), 3);
  });

  test("finds exact ranks where float32 would round the fraction", () => {
    const numbers = arange(1001);
    for (const q of [0.001, 0.7, 0.007, 0.999])
      for (const interpolation of ["lower", "higher"] as const)
        expectClose(quantile(numbers, q, { interpolation }), Math.round(q * 1000));
  });

  test("takes one of two neighbours or their middle", () => {
    const v = tensor([10, 20, 30, 40]);
    const at = (interpolation: Interpolation) => quantile(v, [0, 0.25, 0.5, 1], { interpolation });
    expectClose(at("lower"), [10, 10, 20, 40]);
    expectClose(at("higher"), [10, 20, 30, 40]);
    expectClose(at("midpoint"), [10, 15, 25, 40]);
    expectClose(at("nearest"), [10, 20, 30, 40]); // rank 1.5 is rounded to 2, which is even
  });

  test("keeps axes on request", () => {
    const shape = (q: number | number[], axis?: number) =>
      quantile(zeros([2, 3, 4]), q, { axis, keepDims: true }).shape;
    expect(shape(0.5)).toEqual([1, 1, 1]);
    expect(shape(0.5, 1)).toEqual([2, 1, 4]);
    expect(shape([0.5, 1], 1)).toEqual([2, 2, 1, 4]);
    expect(shape([], 2)).toEqual([0, 2, 3, 1]);
    expect(quantile(zeros([2, 3, 4]), [0.5], { axis: -1 }).shape).toEqual([1, 2, 3]);
  });

  test("lets NaN win, and whole ranks of infinities be", () => {
    expectClose(quantile(tensor([[1, NAN], [1, 2]]), 0, { axis: 1 }), [NAN, 1]); // biome-ignore format: rows
    expectClose(quantile(tensor([-INF, 1, INF]), [0, 0.5, 0.75, 1]), [-INF, 1, INF, INF]);
  });

  test("has gradients for the elements, and for the fractions", async () => {
    const [toX] = grad((v) => quantile(v, 0.25, { axis: 0 }))(tensor([4, 1, 3, 2]));
    expectClose(toX!, [0, 0.25, 0, 0.75]);
    const [toQ] = grad((q) => quantile(tensor([10, 20, 40]), q))(tensor(0.75));
    expectClose(toQ!, 40); // 20 per rank, 2 ranks
    await gradcheck((v) => quantile(v, [0.1, 0.6], { axis: 1 }).pow(3).sum(), [sample([2, 5], 3)]);
    await gradcheck((v) => grad((u) => quantile(u, 0.4).pow(3))(v)[0]!.sum(), [sample([6], 4)]);
  });

  test("refuses what is no fraction, and nothing", () => {
    expectError(() => quantile(x(), 1.01), "invalid_argument", "1.01");
    expectError(() => quantile(x(), [0.5, NAN]), "invalid_argument", "NaN");
    expectError(() => quantile(x(), tensor([[0.5]])), "shape_mismatch", "[1, 1]");
    expectError(() => quantile(zeros([0]), 0.5), "invalid_argument", "quantile", "[0]");
    expectError(() => quantile(zeros([2, 0]), 0.5, { axis: 1 }), "invalid_argument", "[2, 0]");
    expect(quantile(zeros([0, 2]), 0.5, { axis: 1 }).shape).toEqual([0]);
    const unknown = "cubic" as Interpolation; // a caller without types
    expectError(() => quantile(x(), 0.5, { interpolation: unknown }), "invalid_argument", "cubic", "midpoint");
  });
});

describe("nanQuantile", () => {
  test("looks at numbers alone, row by row", () => {
    const holes = tensor([[NAN, 1, 2, NAN], [4, 1, 3, 2], [NAN, NAN, NAN, NAN]]); // biome-ignore format: rows
    expectClose(nanQuantile(holes, 0.5, { axis: 1 }), [1.5, 2.5, NAN]);
    expectClose(nanQuantile(holes, [0, 1], { axis: 1 }), [[1, 1, NAN], [2, 4, NAN]]); // biome-ignore format: rows
    expectClose(nanQuantile(holes, 0.6), 2); // rank 3 of 1, 1, 2, 2, 3, 4
    const [slope] = grad((v) => nanQuantile(v, 0.5))(tensor([NAN, 3, 1]));
    expectClose(slope!, [0, 0.5, 0.5]);
  });
});
