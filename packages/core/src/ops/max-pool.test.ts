import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { arange, full, tensor, zeros } from "./create.js";
import { avgPool2d } from "./avg-pool.js";
import { maxPool2d } from "./max-pool.js";

useJs();

const image = () => arange(16).cast("float32").reshape([1, 1, 4, 4]);

describe("maxPool2d", () => {
  test("takes the largest of each window; the stride is the kernel unless told", () => {
    expectClose(maxPool2d(image(), { kernelSize: 2 }), [[[[5, 7], [13, 15]]]]); // biome-ignore format: rows
    expectClose(maxPool2d(image(), { kernelSize: [1, 2], stride: [2, 1] }), [[[[1, 2, 3], [9, 10, 11]]]]); // biome-ignore format: rows
    expectClose(maxPool2d(image(), { kernelSize: 2, dilation: 2, stride: 1 }), [[[[10, 11], [14, 15]]]]); // biome-ignore format: rows
    expect(maxPool2d(zeros([2, 3, 5, 7]), { kernelSize: 3, stride: 2, padding: 1 }).shape).toEqual([2, 3, 3, 4]);
    expect(maxPool2d(zeros([0, 3, 4, 4]), { kernelSize: 2 }).shape).toEqual([0, 3, 2, 2]);
  });

  test("padding is never chosen, not even where all is −∞", () => {
    expectClose(maxPool2d(full([1, 1, 2, 2], -5), { kernelSize: 2, padding: 1 }), [[[[-5, -5], [-5, -5]]]]); // biome-ignore format: rows
    const low = Number.NEGATIVE_INFINITY;
    const x = full([1, 2, 3, 3], low, { requiresGrad: true });
    const y = maxPool2d(x, { kernelSize: 2, stride: 2, padding: 1, dilation: 1 });
    expectClose(y, [[[[low, low], [low, low]], [[low, low], [low, low]]]]); // biome-ignore format: rows
    y.sum().backward();
    expectClose(x.grad!.at(0, 0), [[1, 1, 0], [1, 1, 0], [0, 0, 0]]); // biome-ignore format: rows
  });

  test("gives the gradient of ties to the first, and adds where windows overlap", () => {
    const ties = tensor([[[[1, 1], [1, 1]]]], { requiresGrad: true }); // biome-ignore format: rows
    maxPool2d(ties, { kernelSize: 2 }).sum().backward();
    expectClose(ties.grad!, [[[[1, 0], [0, 0]]]]); // biome-ignore format: rows
    const peak = tensor([[[[0, 0, 0], [0, 9, 0], [0, 0, 0]]]], { requiresGrad: true }); // biome-ignore format: rows
    maxPool2d(peak, { kernelSize: 2, stride: 1 }).sum().backward();
    expectClose(peak.grad!, [[[[0, 0, 0], [0, 4, 0], [0, 0, 0]]]]); // biome-ignore format: rows
  });

  test("lets NaN win", () => {
    const x = tensor([[[[1, Number.NaN], [3, 4]]]]); // biome-ignore format: rows
    expectClose(maxPool2d(x, { kernelSize: 2 }), [[[[Number.NaN]]]]);
  });

  test("has gradients with any option", async () => {
    for (const options of [{ kernelSize: 2 }, { kernelSize: 3, stride: 1, padding: 1 }, { kernelSize: 2, dilation: 2 }])
      await gradcheck((x) => maxPool2d(x, options).square().sum(), [sample([2, 2, 5, 5], 3)]);
  });
});

describe("avgPool2d", () => {
  test("is the mean of each window, padding counted as zeros", () => {
    expectClose(avgPool2d(image(), { kernelSize: 2 }), [[[[2.5, 4.5], [10.5, 12.5]]]]); // biome-ignore format: rows
    expectClose(avgPool2d(full([1, 1, 2, 2], 4), { kernelSize: 2, padding: 1 }), [[[[1, 1], [1, 1]]]]); // biome-ignore format: rows
    expectClose(avgPool2d(image(), { kernelSize: [4, 1], stride: 1, dilation: 1 }), [[[[6, 7, 8, 9]]]]);
  });

  test("has gradients", async () => {
    const options = { kernelSize: [3, 2], stride: [1, 2], padding: 1 };
    await gradcheck((x) => avgPool2d(x, options).square().sum(), [sample([1, 2, 4, 5], 3)]);
  });
});

test("pools refuse what does not fit", () => {
  for (const pool of [maxPool2d, avgPool2d]) {
    expectError(() => pool(zeros([4, 4]), { kernelSize: 2 }), "shape_mismatch", "[4, 4]");
    expectError(() => pool(image(), { kernelSize: 5 }), "shape_mismatch", "[5, 5]", "[4, 4]");
    expectError(() => pool(image(), { kernelSize: 0 }), "invalid_argument", "kernelSize 0");
    expectError(() => pool(image(), { kernelSize: [2, 2, 2] }), "invalid_argument", "[2, 2, 2]");
    expectError(() => pool(image(), { kernelSize: 2, stride: 0 }), "invalid_argument", "stride 0");
    expectError(() => pool(image(), { kernelSize: 2, padding: -1 }), "invalid_argument", "padding -1");
    expectError(() => pool(image(), { kernelSize: 2, padding: 2 }), "invalid_argument", "half");
    expectError(() => pool(image(), { kernelSize: 2, dilation: 0.5 }), "invalid_argument", "dilation 0.5");
  }
});
