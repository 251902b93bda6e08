import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { arange, full, tensor, zeros } from "./create.js";
import {
  all,
  any,
  argMax,
  argMin,
  countNonzero,
  logSumExp,
  max,
  mean,
  min,
  prod,
  std,
  sum,
  variance,
} from "./reduce.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const x = () => tensor([[1, 5, 3], [4, 2, 6]]); // biome-ignore format: rows
const leaf = (values: number[]) => tensor(values, { requiresGrad: true });

describe("sum and prod", () => {
  test("reduce all axes, one, several, or none", () => {
    expectClose(sum(x()), 21);
    expectClose(sum(x(), { axis: 0 }), [5, 7, 9]);
    expectClose(sum(x(), { axis: -1, keepDims: true }), [[9], [12]]);
    expectClose(sum(arange(24).reshape([2, 3, 4]), { axis: [0, 2] }), [60, 92, 124]);
    expectClose(sum(x(), { axis: [] }), [[1, 5, 3], [4, 2, 6]]); // biome-ignore format: rows
    expectClose(prod(x(), { axis: 1 }), [15, 48]);
    expectClose(sum(tensor(3)), 3);
  });

  test("over nothing give their identity", () => {
    expectClose(sum(zeros([0])), 0);
    expectClose(prod(zeros([2, 0]), { axis: 1 }), [1, 1]);
    expect(sum(zeros([2, 0]), { axis: 0 }).shape).toEqual([0]);
  });

  test("count bools and small integers in int32", () => {
    const many = sum(full([300], 1, { dtype: "uint8" }));
    expect(many.dtype).toBe("int32");
    expectClose(many, 300);
    expectClose(sum(tensor([true, true, false])), 2);
    expectClose(prod(tensor([100, 100], { dtype: "int8" })), 10000);
    expect(sum(tensor([1], { dtype: "float16" })).dtype).toBe("float16");
  });

  test("prod has the right gradient through zeros", () => {
    const one = leaf([2, 0, 3]);
    prod(one).backward();
    expectClose(one.grad!, [0, 6, 0]);
    const two = leaf([0, 0, 3]);
    prod(two).backward();
    expectClose(two.grad!, [0, 0, 0]);
    const single = leaf([5]);
    prod(single).backward();
    expectClose(single.grad!, [1]);
    const matrix = tensor([[1, 2], [3, 4], [5, 6]], { requiresGrad: true }); // biome-ignore format: rows
    prod(matrix, { axis: 0 }).sum().backward();
    expectClose(matrix.grad!, [[15, 24], [5, 12], [3, 8]]); // biome-ignore format: rows
  });

  test("refuse axes outside the rank", () => {
    expectError(() => sum(x(), { axis: 2 }), "invalid_argument", "axis 2", "rank 2");
    expectError(() => sum(x(), { axis: [0, -2] }), "invalid_argument", "twice");
    expectError(() => sum(tensor(1), { axis: 0 }), "invalid_argument", "rank 0");
  });
});

describe("max and min", () => {
  test("let NaN win, and ignore nothing else", () => {
    expectClose(max(x(), { axis: 1 }), [5, 6]);
    expectClose(min(x(), { axis: 0, keepDims: true }), [[1, 2, 3]]);
    expectClose(max(tensor([1, NAN, INF])), NAN);
    expectClose(min(tensor([-INF, 1])), -INF);
    expect(max(tensor([true, false])).toArraySync()).toBe(true);
  });

  test("share the gradient between equals", () => {
    const ties = leaf([3, 1, 3, 3]);
    max(ties).backward();
    expectClose(ties.grad!, [1 / 3, 0, 1 / 3, 1 / 3]);
    const low = tensor([[1, 1], [2, 3]], { requiresGrad: true }); // biome-ignore format: rows
    min(low, { axis: 1 }).sum().backward();
    expectClose(low.grad!, [[0.5, 0.5], [1, 0]]); // biome-ignore format: rows
  });

  test("throw over nothing", () => {
    expectError(() => max(zeros([2, 0]), { axis: 1 }), "invalid_argument", "max", "[2, 0]");
    expectError(() => min(zeros([0])), "invalid_argument", "min");
    expect(max(zeros([0, 2]), { axis: 1 }).shape).toEqual([0]);
  });
});

