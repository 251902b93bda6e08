import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool2dWithIndices,
  adaptiveMaxPool3dWithIndices,
} from "./adaptive-pool.js";
import { full, ones, tensor } from "./create.js";
import { slice } from "./indexing.js";
import { stack } from "./pieces.js";

useJs();

/** From floor(i·length / size) to ceil((i + 1)·length / size). */
const windowsOf = (length: number, size: number) =>
  Array.from({ length: size }, (_, i) => slice(Math.floor((i * length) / size), Math.ceil(((i + 1) * length) / size)));

describe("adaptive pools", () => {
  test.each([
    [5, 2],
    [7, 3],
    [6, 4],
    [6, 3],
    [3, 5],
    [4, 4],
    [9, 1],
  ])("cut an axis of %i evenly into %i windows", (length, size) => {
    const x = sample([2, 3, length], 1);
    const parts = windowsOf(length, size).map((window) => x.at(slice(), slice(), window));
    const options = { outputSize: size };
    const means = stack(
      parts.map((part) => part.mean({ axis: -1 })),
      { axis: -1 },
    );
    const maxima = stack(
      parts.map((part) => part.max({ axis: -1 })),
      { axis: -1 },
    );
    expectClose(adaptiveAvgPool1d(x, options), means.toArraySync(), 1e-12);
    expectClose(adaptiveMaxPool1d(x, options), maxima.toArraySync());
  });

  test("are taken over boxes in images and volumes", () => {
    const x = sample([1, 2, 3, 5, 4], 2);
    const [depth, rows, columns] = [windowsOf(3, 2), windowsOf(5, 3), windowsOf(4, 3)];
    const means = adaptiveAvgPool3d(x, { outputSize: [2, 3, 3] });
    const { values, indices } = adaptiveMaxPool3dWithIndices(x, { outputSize: [2, 3, 3] });
    const box = x.at(0, 1, depth[1]!, rows[2]!, columns[1]!);
    expect(means.at(0, 1, 1, 2, 1).itemSync()).toBeCloseTo(box.mean().itemSync(), 12);
    expect(values.at(0, 1, 1, 2, 1).itemSync()).toBe(box.max().itemSync());
    expectClose(x.reshape([2, 60]).gather(1, indices.reshape([2, 18])), values.reshape([2, 18]).toArraySync());
  });

  test("null keeps an axis; size 1 is global pooling; an image needs no batch", () => {
    const x = sample([2, 3, 4], 3);
    expectClose(adaptiveAvgPool2d(x, { outputSize: [1, null] }), x.mean({ axis: 1, keepDims: true }).toArraySync());
    expectClose(adaptiveMaxPool2d(x, { outputSize: 1 }), x.max({ axis: [1, 2], keepDims: true }).toArraySync());
  });

  test("take the first of equals, NaN above all, and keep infinities in their windows", () => {
    const { values, indices } = adaptiveMaxPool2dWithIndices(tensor([[[1, 5, 5, Number.NaN, 0]]]), {
      outputSize: [1, 2],
    });
    expectClose(values, [[[5, Number.NaN]]]);
    expectClose(indices, [[[1, 3]]]);
    const x = tensor([[1, 2, 3, 4, Number.POSITIVE_INFINITY, Number.NaN, 7]]);
    expectClose(adaptiveAvgPool1d(x, { outputSize: 3 }), [[2, Number.POSITIVE_INFINITY, Number.NaN]]);
  });

  test("average integers in float32, and take their maxima as they are", () => {
    const x = full([1, 5], 3, { dtype: "int32" });
    expect(adaptiveAvgPool1d(x, { outputSize: 2 }).dtype).toBe("float32");
    expect(adaptiveMaxPool1d(x, { outputSize: 2 }).dtype).toBe("int32");
  });

  test.each([
    [2, 3],
    [1, 2],
  ])("have gradients of any order: to %i × %i", async (...outputSize) => {
    for (const pool of [adaptiveAvgPool2d, adaptiveMaxPool2d]) {
      const f = (x: Tensor) => pool(x, { outputSize }).square().sum();
      const x = sample([1, 2, 3, 4], 3);
      await gradcheck(f, [x]);
      await gradcheck((t) => grad(f, { createGraph: true })(t)[0]!.square().sum(), [x]);
    }
  });

  test("take empty batches, and refuse sizes that are none", () => {
    expect(adaptiveAvgPool2d(ones([0, 2, 3, 3]), { outputSize: 2 }).shape).toEqual([0, 2, 2, 2]);
    expect(adaptiveMaxPool2d(ones([0, 2, 3, 3]), { outputSize: 2 }).shape).toEqual([0, 2, 2, 2]);
    for (const pool of [adaptiveAvgPool2d, adaptiveMaxPool2d]) {
      expectError(() => pool(ones([3, 3]), { outputSize: 1 }), "shape_mismatch", "[3, 3]");
      expectError(() => pool(ones([1, 0, 3]), { outputSize: 1 }), "shape_mismatch", "[1, 0, 3]");
      expectError(() => pool(ones([1, 3, 3]), { outputSize: 0 }), "invalid_argument", "outputSize 0");
      expectError(() => pool(ones([1, 3, 3]), { outputSize: [1] }), "invalid_argument", "outputSize [1]");
    }
  });
});
