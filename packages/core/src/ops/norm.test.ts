import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample, sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { full, tensor, zeros } from "./create.js";
import { cdist, cosineSimilarity, pairwiseDistance } from "./distance.js";
import { norm } from "./norm.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const double = (values: number[]) => tensor(values, { dtype: "float64" });

describe("norm", () => {
  test("is (Σ |x|ᵖ)^(1/p), and its limits", () => {
    const numbers = sampleNumbers(6, 3);
    const x = double(numbers);
    for (const p of [1, 1.5, 2, 3, 0.5, -1, -2]) {
      const sum = numbers.reduce((s, v) => s + Math.abs(v) ** p, 0);
      expectClose(norm(x, { p }), sum ** (1 / p), 1e-12);
    }
    expectClose(norm(x, { p: INF }), Math.max(...numbers.map(Math.abs)), 1e-12);
    expectClose(norm(x, { p: -INF }), Math.min(...numbers.map(Math.abs)), 1e-12);
    expectClose(norm(tensor([0, 3, 0, -1]), { p: 0 }), 2);
    expectClose(norm(tensor([[3, 4], [6, 8]]), { axis: 1, keepDims: true }), [[5], [10]]); // biome-ignore format: rows
    expectClose(norm(tensor([3, 4], { dtype: "int32" })), 5);
    expectClose(norm(tensor(-7)), 7);
  });

  test("of zeros, infinities, NaN and nothing", () => {
    for (const p of [1, 2, 3, 0.5, INF]) expectClose(norm(tensor([0, 0]), { p }), 0);
    for (const p of [-1, -INF]) expectClose(norm(tensor([0, 5]), { p }), 0);
    for (const p of [1, 2, 3, INF]) {
      expectClose(norm(tensor([1, -INF]), { p }), INF);
      expectClose(norm(tensor([1, NAN]), { p }), NAN);
    }
    for (const p of [0, 1, 2, 3]) expectClose(norm(zeros([0]), { p }), 0);
    for (const p of [INF, -INF, -1]) expectError(() => norm(zeros([0]), { p }), "invalid_argument", "norm", "[0]");
    expectError(() => norm(tensor([1]), { p: NAN }), "invalid_argument", "p NaN");
    expectError(() => norm(tensor([1]), { axis: 1 }), "invalid_argument", "axis 1");
  });

  test("squares 16-bit floats in 32 bits", () => {
    const x = full([4], 1000, { dtype: "float16" }); // 1000² is beyond float16
    expect(norm(x).dtype).toBe("float16");
    expectClose(norm(x), 2000);
  });

  test("has gradient 0 where its slope is infinite or undefined", () => {
    for (const p of [0.5, 1, 1.5, 2, 3, INF]) expectClose(grad((x) => norm(x, { p }))(zeros([3]))[0]!, [0, 0, 0]);
    for (const p of [0.5, 1, 1.5, 2, 3]) {
      const [slope] = grad((x) => norm(x, { p }))(tensor([0, -2]));
      expectClose(slope!, [0, -1]);
    }
    expectClose(grad((x) => norm(x, { p: 0 }))(tensor([1, 2]))[0]!, [0, 0]);
    expectClose(grad((x) => norm(x, { p: INF }))(tensor([3, -3, 1]))[0]!, [0.5, -0.5, 0]);
  });

  test.each([1, 1.5, 2, 3, 0.5, -1, INF, -INF])("is right in both orders for p = %d", async (p) => {
    const f = (x: Parameters<typeof norm>[0]) => norm(x, { p, axis: 1 }).pow(2).sum();
    await gradcheck(f, [sample([2, 4], 3)]);
    await gradcheck(
      (x) =>
        grad(f)(x)[0]!
          .mul(sample([2, 4], 5))
          .sum(),
      [sample([2, 4], 3)],
    );
  });
});

describe("cosineSimilarity", () => {
  test("is 1 along, 0 across and −1 against", () => {
    const a = tensor([[1, 0], [2, 2], [1, 1]]); // biome-ignore format: rows
    const b = tensor([[0, 5], [7, 7], [-3, -3]]); // biome-ignore format: rows
    expectClose(cosineSimilarity(a, b), [0, 1, -1]);
    expectClose(cosineSimilarity(a, b, { axis: 0 }).at(0), (14 - 3) / Math.sqrt(6 * 58));
  });

  test("broadcasts, and bears zeros", () => {
    expectClose(cosineSimilarity(tensor([[3, 4], [0, 0]]), tensor([1, 0])), [0.6, 0]); // biome-ignore format: rows
    const [slope] = grad((x) => cosineSimilarity(x, tensor([[1, 0]]), { epsilon: 0.5 }).sum())(zeros([1, 2]));
    expectClose(slope!, [[2, 0]]);
    expectError(() => cosineSimilarity(tensor([1]), tensor([1])), "invalid_argument", "cosineSimilarity", "axis 1");
    expectError(() => cosineSimilarity(zeros([2, 3]), zeros([2, 4])), "shape_mismatch", "cosineSimilarity");
  });
});

describe("distances", () => {
  const a = () => tensor([[0, 0], [3, 4]]); // biome-ignore format: rows
  const b = () => tensor([[0, 1], [3, 4], [6, 0]]); // biome-ignore format: rows

  test("of all rows", () => {
    expectClose(cdist(a(), b()), [[1, 5, 6], [Math.sqrt(18), 0, 5]]); // biome-ignore format: rows
    expectClose(cdist(a(), b(), { p: 1 }), [[1, 7, 6], [6, 0, 7]]); // biome-ignore format: rows
    expectClose(cdist(a(), b(), { p: INF }), [[1, 4, 6], [3, 0, 4]]); // biome-ignore format: rows
    expect(cdist(zeros([5, 1, 2, 3]), zeros([4, 6, 3])).shape).toEqual([5, 4, 2, 6]);
    expect(cdist(zeros([0, 3]), zeros([2, 3])).shape).toEqual([0, 2]);
  });

  test("of equal rows have no slope", () => {
    const [slope] = grad((x) => cdist(x, b()).at(1, [1]).sum())(a());
    expectClose(slope!, [[0, 0], [0, 0]]); // biome-ignore format: rows
  });

  test("of pairs", () => {
    expectClose(pairwiseDistance(a(), tensor([3, 4]), { epsilon: 0 }), [5, 0]);
    expectClose(pairwiseDistance(a(), a(), { epsilon: 0.5, p: 1, keepDims: true }), [[1], [1]]);
    expectClose(pairwiseDistance(tensor([1, 1]), tensor([1, 3]), { epsilon: 0 }), 2);
  });

  test("need rows of one length", () => {
    expectError(() => cdist(zeros([2, 3]), zeros([2, 4])), "shape_mismatch", "[2, 3]", "[2, 4]");
    expectError(() => cdist(zeros([3]), zeros([2, 3])), "shape_mismatch", "cdist");
  });
});
