import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample, sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { tensor, zeros } from "./create.js";
import { cummax, cummin, cumprod, cumsum, logCumSumExp } from "./scan.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const double = (values: number[]) => tensor(values, { dtype: "float64" });

/** First and second order of the weighed sum of f against differences. */
async function checkBoth(f: (x: Tensor) => Tensor, x: Tensor): Promise<void> {
  const weights = sample(f(x).shape, 9);
  const weighed = (v: Tensor) => f(v).mul(weights).sum();
  await gradcheck(weighed, [x]);
  await gradcheck((v) => grad(weighed)(v)[0]!.mul(sample(v.shape, 8)).sum(), [x]);
}

/** All four ways to run. */
const WAYS = [false, true].flatMap((reverse) => [false, true].map((exclusive) => ({ reverse, exclusive })));

describe("cumsum", () => {
  test("runs either way, with or without the element itself", () => {
    const v = tensor([1, 2, 3]);
    expectClose(cumsum(v), [1, 3, 6]);
    expectClose(cumsum(v, { reverse: true }), [6, 5, 3]);
    expectClose(cumsum(v, { exclusive: true }), [0, 1, 3]);
    expectClose(cumsum(v, { exclusive: true, reverse: true }), [5, 3, 0]);
    expectClose(cumsum(tensor([[1, 5, 3], [4, 2, 6]]), { axis: 0 }), [[1, 5, 3], [5, 7, 9]]); // biome-ignore format: rows
    expect(cumsum(tensor([true, true])).dtype).toBe("int32");
    expectClose(cumsum(tensor([true, true])), [1, 2]);
    expectClose(cumsum(tensor(4)), 4);
    expectClose(cumsum(tensor(4), { exclusive: true }), 0);
    expectError(() => cumsum(v, { axis: 1 }), "invalid_argument", "axis 1");
    expectError(() => cumsum(tensor(4), { axis: 1 }), "invalid_argument", "axis 1");
  });

  test("has the sum from the other side as gradient", () => {
    const weights = sample([3], 4);
    const [slope] = grad((v) => cumsum(v).mul(weights).sum())(sample([3], 5));
    const [a, b, c] = weights.dataSync() as Float64Array & [number, number, number];
    expectClose(slope!, [a + b + c, b + c, c], 1e-12);
  });
});

describe("cumprod", () => {
  test("runs either way, with or without the element itself", () => {
    const v = tensor([2, 3, 4]);
    expectClose(cumprod(v), [2, 6, 24]);
    expectClose(cumprod(v, { reverse: true }), [24, 12, 4]);
    expectClose(cumprod(v, { exclusive: true }), [1, 2, 6]);
    expectClose(cumprod(v, { exclusive: true, reverse: true }), [12, 4, 1]);
    expectClose(cumprod(tensor([[1, 2], [3, 4]]), { axis: 0 }), [[1, 2], [3, 8]]); // biome-ignore format: rows
    expectClose(cumprod(tensor(4)), 4);
    expect(cumprod(zeros([2, 0])).shape).toEqual([2, 0]);
    const wide = cumprod(tensor([100, 100], { dtype: "int8" }));
    expect(wide.dtype).toBe("int32");
    expectClose(wide, [100, 10000]);
    expectError(() => cumprod(v, { axis: 1 }), "invalid_argument", "cumprod", "axis 1");
  });

  test("has the slope of the product of all elements before, zeros among them or not", () => {
    // y = [a, ab, abc]: da = 1 + b + bc, db = a + ac, dc = ab.
    const [slope] = grad((v) => cumprod(v).sum())(tensor([3, 0, 5]));
    expectClose(slope!, [1, 18, 0]);
  });

  test.each(WAYS)("is right in both orders with %j, through no zero, one and several", async (way) => {
    for (const n of [1, 2, 3, 4, 5, 8, 13]) {
      const values = sampleNumbers(n, n).map((v) => 1.5 * v);
      await checkBoth((x) => cumprod(x, way), double(values));
      await checkBoth((x) => cumprod(x, way), double(values.map((v, i) => (i === 1 ? 0 : v))));
      await checkBoth((x) => cumprod(x, way), double(values.map((v, i) => (i % 3 === 0 ? 0 : v))));
    }
    await checkBoth((x) => cumprod(x, { axis: 1, ...way }), sample([2, 5, 2], 3));
  });

  test("has a gradient of nothing", () => {
    const [slope] = grad((x) => cumprod(x).sum())(zeros([2, 0]));
    expect(slope!.shape).toEqual([2, 0]);
  });
});

