import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { arange, tensor, zeros } from "./create.js";
import { affineGrid, type GridSampleOptions, gridSample } from "./grid-sample.js";

useJs();

/** Pixel p of a row of n as a coordinate. */
const aligned = (p: number, n: number) => (2 * p) / (n - 1) - 1;
const cornered = (p: number, n: number) => (2 * p + 1) / n - 1;

/** Reads a row of pixels 0, 10, 20, 30 (one image, one channel, height 1) at places. */
const readRow = (places: number[], options: GridSampleOptions) => {
  const row = tensor([[[[0, 10, 20, 30]]]]);
  const at = options.alignCorners ? aligned : cornered;
  const grid = tensor([[places.map((p) => [at(p, 4), 0])]], { dtype: "float64" });
  return gridSample(row, grid, options).reshape([-1]);
};

describe("gridSample", () => {
  test.each([true, false])("reads between pixels (alignCorners %s)", (alignCorners) => {
    expectClose(readRow([0, 1.25, 2.5, 3], { alignCorners }), [0, 12.5, 25, 30], 1e-5);
    expectClose(readRow([0.4, 1.6, 2.5], { alignCorners, mode: "nearest" }), [0, 20, 20]); // halves to even
    expectClose(readRow([0, 1, 2, 3], { alignCorners, mode: "bicubic" }), [0, 10, 20, 30], 1e-5);
    expectClose(readRow([1.5], { alignCorners, mode: "bicubic" }), [15], 1e-5);
  });

  test("beyond the image finds zeros, its border or its reflection", () => {
    const places = [-0.5, -1, -9, 3.25, 3.75, 100];
    expectClose(readRow(places, {}), [0, 0, 0, 22.5, 7.5, 0], 1e-5);
    expectClose(readRow(places, { paddingMode: "border" }), [0, 0, 0, 30, 30, 30], 1e-5);
    // Edges at −0.5 and 3.5: place −1 is 0 again, 3.75 is 3.25 and 4 is 3; 8.25 is −0.25 after a whole period.
    expectClose(readRow([-1, -1.5, 3.75, 4, 5, 8.25], { paddingMode: "reflection" }), [0, 5, 30, 30, 20, 2.5], 1e-4);
    // Centres at 0 and 3: −1 is 1, 4 is 2, 7.5 is 1.5.
    const options = { paddingMode: "reflection", alignCorners: true } as const;
    expectClose(readRow([-1, 4, 7.5, 1], options), [10, 20, 15, 10], 1e-4);
    expectClose(readRow([-1, 4, 30], { paddingMode: "border", mode: "nearest" }), [0, 30, 30]);
    expectClose(readRow([-1, 4, 3.4], { mode: "nearest" }), [0, 0, 30]);
    expectClose(readRow([50], { paddingMode: "border", mode: "bicubic" }), [30]);
    expectClose(readRow([50], { mode: "bicubic" }), [0]);
  });

  test("with the identity's grid gives the image back, 2-d and 3-d, channel by channel", () => {
    const image = sample([2, 3, 4, 5], 1);
    const volume = sample([2, 2, 3, 2, 4], 2);
    const flat = tensor([[[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 1, 0]]], { dtype: "float64" }); // biome-ignore format: rows
    const deep = tensor([0, 1].map(() => [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]), { dtype: "float64" }); // biome-ignore format: rows
    for (const alignCorners of [true, false])
      for (const paddingMode of ["zeros", "border", "reflection"] as const) {
        const options = { alignCorners, paddingMode };
        const grid = affineGrid(flat, { size: image.shape, alignCorners });
        for (const mode of ["bilinear", "nearest", "bicubic"] as const)
          expectClose(gridSample(image, grid, { ...options, mode }), image.toArraySync(), 1e-12);
        const places = affineGrid(deep, { size: volume.shape, alignCorners });
        for (const mode of ["bilinear", "nearest"] as const)
          expectClose(gridSample(volume, places, { ...options, mode }), volume.toArraySync(), 1e-12);
      }
  });

  test("names places as (x, y), and counts NaN as −1", () => {
    const image = arange(6).reshape([1, 1, 2, 3]).cast("float32");
    const grid = tensor([[[[1, -1], [-1, 1], [Number.NaN, 1]]]]); // biome-ignore format: rows
    expectClose(gridSample(image, grid, { alignCorners: true }), [[[[2, 3, 3]]]]);
  });

  test("survives places that are infinitely far", () => {
    const far = tensor([[[[Number.POSITIVE_INFINITY, 0], [Number.NEGATIVE_INFINITY, 1e30]]]]); // biome-ignore format: rows
    const [dx, dg] = grad((a, g) => gridSample(a, g).sum())(tensor([[[[1, 2], [3, 4]]]]), far); // biome-ignore format: rows
    expectClose(dx!.abs().sum(), 0);
    expectClose(dg!.abs().sum(), 0);
    expectClose(gridSample(tensor([[[[1, 2], [3, 4]]]]), far, { paddingMode: "border" }), [[[[3, 3]]]]); // biome-ignore format: rows
  });

  test.each(["bilinear", "bicubic"] as const)(
    "has gradients of image and grid (%s), of second order too",
    async (mode) => {
      for (const paddingMode of ["zeros", "border", "reflection"] as const) {
        const inputs = [sample([1, 2, 3, 4], 3), sample([1, 2, 2, 2], 4).mul(1.4)];
        const f = (x: Tensor, g: Tensor) => gridSample(x, g, { mode, paddingMode }).square().sum();
        await gradcheck(f, inputs);
        const slope = grad(f, { createGraph: true });
        await gradcheck(
          (x, g) =>
            slope(x, g)
              .map((s) => s.square().sum())
              .reduce((a, b) => a.add(b)),
          inputs,
        );
      }
    },
  );

  test("keeps floats of 16 bits, and takes empty batches and grids", () => {
    const half = gridSample(tensor([[[[1, 2], [3, 4]]]], { dtype: "float16" }), tensor([[[[0, 0]]]])); // biome-ignore format: rows
    expect(half.dtype).toBe("float16");
    expectClose(half, [[[[2.5]]]]);
    expect(gridSample(zeros([0, 2, 3, 3]), zeros([0, 4, 5, 2])).shape).toEqual([0, 2, 4, 5]);
    expect(gridSample(zeros([1, 2, 3, 3]), zeros([1, 0, 5, 2])).shape).toEqual([1, 2, 0, 5]);
  });

  test("refuses what does not fit", () => {
    const x = zeros([2, 1, 3, 3]);
    expectError(() => gridSample(x, zeros([1, 2, 2, 2])), "shape_mismatch", "[2, 1, 3, 3]", "[1, 2, 2, 2]");
    expectError(() => gridSample(x, zeros([2, 2, 2, 3])), "shape_mismatch", "[2, 2, 2, 3]");
    expectError(() => gridSample(zeros([2, 1, 3]), zeros([2, 2, 1])), "shape_mismatch", "[2, 1, 3]");
    expectError(
      () => gridSample(zeros([1, 1, 2, 2, 2]), zeros([1, 1, 1, 1, 3]), { mode: "bicubic" }),
      "shape_mismatch",
      "bicubic",
    );
    expectError(() => gridSample(x, zeros([2, 1, 1, 2], { dtype: "int32" })), "dtype_mismatch", "int32");
  });
});

