import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sampleNumbers } from "../../test/support/samples.js";
import { compile } from "../compile/compile.js";
import type { Tensor } from "../tensor.js";
import { tensor, zeros } from "./create.js";
import { bucketize, searchSorted } from "./search-sorted.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;

describe("searchSorted", () => {
  test("counts what is smaller, or not larger, for sequences of any length", () => {
    for (let n = 0; n <= 18; n++) {
      const sequence = sampleNumbers(n, n + 1)
        .map((v) => Math.round(4 * v)) // with ties
        .sort((a, b) => a - b);
      const values = [...sequence, -9, -0.5, 0, 0.5, 9, INF, -INF];
      const count = (test: (s: number, v: number) => boolean) =>
        values.map((v) => sequence.filter((s) => test(s, v)).length);
      const given = tensor(sequence, { dtype: "float32" });
      expectClose(
        searchSorted(given, tensor(values)),
        count((s, v) => s < v),
      );
      expectClose(
        searchSorted(given, tensor(values), { right: true }),
        count((s, v) => s <= v),
      );
    }
  });

  test("searches each row in its own sequence", () => {
    const sequences = tensor([[1, 3, 5], [10, 20, 30]]); // biome-ignore format: rows
    const values = tensor([[0, 3, 4, 9], [3, 20, 25, 99]]); // biome-ignore format: rows
    expectClose(searchSorted(sequences, values), [[0, 1, 2, 3], [0, 1, 2, 3]]); // biome-ignore format: rows
    expectClose(searchSorted(sequences, values, { right: true }), [[0, 2, 2, 3], [0, 2, 2, 3]]); // biome-ignore format: rows
    expect(searchSorted(zeros([2, 3, 4]), zeros([2, 3, 0])).shape).toEqual([2, 3, 0]);
    expect(searchSorted(zeros([0, 4]), zeros([0, 2])).shape).toEqual([0, 2]);
  });

  test("puts NaN at the end, and takes scalars and mixed dtypes", () => {
    expectClose(searchSorted(tensor([1, 2]), tensor([NAN])), [2]);
    expectClose(searchSorted(tensor([1, 2, NAN]), tensor(5)), 3); // as PyTorch
    expectClose(searchSorted(tensor([1, 2, 3], { dtype: "int32" }), tensor([1.5, 2.5])), [1, 2]);
    expect(searchSorted(tensor([1]), tensor([1])).dtype).toBe("int32");
  });

  test("works in a compiled step", () => {
    const step = compile((s: Tensor, v: Tensor) => searchSorted(s, v));
    expectClose(step(tensor([1, 3, 5]), tensor([[2], [6]])), [[1], [3]]);
    step.dispose();
  });

  test("needs leading axes that agree", () => {
    expectError(() => searchSorted(zeros([2, 3]), zeros([3, 3])), "shape_mismatch", "[2, 3]", "[3, 3]");
    expectError(() => searchSorted(tensor(1), tensor([1])), "shape_mismatch", "searchSorted");
  });
});

describe("bucketize", () => {
  test("leaves what equals a boundary below it, or above", () => {
    const x = tensor([[0, 1, 1.5], [2, 3, NAN]]); // biome-ignore format: rows
    expectClose(bucketize(x, tensor([1, 2])), [[0, 0, 1], [1, 2, 2]]); // biome-ignore format: rows
    expectClose(bucketize(x, tensor([1, 2]), { right: true }), [[0, 1, 1], [2, 2, 2]]); // biome-ignore format: rows
    expectError(() => bucketize(x, x), "shape_mismatch", "bucketize", "rank 1");
  });
});
