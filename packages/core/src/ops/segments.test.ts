import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { compile } from "../compile/compile.js";
import type { Tensor } from "../tensor.js";
import { tensor, zeros } from "./create.js";
import type { NestedArray } from "./host-data.js";
import { segmentMax, segmentMean, segmentMin, segmentProd, segmentSum } from "./segments.js";

useJs();

const ints = (values: NestedArray) => tensor(values, { dtype: "int32" });
const { POSITIVE_INFINITY: inf } = Number;
const ALL = [segmentSum, segmentMean, segmentProd, segmentMax, segmentMin] as const;

/** Rows of two, ids out of order, segment 1 empty. */
const x = () => tensor([[1, 2], [3, -4], [5, 6], [-7, 8]]); // biome-ignore format: rows
const ids = () => ints([2, 0, 2, 2]);

describe("segments", () => {
  test("join rows of one id; an empty segment is what joining nothing gives", () => {
    expectClose(segmentSum(x(), ids(), { count: 3 }), [[3, -4], [0, 0], [-1, 16]]); // biome-ignore format: rows
    expectClose(segmentMean(x(), ids(), { count: 3 }), [[3, -4], [0, 0], [-1 / 3, 16 / 3]]); // biome-ignore format: rows
    expectClose(segmentProd(x(), ids(), { count: 3 }), [[3, -4], [1, 1], [-35, 96]]); // biome-ignore format: rows
    expectClose(segmentMax(x(), ids(), { count: 3 }), [[3, -4], [-inf, -inf], [5, 8]]); // biome-ignore format: rows
    expectClose(segmentMin(x(), ids(), { count: 3 }), [[3, -4], [inf, inf], [-7, 2]]); // biome-ignore format: rows
  });

  test("count bools and small integers in int32; extremes keep integers, means are float32", () => {
    const bytes = tensor([100, 100, 3], { dtype: "int8" });
    const at = ints([0, 0, 1]);
    expectClose(segmentSum(bytes, at, { count: 2 }), [200, 3]);
    expectClose(segmentProd(bytes, at, { count: 2 }), [10000, 3]);
    expectClose(segmentSum(tensor([true, true, false]), at, { count: 2 }), [2, 0]);
    const largest = segmentMax(bytes, at, { count: 3 });
    expect(largest.dtype).toBe("int8");
    expectClose(largest, [100, 3, -128]);
    expectClose(segmentMin(ints([5, 4, 3]), at, { count: 3 }), [4, 3, 2 ** 31 - 1]);
    expect(segmentMean(bytes, at, { count: 2 }).dtype).toBe("float32");
    expect(segmentSum(tensor([1, 2, 3], { dtype: "float16" }), at, { count: 2 }).dtype).toBe("float16");
  });

  test("ids may cover several leading axes, be any integers, or none", () => {
    const grid = tensor([[1, 2], [3, 4]]); // biome-ignore format: rows
    const at = tensor([[0, 1], [1, 0]], { dtype: "uint8" }); // biome-ignore format: rows
    expectClose(segmentSum(grid, at, { count: 2 }), [5, 5]);
    expectClose(segmentMax(grid, at, { count: 2 }), [4, 3]);
    for (const join of ALL) {
      expect(join(zeros([0, 3]), ints([]), { count: 2 }).shape).toEqual([2, 3]);
      expect(join(zeros([2, 0]), ints([1, 0]), { count: 3 }).shape).toEqual([3, 0]);
      expect(join(zeros([0]), ints([]), { count: 0 }).shape).toEqual([0]);
    }
  });

  test("gradients agree with differences in both orders", async () => {
    const rows = tensor([[1, 2], [0.5, -0.25], [0, 1.5], [-0.75, 0], [1.25, 3]], { dtype: "float64" }); // biome-ignore format: rows
    const at = ints([1, 0, 1, 1, 3]);
    for (const join of [segmentSum, segmentMean, segmentProd]) {
      const f = (t: Tensor) => join(t, at, { count: 4 }).pow(3).sum();
      await gradcheck(f, [rows]);
      await gradcheck((t) => grad(f)(t)[0]!.square().sum(), [rows], { absolute: 1e-4 });
    }
    for (const join of [segmentMax, segmentMin]) {
      const f = (t: Tensor) => join(t, at, { count: 4 }).at([0, 1, 3]).pow(3).sum(); // segment 2 is infinite
      await gradcheck(f, [rows]);
      await gradcheck((t) => grad(f)(t)[0]!.square().sum(), [rows], { absolute: 1e-4 });
    }
  });

  test("equal extremes share the gradient, infinite ones too", () => {
    const t = tensor([2, 2, 1, -inf], { requiresGrad: true });
    segmentMax(t, ints([0, 0, 0, 1]), { count: 2 }).mul(tensor([4, 3])).sum().backward(); // biome-ignore format: one chain
    expectClose(t.grad!, [2, 2, 0, 3]);
  });

  test("a compiled step checks ids that it knows before it runs", () => {
    for (const join of ALL) {
      const step = compile((t: Tensor, i: Tensor) => join(t, i, { count: 2 }));
      step(tensor([1, 2]), ints([1, 0]));
      expectError(() => step(tensor([1, 2]), ints([2, 0])), "index_out_of_range", "[0, 2]", "from 0 to 1");
    }
  });

  test("refuse ids that do not fit", () => {
    for (const join of ALL) {
      expectError(() => join(x(), ints([0, 1]), { count: 2 }), "shape_mismatch", "[2]", "[4, 2]");
      expectError(() => join(x(), tensor([0, 1, 1, 0]), { count: 2 }), "dtype_mismatch", "float32");
      for (const id of [3, -1])
        expectError(() => join(x(), ints([0, 1, 2, id]), { count: 3 }), "index_out_of_range", `${id}`);
      for (const count of [-1, 1.5]) expectError(() => join(x(), ids(), { count }), "invalid_argument", `${count}`);
    }
  });
});