describe("affineGrid", () => {
  test("maps the places of the image, (x, y) first", () => {
    const theta = tensor([[[2, 0, 0.5], [0, 3, -1]]]); // biome-ignore format: rows
    const corners = affineGrid(theta, { size: [1, 1, 2, 2], alignCorners: true });
    expectClose(corners, [[[[-1.5, -4], [2.5, -4]], [[-1.5, 2], [2.5, 2]]]]); // biome-ignore format: rows
    expectClose(affineGrid(theta, { size: [1, 1, 1, 1] }), [[[[0.5, -1]]]]);
    expectClose(affineGrid(theta, { size: [1, 1, 1, 1], alignCorners: true }), [[[[0.5, -1]]]]);
  });

  test("has gradients, and refuses what does not fit", async () => {
    await gradcheck(
      (t) =>
        affineGrid(t, { size: [2, 1, 2, 3] })
          .pow(3)
          .sum(),
      [sample([2, 2, 3], 5)],
    );
    expectError(() => affineGrid(zeros([1, 2, 3]), { size: [1, 1, 2] }), "invalid_argument", "[1, 1, 2]");
    expectError(() => affineGrid(zeros([1, 2, 3]), { size: [1, 1, 2, 0] }), "invalid_argument", "[1, 1, 2, 0]");
    expectError(() => affineGrid(zeros([1, 2, 3]), { size: [2, 1, 2, 2] }), "shape_mismatch", "[1, 2, 3]");
    expectError(() => affineGrid(zeros([1, 2, 3]), { size: [1, 1, 2, 2, 2] }), "shape_mismatch", "[1, 3, 4]");
  });
});
