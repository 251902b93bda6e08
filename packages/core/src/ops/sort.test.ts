import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample, sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { tensor, zeros } from "./create.js";
import { maxWithIndices, minWithIndices } from "./extremes.js";
import type { ValuesAndIndices } from "./rows.js";
import { argsort, sort, topK } from "./sort.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const both = ({ values, indices }: ValuesAndIndices) => [values.toArraySync(), indices.toArraySync()];

describe("argsort", () => {
  test("is stable, NaN last either way", () => {
    expectClose(argsort(tensor([3, 1, 2, 1])), [1, 3, 2, 0]);
    expectClose(argsort(tensor([1, NAN, 2, 1]), { descending: true }), [2, 0, 3, 1]);
    expectClose(argsort(tensor([1, NAN, 0])), [2, 0, 1]);
    expectClose(argsort(tensor([[2, 1], [1, 2]]), { axis: 0 }), [[1, 0], [0, 1]]); // biome-ignore format: rows
    expectClose(argsort(tensor(5)), 0);
    expect(argsort(tensor([1])).dtype).toBe("int32");
    expectError(() => argsort(tensor([1]), { axis: 1 }), "invalid_argument", "axis 1");
  });
});

describe("sort", () => {
  test("orders along any axis of any rank", () => {
    const numbers = sampleNumbers(3 * 4 * 5, 7);
    const x = tensor(numbers, { shape: [3, 4, 5], dtype: "float64" });
    const { values } = sort(x, { axis: 1 });
    const at = (i: number, j: number, k: number) => numbers[i * 20 + j * 5 + k]!;
    for (const i of [0, 1, 2])
      for (const k of [0, 1, 2, 3, 4]) {
        const lane = [0, 1, 2, 3].map((j) => at(i, j, k)).sort((a, b) => a - b);
        expectClose(values.at(i, [0, 1, 2, 3], k), lane, 0);
      }
  });

  test("keeps equals in order and puts NaN last, descending too", () => {
    expect(both(sort(tensor([2, NAN, -INF, 2, INF])))).toEqual([[-INF, 2, 2, INF, NAN], [2, 0, 3, 4, 1]]); // biome-ignore format: rows
    expect(both(sort(tensor([2, NAN, -INF, 2]), { descending: true }))).toEqual([[2, 2, -INF, NAN], [0, 3, 2, 1]]); // biome-ignore format: rows
  });

  test("takes scalars, nothing, bools and integers", () => {
    expect(both(sort(tensor(4)))).toEqual([4, 0]);
    expect(sort(zeros([2, 0])).values.shape).toEqual([2, 0]);
    expect(sort(zeros([0, 2]), { axis: 1 }).indices.shape).toEqual([0, 2]);
    expect(both(sort(tensor([true, false])))).toEqual([[false, true], [1, 0]]); // biome-ignore format: rows
    expect(sort(tensor([1, 0], { dtype: "uint8" })).values.dtype).toBe("uint8");
    expectError(() => sort(tensor([1]), { axis: 1 }), "invalid_argument", "sort", "axis 1");
  });

  test("sends the gradient back where each element came from", async () => {
    const [slope] = grad((x) =>
      sort(x)
        .values.mul(tensor([1, 2, 3]))
        .sum(),
    )(tensor([5, 4, 6]));
    expectClose(slope!, [2, 1, 3]);
    const cubed = (x: typeof slope & object) =>
      sort(x, { axis: 0, descending: true })
        .values.pow(3)
        .mul(sample([4, 2], 2))
        .sum();
    await gradcheck(cubed, [sample([4, 2], 3)]);
    await gradcheck((x) => grad(cubed)(x)[0]!.square().sum(), [sample([4, 2], 3)]);
  });
});

describe("topK", () => {
  test("gives the best first, of equals the first", () => {
    expect(both(topK(tensor([1, 4, 4, 3]), 3))).toEqual([[4, 4, 3], [1, 2, 3]]); // biome-ignore format: rows
    expect(both(topK(tensor([1, 4, 1, 3]), 2, { largest: false }))).toEqual([[1, 1], [0, 2]]); // biome-ignore format: rows
    expect(both(topK(tensor([[1, 5], [2, 4]]), 1, { axis: 0 }))).toEqual([[[2, 5]], [[1, 0]]]); // biome-ignore format: rows
    expectClose(topK(tensor([NAN, 1, 2]), 2).values, [2, 1]); // NaN is worse than any number
  });

  test("takes none, all, and a scalar", () => {
    expect(topK(tensor([1, 2]), 0).values.shape).toEqual([0]);
    expectClose(topK(tensor([1, 3, 2]), 3).values, [3, 2, 1]);
    expect(both(topK(tensor(7), 1))).toEqual([7, 0]);
    expectError(() => topK(tensor([1, 2]), 3), "invalid_argument", "topK", "k 3", "from 0 to 2");
    expectError(() => topK(tensor([1, 2]), 0.5), "invalid_argument", "0.5");
  });

  test("gives the gradient to the elements that it names", () => {
    const [slope] = grad((x) =>
      topK(x, 2)
        .values.mul(tensor([10, 1]))
        .sum(),
    )(tensor([2, 9, 5, 7]));
    expectClose(slope!, [0, 10, 0, 1]);
  });
});

describe("maxWithIndices and minWithIndices", () => {
  test("give the first of equals, and the first NaN", () => {
    expect(both(maxWithIndices(tensor([[1, 5, 5], [7, 4, NAN]])))).toEqual([[5, NAN], [1, 2]]); // biome-ignore format: rows
    expect(both(minWithIndices(tensor([[1, 5], [1, 4]]), { axis: 0, keepDims: true }))).toEqual([[[1, 4]], [[0, 1]]]); // biome-ignore format: rows
    expect(both(maxWithIndices(tensor(3)))).toEqual([3, 0]);
    expectError(() => maxWithIndices(zeros([2, 0])), "invalid_argument", "maxWithIndices", "[2, 0]");
  });

  test("give all of the gradient to one element, in all orders", async () => {
    const [slope] = grad((x) => maxWithIndices(x).values.sum())(tensor([3, 7, 7]));
    expectClose(slope!, [0, 1, 0]);
    await gradcheck(
      (x) => grad((v) => minWithIndices(v, { axis: 0 }).values.pow(3).sum())(x)[0]!.sum(),
      [sample([3, 4], 5)],
    );
  });
});
