import { expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { arange, tensor, zeros } from "./create.js";
import { slidingWindows } from "./sliding-windows.js";

useJs();

test("cuts windows of an axis as a trailing axis, as torch.Tensor.unfold", () => {
  expectClose(slidingWindows(arange(5), 3, { step: 2 }), [[0, 1, 2], [2, 3, 4]]); // biome-ignore format: rows
  expectClose(slidingWindows(arange(6).reshape([3, 2]), 2, { axis: 0 }), [[[0, 2], [1, 3]], [[2, 4], [3, 5]]]); // biome-ignore format: rows
  expect(slidingWindows(zeros([2, 7]), 7).shape).toEqual([2, 1, 7]);
});

test("adds up gradients where windows overlap", () => {
  const x = tensor([1, 2, 3], { requiresGrad: true });
  slidingWindows(x, 2).mul(tensor([[1, 10], [100, 1000]])).sum().backward(); // biome-ignore format: one chain
  expectClose(x.grad!, [1, 110, 1000]);
});

test("refuses windows that do not fit, and steps that are none", () => {
  expectError(() => slidingWindows(arange(3), 4), "shape_mismatch", "4", "[3]");
  for (const [size, step] of [[0, 1], [1.5, 1], [2, 0], [2, -1]] as const) // biome-ignore format: short
    expectError(() => slidingWindows(arange(3), size, { step }), "invalid_argument", `${size}, ${step}`);
  expectError(() => slidingWindows(arange(3), 1, { axis: 1 }), "invalid_argument", "axis 1");
});
