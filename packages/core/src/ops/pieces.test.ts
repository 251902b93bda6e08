import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import type { Tensor } from "../tensor.js";
import { arange, tensor, zeros } from "./create.js";
import { arraySplit, chunk } from "./pieces.js";

useJs();

const values = (pieces: readonly Tensor[]) => pieces.map((piece) => [...piece.dataSync()]);

describe("chunk", () => {
  test("cuts pieces of one size, so that there may be fewer than asked, as torch.chunk", () => {
    expect(values(chunk(arange(5), 4))).toEqual([[0, 1], [2, 3], [4]]);
    expect(values(chunk(arange(3), 5))).toEqual([[0], [1], [2]]);
    expect(chunk(zeros([2, 4]), 2, { axis: -1 }).map((piece) => piece.shape)).toEqual([[2, 2], [2, 2]]); // biome-ignore format: rows
    expect(values(chunk(zeros([0]), 3))).toEqual([[], [], []]);
  });

  test("sends each piece's gradient home", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    chunk(x, 2)[0]!.square().sum().backward();
    expectClose(x.grad!, [2, 4, 0]);
  });
});

describe("arraySplit", () => {
  test("cuts exactly as many pieces as asked, larger ones first, as np.array_split", () => {
    expect(values(arraySplit(arange(7), 3))).toEqual([[0, 1, 2], [3, 4], [5, 6]]); // biome-ignore format: rows
    expect(values(arraySplit(arange(2), 3))).toEqual([[0], [1], []]);
    expect(arraySplit(zeros([2, 3]), 2, { axis: 1 }).map((piece) => piece.shape)).toEqual([[2, 2], [2, 1]]); // biome-ignore format: rows
  });
});

test("both refuse counts that are no integers ≥ 1, and axes outside", () => {
  for (const cut of [chunk, arraySplit]) {
    for (const count of [0, -1, 1.5, Number.NaN])
      expectError(() => cut(arange(3), count), "invalid_argument", `count ${count}`);
    expectError(() => cut(arange(3), 2, { axis: 1 }), "invalid_argument", "axis 1");
    expectError(() => cut(tensor(1), 2), "invalid_argument", "rank 0");
  }
});
