import { expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { arange, tensor, zeros } from "./create.js";
import type { NestedArray } from "./host-data.js";
import { ravelIndex, unravelIndex } from "./ravel-index.js";

useJs();

const ints = (values: NestedArray) => tensor(values, { dtype: "int32" });

test("positions and indices lead to each other", () => {
  const shape = [2, 3, 4];
  const indices = unravelIndex(arange(24), shape);
  expectClose(indices[0]!.at([0, 11, 12, 23]), [0, 0, 1, 1]);
  expectClose(indices[1]!.at([0, 5, 11, 12]), [0, 1, 2, 0]);
  expectClose(indices[2]!.at([3, 4, 23, 13]), [3, 0, 3, 1]);
  expectClose(ravelIndex(indices, shape), [...Array(24).keys()]);
  expectClose(ravelIndex([ints([[0], [1]]), tensor([2, 0], { dtype: "uint8" })], [2, 3]), [[2, 0], [5, 3]]); // biome-ignore format: rows
  expect(unravelIndex(ints([]), [0, 3]).map((i) => i.shape)).toEqual([[0], [0]]);
  expect(unravelIndex(zeros([2], { dtype: "int32" }), [])).toEqual([]);
});

test("both refuse what lies outside", () => {
  expectError(() => ravelIndex([ints([0]), ints([3])], [2, 3]), "index_out_of_range", "index 3", "axis 1 of size 3");
  expectError(() => ravelIndex([ints([-1]), ints([0])], [2, 3]), "index_out_of_range", "index -1");
  for (const p of [6, -1]) expectError(() => unravelIndex(ints([p]), [2, 3]), "index_out_of_range", "axis 0 of size 2");
  expectError(() => unravelIndex(ints([0]), [2, 0]), "index_out_of_range");
  expectError(() => unravelIndex(tensor([0]), [2]), "dtype_mismatch", "float32");
  expectError(() => unravelIndex(ints([0]), [-2]), "invalid_argument", "[-2]");
  expectError(() => ravelIndex([ints([0])], [2, 3]), "invalid_argument", "indices 1", "[2, 3]");
  expectError(() => ravelIndex([], []), "invalid_argument", "indices 0");
});
