import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { tensor, zeros } from "./create.js";
import { embedding } from "./embedding.js";
import type { NestedArray } from "./host-data.js";
import { gather, scatter, scatterAdd, take } from "./take.js";

useJs();

const ints = (values: NestedArray) => tensor(values, { dtype: "int32" });
const x = () => tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows

describe("take and embedding", () => {
  test("the shape of the indices replaces the axis, as np.take", () => {
    expectClose(take(x(), ints([1, 0, 1])), [[4, 5, 6], [1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
    expectClose(take(x(), ints([[2], [0]]), { axis: 1 }), [[[3], [1]], [[6], [4]]]); // biome-ignore format: rows
    expectClose(take(x(), ints([0]).reshape([])), [1, 2, 3]);
    expectClose(take(x(), tensor([1], { dtype: "uint8" }), { axis: -1 }), [[2], [5]]);
    expect(take(x(), tensor([], { dtype: "int32" })).shape).toEqual([0, 3]);
    expectClose(embedding(ints([[1], [0]]), x()), [[[4, 5, 6]], [[1, 2, 3]]]); // biome-ignore format: rows
  });

  test("rows that are read twice collect both gradients", () => {
    const table = tensor([[1, 2], [3, 4], [5, 6]], { requiresGrad: true }); // biome-ignore format: rows
    embedding(ints([2, 0, 2]), table)
      .mul(tensor([[1], [10], [100]]))
      .sum()
      .backward();
    expectClose(table.grad!, [[10, 10], [0, 0], [101, 101]]); // biome-ignore format: rows
  });

  test("refuse indices that are outside, negative or no integers", () => {
    const table = x();
    for (const bad of [2, -1]) expectError(() => take(table, ints([bad])), "index_out_of_range", String(bad));
    expectError(() => take(table, tensor([0.5])), "dtype_mismatch", "float32");
    expectError(() => take(table, tensor([true])), "dtype_mismatch", "bool");
    expectError(() => take(table, ints([0]), { axis: 2 }), "invalid_argument", "axis 2");
    expectError(() => embedding(ints([0]), tensor([1, 2])), "shape_mismatch", "[2]");
  });
});

describe("gather", () => {
  test("picks one element for each index, as torch.gather", () => {
    expectClose(gather(x(), 1, ints([[2], [0]])), [[3], [4]]);
    expectClose(gather(x(), 0, ints([[1, 0, 1]])), [[4, 2, 6]]);
    expectClose(x().gather(-1, ints([[0, 0, 2, 2], [1, 1, 1, 1]])), [[1, 1, 3, 3], [5, 5, 5, 5]]); // biome-ignore format: rows
    expectClose(gather(x(), 1, tensor([[1]], { dtype: "int8" })), [[2]]); // smaller beside the axis
  });

  test("sends gradients back to where elements came from", () => {
    const leaf = tensor([1, 2, 3], { requiresGrad: true });
    gather(leaf, 0, ints([1, 1, 0]))
      .mul(tensor([1, 10, 100]))
      .sum()
      .backward();
    expectClose(leaf.grad!, [100, 11, 0]);
  });

  test("refuses what does not fit, and does not wander into other rows", () => {
    expectError(() => gather(x(), 1, ints([[3], [0]])), "index_out_of_range", "index 3", "axis 1 of size 3");
    expectError(() => gather(x(), 1, ints([[-1], [0]])), "index_out_of_range", "index -1");
    expectError(() => gather(x(), 1, ints([0])), "shape_mismatch", "[1]", "[2, 3]");
    expectError(() => gather(x(), 1, ints([[0], [0], [0]])), "shape_mismatch", "[3, 1]");
    expectError(() => gather(x(), 1, tensor([[0.5]])), "dtype_mismatch");
  });
});

describe("scatter", () => {
  test("writes at indices, the last of several wins; the original stays", () => {
    const base = zeros([2, 3]);
    expectClose(scatter(base, 1, ints([[2], [0]]), tensor([[7], [8]])), [[0, 0, 7], [8, 0, 0]]); // biome-ignore format: rows
    expectClose(scatter(zeros([2]), 0, ints([1, 1]), tensor([5, 6])), [0, 6]);
    expectClose(base, [[0, 0, 0], [0, 0, 0]]); // biome-ignore format: rows
    const whole = scatter(ints([1, 2]), 0, ints([0]), tensor([9.7]));
    expect(whole.dtype).toBe("int32");
    expectClose(whole, [9, 2]);
  });

  test("adds at indices", () => {
    expectClose(scatterAdd(tensor([1, 1]), 0, ints([1, 1]), tensor([5, 6])), [1, 12]);
  });

  test("passes gradients to survivors", () => {
    const [base, updates] = [tensor([1, 2, 3], { requiresGrad: true }), tensor([4, 5], { requiresGrad: true })];
    const weights = tensor([1, 10, 100]);
    scatter(base, 0, ints([1, 1]), updates)
      .mul(weights)
      .sum()
      .backward();
    expectClose(base.grad!, [1, 0, 100]);
    expectClose(updates.grad!, [0, 10]);
    const [sums, terms] = [tensor([1, 2, 3], { requiresGrad: true }), tensor([4, 5], { requiresGrad: true })];
    scatterAdd(sums, 0, ints([2, 2]), terms)
      .mul(weights)
      .sum()
      .backward();
    expectClose(sums.grad!, [1, 10, 100]);
    expectClose(terms.grad!, [100, 100]);
  });

  test("refuses what does not fit, and leaves the base as it was", () => {
    const base = tensor([1, 2]);
    expectError(() => scatter(base, 0, ints([2]), tensor([9])), "index_out_of_range");
    expectError(() => scatter(base, 0, ints([0, 1]), tensor([9])), "shape_mismatch", "[2]", "[1]");
    expectError(() => scatterAdd(base, 0, ints([[0]]), tensor([[9]])), "shape_mismatch", "[1, 1]");
    expectError(() => scatterAdd(base, 0, tensor([0]), tensor([9])), "dtype_mismatch");
    expectClose(base, [1, 2]);
  });
});
