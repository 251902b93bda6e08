import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { arange, tensor, zeros } from "./create.js";
import { type InterpolationMode, interpolate } from "./interpolate.js";

useJs();

/** x(p) = 2p + 5 at pixels 0 … n − 1: what every linear mode must find between them. */
const line = (n: number) => arange(n).mul(2).add(5).reshape([1, 1, n]).cast("float64");

describe("interpolate", () => {
  test("nearest takes the pixel at floor(i·length/size), nearest-exact the one that holds the middle", () => {
    const x = tensor([[[0, 1, 2]]]);
    expectClose(interpolate(x, { size: 5 }), [[[0, 0, 1, 1, 2]]]);
    expectClose(interpolate(x, { size: 5, mode: "nearest-exact" }), [[[0, 0, 1, 2, 2]]]);
    expectClose(interpolate(x, { size: 2 }), [[[0, 1]]]);
    expectClose(interpolate(x, { scaleFactor: 2 }), [[[0, 0, 1, 1, 2, 2]]]);
  });

  test("finds each pixel where sizes divide, however the quotient rounds", () => {
    const x = arange(49).reshape([1, 1, 49]);
    const y = interpolate(x, { size: 49 * 7 });
    expectClose(
      y
        .reshape([49, 7])
        .sub(arange(49).reshape([49, 1]))
        .abs()
        .sum(),
      0,
    );
    expect(y.dtype).toBe("int32");
  });

  test("linear reads a line exactly between its ends, and repeats them outside", () => {
    const y = interpolate(line(4), { size: 8, mode: "linear" });
    const places = Array.from({ length: 8 }, (_, i) => Math.max(0, Math.min(3, (i + 0.5) / 2 - 0.5)));
    expectClose(y, [[places.map((p) => 2 * p + 5)]], 1e-12);
    const aligned = interpolate(line(4), { size: 7, mode: "linear", alignCorners: true });
    expectClose(aligned, [[[5, 6, 7, 8, 9, 10, 11]]], 1e-12);
    expectClose(interpolate(line(4), { size: 1, mode: "linear", alignCorners: true }), [[[5]]]);
  });

  test("bicubic reads a parabola exactly away from the border", () => {
    const x = arange(8).square().reshape([1, 1, 8, 1]).cast("float64");
    const y = interpolate(x, { size: [15, 1], mode: "bicubic", alignCorners: true });
    // Cubic convolution with a = −0.75 gives p² + c·t(1 − t) with one c for all pixels; at pixels it is exact.
    const values = [...y.dataSync()];
    for (let p = 0; p < 8; p++) expect(values[2 * p]).toBeCloseTo(p * p, 12);
    for (let p = 2; p < 5; p++) expect(values[2 * p + 1]! - (p + 0.5) ** 2).toBeCloseTo(values[3]! - 1.5 ** 2, 12);
  });

  test("works axis by axis", () => {
    const x = line(3)
      .reshape([1, 1, 3, 1])
      .add(line(4).mul(10).reshape([1, 1, 1, 4]));
    const rows = interpolate(line(3), { size: 5, mode: "linear" }).reshape([1, 1, 5, 1]);
    const columns = interpolate(line(4), { size: 2, mode: "linear" }).mul(10).reshape([1, 1, 1, 2]);
    expectClose(interpolate(x, { size: [5, 2], mode: "bilinear" }), rows.add(columns).toArraySync(), 1e-12);
    const volume = x.reshape([1, 1, 3, 1, 4]);
    const y = interpolate(volume, { size: [5, 1, 2], mode: "trilinear" });
    expectClose(y.reshape([1, 1, 5, 2]), rows.add(columns).toArraySync(), 1e-12);
  });

  test("area averages the pixels that each place covers", () => {
    expectClose(interpolate(tensor([[[1, 2, 3, 4, 5]]]), { size: 2, mode: "area" }), [[[2, 4]]]);
    expectClose(interpolate(tensor([[[[1, 2], [3, 6]]]]), { scaleFactor: 0.5, mode: "area" }), [[[[3]]]]); // biome-ignore format: rows
  });

  test("steps by the factor unless it is recomputed", () => {
    const options = { scaleFactor: 1.7, mode: "linear" } as const; // 3 → 5 pixels
    const at = (step: number) => Array.from({ length: 5 }, (_, i) => Math.max(0, Math.min(2, (i + 0.5) * step - 0.5)));
    expectClose(interpolate(line(3), options), [[at(1 / 1.7).map((p) => 2 * p + 5)]], 1e-12);
    const recomputed = interpolate(line(3), { ...options, recomputeScaleFactor: true });
    expectClose(recomputed, [[at(3 / 5).map((p) => 2 * p + 5)]], 1e-12);
  });

  test("lets NaN and infinities reach their neighbours alone", () => {
    const y = interpolate(tensor([[[1, Number.NaN, 3, 4, Number.POSITIVE_INFINITY, 6, 7, 8]]]), {
      size: 4,
      mode: "linear",
    });
    expectClose(y, [[[Number.NaN, 3.5, Number.POSITIVE_INFINITY, 7.5]]]);
  });

  test("keeps floats of 16 bits, makes floats of integers, and takes empty batches", () => {
    const half = interpolate(tensor([[[1, 3]]], { dtype: "float16" }), { size: 4, mode: "linear" });
    expect(half.dtype).toBe("float16");
    expectClose(half, [[[1, 1.5, 2.5, 3]]]);
    expectClose(interpolate(tensor([[[1, 4]]], { dtype: "uint8" }), { size: 1, mode: "linear" }), [[[2.5]]]);
    expect(interpolate(zeros([0, 3, 2, 2]), { size: 3, mode: "bicubic" }).shape).toEqual([0, 3, 3, 3]);
  });

  test("has gradients of all modes", async () => {
    const modes: [InterpolationMode, number][] = [["nearest", 1], ["linear", 1], ["bilinear", 2], ["bicubic", 2], ["trilinear", 3], ["area", 2]]; // biome-ignore format: rows
    for (const [mode, axes] of modes) {
      const shape = [1, 2, ...[3, 2, 2].slice(0, axes)];
      const size = [5, 1, 3].slice(0, axes);
      await gradcheck((x) => interpolate(x, { size, mode }).pow(3).sum(), [sample(shape, axes)]);
    }
    const slope = grad((x) => interpolate(x, { size: 5, mode: "linear" }).pow(3).sum(), { createGraph: true });
    await gradcheck((x) => slope(x)[0]!.square().sum(), [sample([1, 1, 3], 9)]);
  });

  test("refuses what does not fit", () => {
    const x = zeros([1, 2, 3, 4]);
    expectError(() => interpolate(x, {}), "invalid_argument", "size and scaleFactor");
    expectError(() => interpolate(x, { size: 2, scaleFactor: 2 }), "invalid_argument", "size and scaleFactor");
    expectError(() => interpolate(x, { size: [2, 2, 2] }), "invalid_argument", "[2, 2, 2]");
    expectError(() => interpolate(x, { size: 0 }), "invalid_argument", "0");
    expectError(() => interpolate(x, { scaleFactor: [2, 0.1] }), "invalid_argument", "[2, 0.1]");
    expectError(() => interpolate(x, { scaleFactor: -2 }), "invalid_argument", "-2");
    expectError(() => interpolate(x, { size: 2, mode: "linear" }), "shape_mismatch", "[1, 2, 3, 4]", "linear");
    expectError(() => interpolate(zeros([2, 3]), { size: 2 }), "shape_mismatch", "[2, 3]");
    expectError(() => interpolate(zeros([1, 1, 0]), { size: 2 }), "shape_mismatch", "[1, 1, 0]");
    expectError(() => interpolate(x, { size: 2, alignCorners: true }), "invalid_argument", "alignCorners");
    expectError(() => interpolate(x, { size: 2, mode: "cubic" as "bicubic" }), "invalid_argument", '"cubic"');
  });
});