describe("cummax and cummin", () => {
  const both = ({ values, indices }: { values: Tensor; indices: Tensor }) => [values.dataSync(), indices.dataSync()];
  const found = (values: number[], indices: number[]) => [Float32Array.from(values), Int32Array.from(indices)];

  test("say where the extreme stands: of equals the last", () => {
    expect(both(cummax(tensor([1, 3, 2, 3, 1])))).toEqual(found([1, 3, 3, 3, 3], [0, 1, 1, 3, 3]));
    expect(both(cummin(tensor([2, 3, 1, 1, 2])))).toEqual(found([2, 2, 1, 1, 1], [0, 0, 2, 3, 3]));
    expect(both(cummax(tensor([3, 1, 3]), { reverse: true }))).toEqual(found([3, 3, 3], [0, 2, 2]));
    expect(both(cummax(tensor([[1, 2], [3, 0]]), { axis: 0 }))).toEqual(found([1, 2, 3, 2], [0, 0, 1, 0])); // biome-ignore format: rows
    expect(both(cummax(tensor(7)))).toEqual(found([7], [0]));
  });

  test("hold on to NaN", () => {
    expect(both(cummax(tensor([1, NAN, 5, NAN, 0])))).toEqual(found([1, NAN, NAN, NAN, NAN], [0, 1, 1, 3, 3]));
    expect(both(cummin(tensor([NAN, -INF])))).toEqual(found([NAN, NAN], [0, 0]));
  });

  test("know infinities, integers and bools", () => {
    expect(both(cummax(tensor([-INF, -INF, INF])))).toEqual(found([-INF, -INF, INF], [0, 1, 2]));
    const { values, indices } = cummin(tensor([3, -2, 5], { dtype: "int8" }));
    expect([values.dtype, indices.dtype]).toEqual(["int8", "int32"]);
    expectClose(values, [3, -2, -2]);
    expect(cummax(tensor([false, true, false])).values.toArraySync()).toEqual([false, true, true]);
    expect(cummax(zeros([0, 2])).indices.shape).toEqual([0, 2]);
  });

  test("give the gradient to the elements that they name", async () => {
    const [slope] = grad((x) =>
      cummax(x)
        .values.mul(tensor([1, 2, 4, 8]))
        .sum(),
    )(tensor([1, 3, 3, 2]));
    expectClose(slope!, [1, 2, 12, 0]);
    const x = sample([3, 4], 6);
    await checkBoth((v) => cummin(v, { axis: 0 }).values.square(), x);
    await checkBoth((v) => cummax(v, { axis: 1, reverse: true }).values.square(), x);
  });
});

describe("logCumSumExp", () => {
  test("is log Σ eˣ so far, without overflow", () => {
    const x = sampleNumbers(9, 2).map((v) => 3 * v);
    const naive = x.map((_, i) => Math.log(x.slice(0, i + 1).reduce((sum, v) => sum + Math.exp(v), 0)));
    expectClose(logCumSumExp(double(x)), naive, 1e-12);
    expectClose(logCumSumExp(double([1000, 1000, -1000])), [1000, 1000 + Math.LN2, 1000 + Math.LN2], 1e-12);
    expectClose(logCumSumExp(double([-1000, -1000])), [-1000, -1000 + Math.LN2], 1e-12);
    expectClose(logCumSumExp(tensor([0, 0, 0], { dtype: "int32" }), { reverse: true }), [Math.log(3), Math.LN2, 0]);
    expectClose(logCumSumExp(tensor(2)), 2);
  });

  test("knows infinities, NaN and nothing", () => {
    expectClose(logCumSumExp(tensor([-INF, -INF, 1, INF, 0])), [-INF, -INF, 1, INF, INF]);
    expectClose(logCumSumExp(tensor([0, NAN, 0])), [0, NAN, NAN]);
    expect(logCumSumExp(zeros([0])).shape).toEqual([0]);
  });

  test("is right in both orders, far apart and behind −∞ too", async () => {
    await checkBoth((x) => logCumSumExp(x), sample([7], 3));
    await checkBoth((x) => logCumSumExp(x, { axis: 0, reverse: true }), sample([5, 2], 4));
    const [slope] = grad((x) => logCumSumExp(x).sum())(double([-INF, 0, -INF, 800]));
    expectClose(slope!, [0, 2, 0, 1], 1e-12); // the last sum is all 800
  });
});
