import { expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { ones, tensor, zeros } from "./create.js";
import type { NestedArray } from "./host-data.js";
import { indexUpdate } from "./index-update.js";

useJs();

const ints = (values: NestedArray) => tensor(values, { dtype: "int32" });

test("sets or adds whole entries of an axis; updates broadcast", () => {
  expectClose(indexUpdate(zeros([3, 2]), ints([2, 0]), tensor([[1, 2], [3, 4]])), [[3, 4], [0, 0], [1, 2]]); // biome-ignore format: rows
  expectClose(indexUpdate(zeros([2, 3]), ints([2, 0]), tensor([[5], [6]]), { axis: 1 }), [[5, 0, 5], [6, 0, 6]]); // biome-ignore format: rows
  expectClose(indexUpdate(ones([2, 2]), ints([1, 1]), 3, { mode: "add" }), [[1, 1], [7, 7]]); // biome-ignore format: rows
  expectClose(indexUpdate(zeros([2]), ints([1, 1]), tensor([5, 6])), [0, 6]);
  expectClose(indexUpdate(zeros([3]), ints([1]).reshape([]), 4), [0, 4, 0]); // an index of rank 0
  const whole = indexUpdate(ints([1, 2]), ints([0]), 7.9);
  expect(whole.dtype).toBe("int32");
  expectClose(whole, [7, 2]);
});

test("passes gradients to what stays and to updates", () => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  const u = tensor([7], { requiresGrad: true });
  indexUpdate(x, ints([0, 2]), u).mul(tensor([1, 10, 100])).sum().backward(); // biome-ignore format: one chain
  expectClose(x.grad!, [0, 10, 0]);
  expectClose(u.grad!, [101]);
});

test("refuses what does not fit", () => {
  const x = zeros([2, 3]);
  expectError(() => indexUpdate(x, ints([2]), 1), "index_out_of_range", "2");
  expectError(() => indexUpdate(x, ints([0]), zeros([2])), "shape_mismatch", "[2]", "[1, 3]");
  expectError(() => indexUpdate(x, tensor([0]), 1), "dtype_mismatch", "float32");
  expectError(() => indexUpdate(x, ints([0]), 1, { axis: 2 }), "invalid_argument", "axis 2");
  // @ts-expect-error no such mode
  expectError(() => indexUpdate(x, ints([0]), 1, { mode: "mul" }), "invalid_argument", "mul");
});
