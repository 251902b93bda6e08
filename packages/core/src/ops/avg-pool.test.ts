import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { avgPool1d, avgPool2d, avgPool3d } from "./avg-pool.js";
import { arange, full, ones, tensor } from "./create.js";

useJs();

const image = () => arange(16).cast("float32").reshape([1, 1, 4, 4]);

describe("average pools", () => {
  test("are the mean of each window, padding counted as zeros", () => {
    expectClose(avgPool2d(image(), { kernelSize: 2 }), [[[[2.5, 4.5], [10.5, 12.5]]]]); // biome-ignore format: rows
    expectClose(avgPool2d(full([1, 1, 2, 2], 4), { kernelSize: 2, padding: 1 }), [[[[1, 1], [1, 1]]]]); // biome-ignore format: rows
    expectClose(avgPool2d(image(), { kernelSize: [4, 1], stride: 1 }), [[[[6, 7, 8, 9]]]]);
    expectClose(avgPool1d(tensor([[1, 2, 3, 4, 5]]), { kernelSize: 2, stride: 1, dilation: 2 }), [[2, 3, 4]]);
    expectClose(avgPool3d(arange(8).reshape([1, 2, 2, 2]), { kernelSize: 2 }), [[[[3.5]]]]);
  });

  test("countIncludePad: false divides by the elements of the image alone", () => {
    const x = ones([1, 1, 3, 3]);
    const options = { kernelSize: 3, stride: 2, padding: 1 };
    expectClose(avgPool2d(x, { ...options, countIncludePad: false }), [[[[1, 1], [1, 1]]]]); // biome-ignore format: rows
    expectClose(avgPool2d(x, options), [[[[4 / 9, 4 / 9], [4 / 9, 4 / 9]]]]); // biome-ignore format: rows
  });

  test("ceilMode keeps the last window, whose places beyond the padding never count", () => {
    const x = ones([1, 6]);
    expect(avgPool1d(x, { kernelSize: 3, stride: 2 }).shape).toEqual([1, 2]);
    expectClose(avgPool1d(x, { kernelSize: 3, stride: 2, ceilMode: true }), [[1, 1, 1]]);
    // windows of 3 from −1, 1, 3, 5: the last holds one element, one place of padding, and one place that does not count
    expectClose(avgPool1d(x, { kernelSize: 3, stride: 2, padding: 1, ceilMode: true }), [[2 / 3, 1, 1, 1 / 2]]);
    // a last window that starts in the padding behind the image is dropped
    expect(avgPool1d(ones([1, 3]), { kernelSize: 2, stride: 2, padding: 1, ceilMode: true }).shape).toEqual([1, 2]);
    expect(avgPool1d(ones([1, 1]), { kernelSize: 2, ceilMode: true }).itemSync()).toBe(1);
  });

  test("divisorOverride divides the sum, whatever counts", () => {
    const options = { kernelSize: 3, stride: 2, padding: 1, ceilMode: true, divisorOverride: 2 };
    expectClose(avgPool1d(ones([1, 6]), options), [[1, 1.5, 1.5, 0.5]]);
    expectClose(avgPool1d(ones([1, 6]), { ...options, countIncludePad: false }), [[1, 1.5, 1.5, 0.5]]);
  });

  test("keep NaN and infinities in their windows", () => {
    const x = tensor([[1, 2, Number.NaN, 3, 5, 7, Number.POSITIVE_INFINITY, 9]]);
    expectClose(avgPool1d(x, { kernelSize: 2 }), [[1.5, Number.NaN, 6, Number.POSITIVE_INFINITY]]);
  });

  test("give float32 for integers, and stay within float16 over large windows", () => {
    expect(avgPool1d(tensor([[1, 2]], { dtype: "int32" }), { kernelSize: 2 }).dtype).toBe("float32");
    const half = full([1, 256, 256], 100, { dtype: "float16" });
    expectClose(avgPool2d(half, { kernelSize: 256 }), [[[100]]]);
  });

  test.each([
    { kernelSize: [3, 2], stride: [1, 2], padding: 1 },
    { kernelSize: 3, stride: 2, padding: 1, ceilMode: true },
    { kernelSize: 3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false },
    { kernelSize: 2, stride: 1, divisorOverride: 3 },
  ])("have gradients of any order: %j", async (options) => {
    const f = (x: Tensor) => avgPool2d(x, options).square().sum();
    const x = sample([1, 2, 4, 5], 3);
    await gradcheck(f, [x]);
    await gradcheck((t) => grad(f, { createGraph: true })(t)[0]!.square().sum(), [x]);
  });

  test("take empty batches, and refuse a divisor of 0", () => {
    expect(avgPool2d(ones([0, 3, 4, 4]), { kernelSize: 2 }).shape).toEqual([0, 3, 2, 2]);
    expectError(
      () => avgPool2d(image(), { kernelSize: 2, divisorOverride: 0 }),
      "invalid_argument",
      "divisorOverride 0",
    );
  });
});
