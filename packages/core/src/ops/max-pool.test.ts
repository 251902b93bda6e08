import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { avgPool2d } from "./avg-pool.js";
import { arange, full, tensor, zeros } from "./create.js";
import { slice } from "./indexing.js";
import { maxPool1d, maxPool1dWithIndices, maxPool2d, maxPool2dWithIndices, maxPool3dWithIndices } from "./max-pool.js";

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

describe("pools of signals and volumes", () => {
  test("are those of images with more axes of size 1", () => {
    const x = sample([2, 3, 9], 1);
    const options = { kernelSize: 3, stride: 2, padding: 1, dilation: 2 };
    const wide = { kernelSize: [1, 3], stride: [1, 2], padding: [0, 1], dilation: [1, 2] };
    const [one, two] = [maxPool1dWithIndices(x, options), maxPool2dWithIndices(x.unsqueeze(2), wide)];
    expectClose(one.values, two.values.squeeze(2).toArraySync());
    expectClose(one.indices, two.indices.squeeze(2).toArraySync());
  });

  test("find the largest of a box", () => {
    const x = sample([1, 2, 3, 4, 5], 2);
    const { values, indices } = maxPool3dWithIndices(x, { kernelSize: [2, 3, 2], stride: [1, 1, 3] });
    expect(values.shape).toEqual([1, 2, 2, 2, 2]);
    expectClose(values.at(0, 1, 1, 0, 1), x.at(0, 1, slice(1, 3), slice(0, 3), slice(3, 5)).max().itemSync());
    expectClose(x.reshape([2, 60]).gather(1, indices.reshape([2, 8])), values.reshape([2, 8]).toArraySync());
  });
});

describe("indices of max pools", () => {
  test("point into the image, past its padding", () => {
    const x = tensor([
      [
        [9, 1, 2],
        [3, 4, 8],
      ],
    ]); // [C, H, W]; biome-ignore format: rows
    expectClose(maxPool2dWithIndices(x, { kernelSize: 2, stride: 1, padding: 1 }).indices, [
      [[0, 0, 2, 2], [0, 0, 5, 5], [3, 4, 5, 5]],
    ]); // biome-ignore format: rows
  });

  test("are those of the first element where padding ties with the lowest of the dtype", () => {
    for (const dtype of ["int32", "uint8", "bool"] as const) {
      const x = full([1, 2, 2], dtype === "int32" ? -(2 ** 31) : 0, { dtype });
      const { values, indices } = maxPool2dWithIndices(x, { kernelSize: 2, stride: 1, padding: 1 });
      expect(values.dtype).toBe(dtype);
      expectClose(indices, [[[0, 0, 1], [0, 0, 1], [2, 2, 3]]]); // biome-ignore format: rows
    }
  });

  test("ceilMode keeps a last window that reaches over the edge", () => {
    const x = tensor([[1, 2, 5, 4, 3]]);
    expectClose(maxPool1d(x, { kernelSize: 2 }), [[2, 5]]);
    expectClose(maxPool1d(x, { kernelSize: 2, ceilMode: true }), [[2, 5, 3]]);
    expectClose(maxPool1d(x, { kernelSize: 7, ceilMode: true }), [[5]]);
  });

  test("carry no gradient; the values do", () => {
    const x = tensor([[1, 3, 2]], { requiresGrad: true });
    const { values, indices } = maxPool1dWithIndices(x, { kernelSize: 3 });
    expect(indices.requiresGrad).toBe(false);
    values.sum().backward();
    expectClose(x.grad!, [[0, 1, 0]]);
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
    expectError(() => pool(zeros([1, 0, 4]), { kernelSize: 1 }), "shape_mismatch", "[1, 0, 4]");
    expectError(
      () => pool(zeros([1, 2, 4]), { kernelSize: 2, padding: 1, dilation: 3 }),
      "invalid_argument",
      "meet the image",
    );
    expectError(() => pool(image(), { kernelSize: 2, dilation: 0.5 }), "invalid_argument", "dilation 0.5");
  }
});
