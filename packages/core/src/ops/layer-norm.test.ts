import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { ones, tensor, zeros } from "./create.js";
import { layerNorm } from "./layer-norm.js";
import { rmsNorm } from "./rms-norm.js";

useJs();

describe("layerNorm", () => {
  test("gives each row mean 0 and population variance 1, then scales and shifts", () => {
    const x = tensor([[1, 3], [10, 20]]); // biome-ignore format: rows
    expectClose(layerNorm(x, { normalizedShape: [2], epsilon: 0 }), [[-1, 1], [-1, 1]]); // biome-ignore format: rows
    const [weight, bias] = [tensor([2, 3]), tensor([10, 20])];
    expectClose(layerNorm(x, { normalizedShape: [2], weight, bias, epsilon: 0 }), [[8, 23], [8, 23]]); // biome-ignore format: rows
    expectClose(layerNorm(x, { normalizedShape: [2], bias, epsilon: 0 }), [[9, 21], [9, 21]]); // biome-ignore format: rows
  });

  test("normalises over several axes, and epsilon tames equal values", () => {
    const y = layerNorm(sample([2, 3, 4], 1), { normalizedShape: [3, 4] });
    expectClose(y.mean({ axis: [1, 2] }), [0, 0], 1e-12);
    expectClose(y.variance({ axis: [1, 2], correction: 0 }), [1, 1], 1e-4);
    expectClose(layerNorm(ones([1, 3]), { normalizedShape: [3] }), [[0, 0, 0]]);
  });

  test("has gradients of first and second order", async () => {
    const [x, weight, bias] = [sample([2, 3], 2), sample([3], 3), sample([3], 4)];
    const options = { normalizedShape: [3] };
    await gradcheck(
      (a, w, b) =>
        layerNorm(a, { ...options, weight: w, bias: b })
          .pow(3)
          .sum(),
      [x, weight, bias],
    );
    await gradcheck((a) => layerNorm(a, options).pow(3).sum(), [x]);
    const slope = grad(
      (a, w) =>
        layerNorm(a, { ...options, weight: w })
          .pow(3)
          .sum(),
      { createGraph: true },
    );
    await gradcheck(
      (a, w) =>
        slope(a, w)
          .map((g) => g.square().sum())
          .reduce((p, q) => p.add(q)),
      [x, weight],
    );
  });

  test("refuses shapes that do not fit", () => {
    const x = zeros([2, 3]);
    expectError(() => layerNorm(x, { normalizedShape: [2] }), "shape_mismatch", "x [3]", "[2]");
    expectError(() => layerNorm(x, { normalizedShape: [4, 2, 3] }), "shape_mismatch", "[4, 2, 3]");
    expectError(() => layerNorm(x, { normalizedShape: [3], weight: zeros([2]) }), "shape_mismatch", "weight [2]");
    expectError(() => layerNorm(x, { normalizedShape: [3], bias: zeros([1]) }), "shape_mismatch", "bias [1]");
  });

  test("keeps the digits of values far from 0, of any width", () => {
    const near = [1, 3, 2, 2];
    const deviation = Math.sqrt(0.5);
    const expected = [near.map((v) => (v - 2) / deviation)];
    const far = tensor([near.map((v) => v + 2 ** 20)]);
    expectClose(layerNorm(far, { normalizedShape: [4], epsilon: 0 }), expected);
    const half = tensor([near.map((v) => v + 2 ** 10)], { dtype: "float16" });
    const y = layerNorm(half, { normalizedShape: [4], epsilon: 0 });
    expect(y.dtype).toBe("float16");
    expectClose(y, expected, 1e-3);
    const wide = tensor([near.map((v) => (v - 2) * 30000)], { dtype: "float16" }); // squares beyond float16
    expectClose(layerNorm(wide, { normalizedShape: [4] }), expected, 1e-3);
  });
});

describe("rmsNorm", () => {
  test("divides by the root of the mean square, then scales", () => {
    const x = tensor([[1, 7], [-3, 4]]); // biome-ignore format: rows
    const root = Math.sqrt(12.5);
    expectClose(rmsNorm(x, { normalizedShape: [2] }), [[0.2, 1.4], [-3 / root, 4 / root]]); // biome-ignore format: rows
    expectClose(rmsNorm(x, { normalizedShape: [2], weight: tensor([5, 10]) }), [[1, 14], [-15 / root, 40 / root]]); // biome-ignore format: rows
    expectClose(rmsNorm(x, { normalizedShape: [2, 2], epsilon: 6.25 }), [[0.2, 1.4], [-0.6, 0.8]]); // biome-ignore format: rows
  });

  test("adds the dtype's smallest step by default, and squares 16-bit floats in float32", () => {
    const tiny = 2 ** -30;
    expectClose(rmsNorm(tensor([tiny]), { normalizedShape: [1] }), [tiny / Math.sqrt(2 ** -60 + 2 ** -23)], 1e-12);
    const double = tensor([tiny], { dtype: "float64" });
    expectClose(rmsNorm(double, { normalizedShape: [1] }), [tiny / Math.sqrt(2 ** -60 + 2 ** -52)], 1e-12);
    const half = rmsNorm(tensor([3000, 4000], { dtype: "float16" }), { normalizedShape: [2] });
    expect(half.dtype).toBe("float16");
    expectClose(half, [3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)], 1e-3);
    expectClose(rmsNorm(zeros([2]), { normalizedShape: [2] }), [0, 0]);
    expect(rmsNorm(zeros([0, 2]), { normalizedShape: [2] }).shape).toEqual([0, 2]);
  });

  test("has gradients of first and second order", async () => {
    const [x, weight] = [sample([2, 3], 2), sample([3], 3)];
    const f = (a: Tensor, w: Tensor) =>
      rmsNorm(a, { normalizedShape: [3], weight: w })
        .pow(3)
        .sum();
    await gradcheck(f, [x, weight]);
    const slope = grad(f, { createGraph: true });
    await gradcheck(
      (a, w) =>
        slope(a, w)
          .map((g) => g.square().sum())
          .reduce((p, q) => p.add(q)),
      [x, weight],
    );
  });

  test("refuses shapes that do not fit", () => {
    const x = zeros([2, 3]);
    expectError(() => rmsNorm(x, { normalizedShape: [2] }), "shape_mismatch", "rmsNorm", "x [3]", "[2]");
    expectError(() => rmsNorm(x, { normalizedShape: [3], weight: zeros([2]) }), "shape_mismatch", "weight [2]");
    expectError(() => rmsNorm(x, { normalizedShape: [1, 2, 3] }), "shape_mismatch", "[1, 2, 3]");
  });
});
