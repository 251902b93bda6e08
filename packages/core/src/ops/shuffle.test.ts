import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { arange, tensor, zeros } from "./create.js";
import { channelShuffle, pixelShuffle, pixelUnshuffle } from "./shuffle.js";

useJs();

describe("pixelShuffle", () => {
  test("puts channel c·r² + i·r + j at row i and column j of each cell", () => {
    const x = arange(32).reshape([1, 8, 2, 2]);
    const y = pixelShuffle(x, { upscaleFactor: 2 });
    expect(y.shape).toEqual([1, 2, 4, 4]);
    for (const [c, h, w, i, j] of [[0, 0, 0, 0, 1], [1, 1, 0, 1, 0], [1, 0, 1, 1, 1]] as const) // biome-ignore format: rows
      expectClose(y.at(0, c, 2 * h + i, 2 * w + j), 4 * (c * 4 + i * 2 + j) + 2 * h + w);
  });

  test("is undone by pixelUnshuffle, with any leading axes", () => {
    const x = sample([2, 3, 9, 2, 2], 1);
    expectClose(pixelUnshuffle(pixelShuffle(x, { upscaleFactor: 3 }), { downscaleFactor: 3 }), x.toArraySync());
    expect(pixelShuffle(zeros([0, 4, 2, 3]), { upscaleFactor: 2 }).shape).toEqual([0, 1, 4, 6]);
  });

  test("has gradients", async () => {
    await gradcheck((x) => pixelShuffle(x, { upscaleFactor: 2 }).pow(3).sum(), [sample([4, 2, 1], 2)]);
    await gradcheck((x) => pixelUnshuffle(x, { downscaleFactor: 2 }).pow(3).sum(), [sample([1, 2, 4], 2)]);
  });

  test("refuses sizes that do not divide", () => {
    expectError(() => pixelShuffle(zeros([3, 2, 2]), { upscaleFactor: 2 }), "shape_mismatch", "4 divides");
    expectError(() => pixelShuffle(zeros([2, 2]), { upscaleFactor: 2 }), "shape_mismatch", "[2, 2]");
    expectError(() => pixelShuffle(zeros([4, 2, 2]), { upscaleFactor: 0 }), "invalid_argument", "upscaleFactor 0");
    expectError(
      () => pixelUnshuffle(zeros([1, 4, 3]), { downscaleFactor: 2 }),
      "shape_mismatch",
      "2 divides",
      "[1, 4, 3]",
    );
    expectError(() => pixelUnshuffle(zeros([4]), { downscaleFactor: 2 }), "shape_mismatch", "[4]");
    expectError(() => pixelUnshuffle(zeros([1, 4, 4]), { downscaleFactor: 0.5 }), "invalid_argument", "0.5");
  });
});

describe("channelShuffle", () => {
  test("deals channels out in turn", () => {
    const x = tensor([[[1], [2], [3], [4], [5], [6]]]);
    expectClose(channelShuffle(x, { groups: 2 }), [[[1], [4], [2], [5], [3], [6]]]);
    expectClose(channelShuffle(x, { groups: 3 }), [[[1], [3], [5], [2], [4], [6]]]);
  });

  test("refuses what does not fit", () => {
    expectError(() => channelShuffle(zeros([1, 5]), { groups: 2 }), "shape_mismatch", "2 divides");
    expectError(() => channelShuffle(zeros([5]), { groups: 5 }), "shape_mismatch", "[5]");
    expectError(() => channelShuffle(zeros([1, 4]), { groups: -1 }), "invalid_argument", "groups -1");
  });
});
