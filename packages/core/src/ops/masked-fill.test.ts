import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { tensor, zeros } from "./create.js";
import { maskedFill, maskedScatter } from "./masked-fill.js";

useJs();

const x = () => tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
const columns = () => tensor([true, false, true]);

describe("maskedFill", () => {
  test("writes a value where the mask, stretched to x, is true", () => {
    expectClose(maskedFill(x(), columns(), 0), [[0, 2, 0], [0, 5, 0]]); // biome-ignore format: rows
    expectClose(maskedFill(x(), tensor([[true], [false]]), Number.NEGATIVE_INFINITY).sum({ axis: 1 }), [Number.NEGATIVE_INFINITY, 15]); // biome-ignore format: short
    expectClose(maskedFill(x(), tensor(true), tensor(7)), [[7, 7, 7], [7, 7, 7]]); // biome-ignore format: rows
    expectClose(maskedFill(x(), columns(), tensor([7, 8, 9])), [[7, 2, 9], [7, 5, 9]]); // biome-ignore format: rows
    expect(maskedFill(zeros([0, 3]), columns(), 1).shape).toEqual([0, 3]);
  });

  test("keeps the dtype", () => {
    const whole = maskedFill(tensor([1, 2, 3], { dtype: "int32" }), columns(), 7.9);
    expect(whole.dtype).toBe("int32");
    expectClose(whole, [7, 2, 7]);
    const largest = tensor([2 ** 31 - 1], { dtype: "int32" });
    expectClose(maskedFill(largest, tensor([false]), 0.5), [2 ** 31 - 1]); // not by way of float32
    const flags = maskedFill(tensor([false, false]), tensor([true, false]), 1);
    expect(flags.dtype).toBe("bool");
    expectClose(flags, [true, false]);
    expect(maskedFill(tensor([1], { dtype: "float16" }), tensor([true]), tensor(2)).dtype).toBe("float16");
  });

  test("passes gradients to what stays, and to the value", () => {
    const a = tensor([1, 2, 3], { requiresGrad: true });
    const value = tensor(9, { requiresGrad: true });
    maskedFill(a, columns(), value).mul(tensor([1, 10, 100])).sum().backward(); // biome-ignore format: one chain
    expectClose(a.grad!, [0, 10, 0]);
    expectClose(value.grad!, 101);
  });

  test("refuses masks and values that are larger, and what is no mask", () => {
    expectError(() => maskedFill(tensor([1, 2, 3]), tensor([[true], [false]]), 0), "shape_mismatch", "[2, 1]", "[3]");
    expectError(() => maskedFill(x(), tensor([true, false]), 0), "shape_mismatch", "[2]");
    expectError(() => maskedFill(x(), tensor([1, 0, 1]), 0), "dtype_mismatch", "float32");
    expectError(() => maskedFill(tensor(1), tensor(true), tensor([1, 2, 3])), "shape_mismatch", "[3]", "[]");
  });
});

describe("maskedScatter", () => {
  test("deals out the source in row-major order, as torch.masked_scatter", () => {
    const source = tensor([[10, 20], [30, 40], [50, 60]]); // biome-ignore format: rows
    expectClose(maskedScatter(x(), columns(), source), [[10, 2, 20], [30, 5, 40]]); // biome-ignore format: rows
    expectClose(maskedScatter(x(), tensor(false), source), [[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
    expectClose(maskedScatter(tensor(1), tensor(true), tensor([5])), 5);
    expect(maskedScatter(tensor([1], { dtype: "int32" }), tensor([true]), tensor([2.5])).dtype).toBe("int32");
  });

  test("passes gradients to what stays, and to what was dealt out", () => {
    const a = tensor([1, 2, 3], { requiresGrad: true });
    const source = tensor([7, 8, 9], { requiresGrad: true });
    maskedScatter(a, columns(), source).mul(tensor([1, 10, 100])).sum().backward(); // biome-ignore format: one chain
    expectClose(a.grad!, [0, 10, 0]);
    expectClose(source.grad!, [1, 100, 0]);
  });

  test("refuses a source that is too short, and what is no mask", () => {
    expectError(() => maskedScatter(tensor([1, 2, 3]), columns(), tensor([7])), "index_out_of_range", "1");
    expectError(() => maskedScatter(x(), tensor([true, false]), x()), "shape_mismatch", "[2]");
    expectError(() => maskedScatter(x(), x(), x()), "dtype_mismatch", "float32");
  });
});
