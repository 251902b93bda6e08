import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { tensor, zeros } from "./create.js";
import { kthValue, median, mode, nanMedian } from "./order-statistics.js";
import type { ValuesAndIndices } from "./rows.js";

useJs();

const NAN = Number.NaN;
const both = ({ values, indices }: ValuesAndIndices) => [values.toArraySync(), indices.toArraySync()];

describe("kthValue", () => {
  test("counts from 1, NaN last", () => {
    const x = tensor([[3, 1, 2], [NAN, 5, 4]]); // biome-ignore format: rows
    expect(both(kthValue(x, 1))).toEqual([[1, 4], [1, 2]]); // biome-ignore format: rows
    expect(both(kthValue(x, 3))).toEqual([[3, NAN], [0, 0]]); // biome-ignore format: rows
    expect(both(kthValue(x, 2, { axis: 0, keepDims: true }))).toEqual([[[NAN, 5, 4]], [[1, 1, 1]]]); // biome-ignore format: rows
    expect(both(kthValue(tensor(6), 1))).toEqual([6, 0]);
    expectError(() => kthValue(x, 0), "invalid_argument", "k 0");
    expectError(() => kthValue(x, 4), "invalid_argument", "k 4", "from 1 to 3");
  });
});

describe("median", () => {
  test("is the middle, of an even count the lower one", () => {
    expectClose(median(tensor([5, 1, 3])), 3);
    expectClose(median(tensor([[4, 1], [3, 2]])), 2); // biome-ignore format: rows
    expect(both(median(tensor([[4, 1, 9, 2], [7, 8, 6, 5]]), { axis: 1 }))).toEqual([[2, 6], [3, 2]]); // biome-ignore format: rows
    expect(median(tensor([[4, 1]]), { axis: 1, keepDims: true }).values.shape).toEqual([1, 1]);
    expectClose(median(tensor(3)), 3);
    expect(median(tensor([3, 1], { dtype: "int32" })).dtype).toBe("int32");
  });

  test("is NaN where there is one, nanMedian only where there is nothing else", () => {
    const x = tensor([[5, NAN, 1, NAN], [2, 3, 4, 1], [NAN, NAN, NAN, NAN]]); // biome-ignore format: rows
    expect(both(median(x, { axis: 1 }))).toEqual([[NAN, 2, NAN], [1, 0, 0]]); // biome-ignore format: rows
    expect(both(nanMedian(x, { axis: 1 }))).toEqual([[1, 2, NAN], [2, 0, 0]]); // biome-ignore format: rows
    expectClose(median(x), NAN);
    expectClose(nanMedian(x), 2);
  });

  test("of all elements shares the gradient between equals, along an axis it does not", () => {
    const [all] = grad((x) => median(x))(tensor([2, 7, 2, 1]));
    expectClose(all!, [0.5, 0, 0.5, 0]);
    const [one] = grad((x) => median(x, { axis: 0 }).values)(tensor([2, 7, 2, 1]));
    expectClose(one!, [1, 0, 0, 0]);
    const [some] = grad((x) => nanMedian(x))(tensor([NAN, 3, 1, 2]));
    expectClose(some!, [0, 0, 0, 1]);
  });

  test("is right in the second order", async () => {
    await gradcheck((x) => grad((v) => median(v).pow(3))(x)[0]!.sum(), [sample([5], 2)]);
    await gradcheck(
      (x) => grad((v) => nanMedian(v, { axis: 0 }).values.pow(3).sum())(x)[0]!.sum(),
      [sample([4, 2], 3)],
    );
  });

  test("of nothing is refused", () => {
    expectError(() => median(zeros([0])), "invalid_argument", "median", "[0]");
    expectError(() => nanMedian(zeros([2, 0]), { axis: 1 }), "invalid_argument", "nanMedian");
  });
});

describe("mode", () => {
  test("is the most frequent element, the smallest of several, at its last place", () => {
    expect(both(mode(tensor([3, 1, 3, 2, 1])))).toEqual([1, 4]);
    expect(both(mode(tensor([[1, 2, 2], [3, 2, 1]]), { axis: 1, keepDims: true }))).toEqual([[[2], [1]], [[2], [2]]]); // biome-ignore format: rows
    expect(both(mode(tensor([0, 0, 0, -1, -1])))).toEqual([0, 2]);
    expect(both(mode(tensor([NAN, 4, NAN])))).toEqual([4, 1]); // NaN equals nothing
    expect(both(mode(tensor(9)))).toEqual([9, 0]);
    expectError(() => mode(zeros([0])), "invalid_argument", "mode");
  });

  test("gives the gradient to the element that it names", () => {
    const [slope] = grad((x) => mode(x).values.square())(tensor([5, 2, 5, 2, 5]));
    expectClose(slope!, [0, 0, 0, 0, 10]);
  });
});