describe("mean, variance, std", () => {
  test("are the textbook's", () => {
    expectClose(mean(x()), 3.5);
    expectClose(mean(x(), { axis: 0 }), [2.5, 3.5, 4.5]);
    expectClose(variance(tensor([1, 2, 3, 4])), 5 / 3);
    expectClose(variance(tensor([1, 2, 3, 4]), { correction: 0 }), 1.25);
    expectClose(std(x(), { axis: 1, keepDims: true }), [[2], [2]]);
  });

  test("of integers are float32", () => {
    expect(mean(tensor([1, 2], { dtype: "int32" })).dtype).toBe("float32");
    expectClose(mean(tensor([true, false])), 0.5);
    expectClose(variance(tensor([1, 2, 3], { dtype: "uint8" })), 1);
  });

  test("of too few values are NaN", () => {
    expectClose(mean(zeros([0])), NAN);
    expectClose(variance(tensor([1])), NAN);
    expectClose(std(tensor([1])), NAN);
  });

  test("of a large offset keep their digits", () => {
    expectClose(variance(tensor([1e6 + 1, 1e6 + 2, 1e6 + 3])), 1);
  });

  test("std of equal values has gradient 0, as in PyTorch", () => {
    const flat = leaf([2, 2, 2]);
    std(flat).backward();
    expectClose(flat.grad!, [0, 0, 0]);
    const mixed = tensor([[1, 3], [2, 2]], { requiresGrad: true }); // biome-ignore format: rows
    std(mixed, { axis: 1 }).sum().backward();
    expectClose(mixed.grad!, [[-Math.SQRT1_2, Math.SQRT1_2], [0, 0]]); // biome-ignore format: rows
  });
});

describe("any and all", () => {
  test("count anything but 0 as true, and hold over nothing as logic says", () => {
    expect(any(tensor([0, 2])).toArraySync()).toBe(true);
    expect(all(tensor([0, 2])).toArraySync()).toBe(false);
    expect(all(tensor([[true, false], [true, true]]), { axis: 1 }).toArraySync()).toEqual([false, true]); // biome-ignore format: rows
    expect(any(zeros([0])).toArraySync()).toBe(false);
    expect(all(zeros([0])).toArraySync()).toBe(true);
  });
});

describe("countNonzero", () => {
  test("counts NaN, and neither zero", () => {
    const counts = countNonzero(tensor([[0, -0, 2], [NAN, 1, INF]]), { axis: 1 }); // biome-ignore format: rows
    expectClose(counts, [1, 3]);
    expect(counts.dtype).toBe("int32");
    expectClose(countNonzero(tensor([true, false, true])), 2);
    expectClose(countNonzero(zeros([0])), 0);
  });
});

describe("means of 16-bit floats", () => {
  test("keep digits that sums and squares in 16 bits would lose", () => {
    const many = full([70000], 1, { dtype: "float16" }); // beyond 65504, the largest float16
    expectClose(mean(many), 1);
    expect(mean(many).dtype).toBe("float16");
    const far = tensor([-600, 600], { dtype: "float16" });
    expectClose(std(far, { correction: 0 }), 600);
    expectClose(logSumExp(full([4096], 0, { dtype: "bfloat16" })), 12 * Math.LN2, 4e-3);
  });
});

describe("logSumExp", () => {
  test("neither overflows nor underflows", () => {
    expectClose(logSumExp(tensor([1000, 1000])), 1000 + Math.LN2);
    expectClose(logSumExp(tensor([-1000, -1000])), -1000 + Math.LN2);
    expectClose(logSumExp(tensor([[0, 0], [1, 1]]), { axis: 0 }), [1.3132617, 1.3132617]); // biome-ignore format: rows
    expect(logSumExp(x(), { axis: [0, 1], keepDims: true }).shape).toEqual([1, 1]);
  });

  test("knows infinities and nothing", () => {
    expectClose(logSumExp(tensor([-INF, -INF])), -INF);
    expectClose(logSumExp(tensor([-INF, 2])), 2);
    expectClose(logSumExp(tensor([INF, 2])), INF);
    expectClose(logSumExp(tensor([NAN, INF])), NAN);
    expectClose(logSumExp(zeros([2, 0]), { axis: 1 }), [-INF, -INF]);
  });

  test("has softmax as gradient, with masked elements too", () => {
    const masked = leaf([0, -INF, 0]);
    logSumExp(masked).backward();
    expectClose(masked.grad!, [0.5, 0, 0.5]);
  });
});

describe("argMax and argMin", () => {
  test("give the first extreme, along an axis or of all elements", () => {
    expectClose(argMax(x(), { axis: 1 }), [1, 2]);
    expectClose(argMin(x(), { axis: 0, keepDims: true }), [[0, 1, 0]]);
    expectClose(argMax(x()), 5);
    expectClose(argMax(tensor([3, 7, 7])), 1);
    expectClose(argMin(tensor([1, NAN, NAN])), 1);
    expect(argMax(x()).dtype).toBe("int32");
    expectClose(argMax(tensor(4)), 0);
  });

  test("throw over nothing and outside the rank", () => {
    expectError(() => argMax(zeros([0])), "invalid_argument", "argMax");
    expectError(() => argMin(zeros([2, 0]), { axis: 1 }), "invalid_argument", "argMin");
    expectError(() => argMax(x(), { axis: 2 }), "invalid_argument", "axis 2");
  });
});
