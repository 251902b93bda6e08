import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { arange, tensor, zeros } from "./create.js";
import { gatherNd, scatterNd } from "./gather-nd.js";
import type { NestedArray } from "./host-data.js";

useJs();

const ints = (values: NestedArray) => tensor(values, { dtype: "int32" });
const x = () => arange(12).reshape([2, 3, 2]);

describe("gatherNd", () => {
  test("reads elements by full tuples and slices by shorter ones", () => {
    expectClose(gatherNd(x(), ints([[0, 2, 1], [1, 0, 0]])), [5, 6]); // biome-ignore format: rows
    expectClose(gatherNd(x(), ints([[1, 2], [0, 0]])), [[10, 11], [0, 1]]); // biome-ignore format: rows
    expectClose(gatherNd(x(), ints([1, 1])), [8, 9]);
    expectClose(gatherNd(x(), ints([[[1]]])), [[[[6, 7], [8, 9], [10, 11]]]]); // biome-ignore format: rows
    expectClose(gatherNd(tensor([1, 2]), zeros([3, 0], { dtype: "int32" })), [[1, 2], [1, 2], [1, 2]]); // biome-ignore format: rows
    expect(gatherNd(x(), zeros([0, 2], { dtype: "int8" })).shape).toEqual([0, 2]);
  });

  test("sends gradients back, those of repeated tuples add up", () => {
    const t = tensor([[1, 2], [3, 4]], { requiresGrad: true }); // biome-ignore format: rows
    gatherNd(t, ints([[0, 1], [0, 1], [1, 0]])).mul(tensor([1, 10, 100])).sum().backward(); // biome-ignore format: one chain
    expectClose(t.grad!, [[0, 11], [100, 0]]); // biome-ignore format: rows
  });

  test("refuses tuples that are too long or lead outside", () => {
    expectError(() => gatherNd(x(), ints([[0, 0, 0, 0]])), "shape_mismatch", "[1, 4]", "[2, 3, 2]");
    expectError(() => gatherNd(x(), ints([0]).reshape([])), "shape_mismatch", "[]");
    expectError(() => gatherNd(x(), ints([[0, 3]])), "index_out_of_range", "index 3", "axis 1 of size 3");
    expectError(() => gatherNd(x(), ints([[-1, 0]])), "index_out_of_range", "index -1", "axis 0 of size 2");
    expectError(() => gatherNd(x(), tensor([[0, 1]])), "dtype_mismatch", "float32");
  });
});

describe("scatterNd", () => {
  test("sets, the last of several wins, or adds", () => {
    const at = ints([[0, 1], [0, 1], [1, 0]]); // biome-ignore format: rows
    const u = tensor([5, 6, 7]);
    expectClose(scatterNd(zeros([2, 2]), at, u), [[0, 6], [7, 0]]); // biome-ignore format: rows
    expectClose(scatterNd(zeros([2, 2]), at, u, { mode: "add" }), [[0, 11], [7, 0]]); // biome-ignore format: rows
    expectClose(scatterNd(zeros([3, 2]), ints([[2], [0]]), tensor([[1, 2], [3, 4]])), [[3, 4], [0, 0], [1, 2]]); // biome-ignore format: rows
    const whole = scatterNd(ints([1, 2]), ints([[1]]), tensor([9.5]));
    expect(whole.dtype).toBe("int32");
    expectClose(whole, [1, 9]);
  });

  test("passes gradients to survivors and updates", () => {
    const base = tensor([1, 2, 3], { requiresGrad: true });
    const u = tensor([4, 5], { requiresGrad: true });
    scatterNd(base, ints([[1], [1]]), u).mul(tensor([1, 10, 100])).sum().backward(); // biome-ignore format: one chain
    expectClose(base.grad!, [1, 0, 100]);
    expectClose(u.grad!, [0, 10]);
  });

  test("refuses updates that do not fit, and other modes", () => {
    const base = zeros([2, 3]);
    expectError(() => scatterNd(base, ints([[0], [1]]), zeros([2])), "shape_mismatch", "[2]", "[2, 3]");
    expectError(() => scatterNd(base, ints([[2]]), zeros([1, 3])), "index_out_of_range", "2");
    expectError(() => scatterNd(base, ints([[0, 0, 0]]), zeros([1])), "shape_mismatch", "[1, 3]");
    // @ts-expect-error no such mode
    expectError(() => scatterNd(base, ints([[0]]), zeros([1, 3]), { mode: "max" }), "invalid_argument", "max");
  });
});
