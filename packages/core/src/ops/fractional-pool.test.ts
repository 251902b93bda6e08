import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { Generator } from "../random/generator.js";
import { arange, full, ones, tensor } from "./create.js";
import { fractionalMaxPool2d, fractionalMaxPool2dWithIndices, fractionalMaxPool3d } from "./fractional-pool.js";

useJs();

/** Each element is its own place, so that maxima show where windows end. */
const places = (rows: number, columns: number) => arange(rows * columns).reshape([1, rows, columns]);

describe("fractional max pools", () => {
  test("start windows at floor((i + u)·α) − floor(u·α), the last at the end", () => {
    const samples = tensor([[[0.3, 0.9]]]);
    const y = fractionalMaxPool2d(places(9, 10), { kernelSize: 2, outputSize: [4, 3], samples });
    const starts = (u: number, length: number, count: number) => {
      const step = (length - 2) / (count - 1);
      return Array.from({ length: count }, (_, i) =>
        i < count - 1 ? Math.floor((i + u) * step) - Math.floor(u * step) : length - 2,
      );
    };
    const [rows, columns] = [starts(0.3, 9, 4), starts(0.9, 10, 3)];
    expectClose(y, [rows.map((r) => columns.map((c) => (r + 1) * 10 + c + 1))]);
  });

  test("stay inside the image for any sample, and cover it from edge to edge", () => {
    const x = ones([8, 8, 7, 11]).mul(places(7, 11));
    const { indices } = fractionalMaxPool2dWithIndices(x, { kernelSize: [2, 3], outputSize: [5, 8] });
    const [last, first] = [indices.max().itemSync(), indices.min().itemSync()];
    expect(last).toBe(76); // every last window ends in the corner
    expect(first).toBe(13); // every first one starts in the other: its maximum lies in row 1, column 2
    const one = fractionalMaxPool2d(x, { kernelSize: 3, outputSize: 1 });
    expect(one.min().itemSync()).toBe(76);
  });

  test("draw from their generator; one seed gives one result", () => {
    const x = sample([2, 3, 9, 9], 1);
    const draw = (seed: number) =>
      fractionalMaxPool2d(x, { kernelSize: 2, outputRatio: 0.6, generator: new Generator(seed) });
    expect(draw(1).shape).toEqual([2, 3, 5, 5]);
    expectClose(draw(1), draw(1).toArraySync());
    expect(draw(1).notEqual(draw(2)).any().itemSync()).toBe(1);
  });

  test("give the gradient to the chosen elements", async () => {
    const samples = full([1, 2, 3], 0.4);
    await gradcheck(
      (x) =>
        fractionalMaxPool3d(x, { kernelSize: 2, outputSize: [2, 2, 3], samples })
          .square()
          .sum(),
      [sample([1, 2, 3, 4, 5], 2)],
    );
  });

  test("refuse what does not fit", () => {
    const x = ones([1, 5, 5]);
    const pool = fractionalMaxPool2d;
    expectError(() => pool(x, { kernelSize: 2 }), "invalid_argument", "outputSize", "outputRatio");
    expectError(
      () => pool(x, { kernelSize: 2, outputSize: 3, outputRatio: 0.5 }),
      "invalid_argument",
      "outputRatio 0.5",
    );
    expectError(() => pool(x, { kernelSize: 2, outputSize: 5 }), "invalid_argument", "[5, 5]", "[2, 2]");
    expectError(() => pool(x, { kernelSize: 2, outputRatio: [0.5, 1] }), "invalid_argument", "[0.5, 1]");
    expectError(() => pool(x, { kernelSize: 2, outputSize: 2, samples: ones([1, 2]) }), "shape_mismatch", "[1, 1, 2]");
  });
});
