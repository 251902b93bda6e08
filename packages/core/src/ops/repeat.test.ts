import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { arange, ones, tensor, zeros } from "./create.js";
import { repeat, tile } from "./repeat.js";

useJs();

const x = () => tensor([[1, 2], [3, 4]]); // biome-ignore format: rows

describe("repeat", () => {
  test("repeats each element, flattened without an axis, as np.repeat", () => {
    expectClose(repeat(x(), 2), [1, 1, 2, 2, 3, 3, 4, 4]);
    expectClose(repeat(x(), 2, { axis: 0 }), [[1, 2], [1, 2], [3, 4], [3, 4]]); // biome-ignore format: rows
    expectClose(repeat(x(), 3, { axis: -1 }), [[1, 1, 1, 2, 2, 2], [3, 3, 3, 4, 4, 4]]); // biome-ignore format: rows
    expectClose(repeat(tensor(5), 2), [5, 5]);
    expect(repeat(x(), 0, { axis: 1 }).shape).toEqual([2, 0]);
    expect(repeat(zeros([0, 3]), 2, { axis: 0 }).shape).toEqual([0, 3]);
  });

  test("takes a count for each entry", () => {
    expectClose(repeat(x(), [2, 0], { axis: 0 }), [[1, 2], [1, 2]]); // biome-ignore format: rows
    expectClose(repeat(x(), [1, 2, 0, 1]), [1, 2, 2, 4]);
    expect(repeat(x(), [0, 0], { axis: 1 }).shape).toEqual([2, 0]);
  });

  test("adds up the gradients of the copies", () => {
    const a = tensor([1, 2], { requiresGrad: true });
    repeat(a, 2).mul(tensor([1, 10, 100, 1000])).sum().backward(); // biome-ignore format: one chain
    expectClose(a.grad!, [11, 1100]);
    const b = tensor([1, 2], { requiresGrad: true });
    repeat(b, [0, 3]).sum().backward();
    expectClose(b.grad!, [0, 3]);
  });

  test("refuses counts that are no counts, or too few", () => {
    for (const counts of [-1, 1.5, [1, -1]]) expectError(() => repeat(arange(2), counts), "invalid_argument", "counts");
    expectError(() => repeat(x(), [1, 2], {}), "shape_mismatch", "counts [1, 2]", "4");
    expectError(() => repeat(x(), 2, { axis: 2 }), "invalid_argument", "axis 2");
  });
});

describe("tile", () => {
  test("puts copies side by side, counts aligned at the last axis, as np.tile", () => {
    expectClose(tile(tensor([1, 2]), 2), [1, 2, 1, 2]);
    expectClose(tile(x(), 2), [[1, 2, 1, 2], [3, 4, 3, 4]]); // biome-ignore format: rows
    expectClose(tile(x(), [2, 1]), [[1, 2], [3, 4], [1, 2], [3, 4]]); // biome-ignore format: rows
    expectClose(tile(tensor([1, 2]), [2, 1, 2]), [[[1, 2, 1, 2]], [[1, 2, 1, 2]]]); // biome-ignore format: rows
    expectClose(tile(tensor(3), [2]), [3, 3]);
    expectClose(tile(x(), []), [[1, 2], [3, 4]]); // biome-ignore format: rows
    expect(tile(x(), [0, 2]).shape).toEqual([0, 4]);
    expect(tile(ones([2, 1, 2, 1, 2], { dtype: "bool" }), [1, 2, 1, 3, 1]).shape).toEqual([2, 2, 2, 3, 2]);
  });

  test("adds up the gradients of the copies", () => {
    const a = tensor([1, 2], { requiresGrad: true });
    tile(a, [2, 2]).mul(tensor([[1, 2, 3, 4], [10, 20, 30, 40]])).sum().backward(); // biome-ignore format: one chain
    expectClose(a.grad!, [44, 66]);
  });

  test("refuses counts that are no counts", () => {
    for (const counts of [-1, [2, 0.5], [Number.NaN]])
      expectError(() => tile(x(), counts), "invalid_argument", "counts");
  });
});
