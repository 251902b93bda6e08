import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import type { Tensor } from "../tensor.js";
import { arange, tensor, zeros } from "./create.js";
import { arraySplit, chunk, concat, split, stack, unbind } from "./pieces.js";

useJs();

const values = (pieces: readonly Tensor[]) => pieces.map((piece) => [...piece.dataSync()]);

describe("concat, stack, split", () => {
  test("concat joins along an axis and promotes dtypes", () => {
    const a = tensor([[1], [2]]);
    expectClose(concat([a, tensor([[3], [4]])], { axis: 1 }), [[1, 3], [2, 4]]); // biome-ignore format: rows
    expectClose(concat([a, zeros([0, 1])]), [[1], [2]]);
    const mixed = concat([tensor([1], { dtype: "int32" }), tensor([0.5])]);
    expect(mixed.dtype).toBe("float32");
    expectClose(mixed, [1, 0.5]);
  });

  test("stack joins along a new axis", () => {
    const [a, b] = [tensor([1, 2]), tensor([3, 4])];
    expectClose(stack([a, b]), [[1, 2], [3, 4]]); // biome-ignore format: rows
    expectClose(stack([a, b], { axis: -1 }), [[1, 3], [2, 4]]); // biome-ignore format: rows
    expectClose(stack([tensor(1), tensor(2)]), [1, 2]);
  });

  test("split cuts by size, the last piece may be smaller, or by sizes", () => {
    const x = arange(5);
    expect(split(x, 2).map((piece) => [...piece.dataSync()])).toEqual([[0, 1], [2, 3], [4]]);
    expect(split(x, [1, 0, 4]).map((piece) => piece.shape)).toEqual([[1], [0], [4]]);
    expect(split(zeros([2, 4]), 3, { axis: -1 }).map((piece) => piece.shape)).toEqual([[2, 3], [2, 1]]); // biome-ignore format: rows
    expect(split(x, 10).map((piece) => piece.shape)).toEqual([[5]]);
    expect(split(zeros([0, 2]), 3).map((piece) => piece.shape)).toEqual([[0, 2]]); // one piece, as torch.split
    expect(unbind(zeros([0, 2]))).toEqual([]);
    expect(unbind(x.reshape([5, 1]), { axis: 1 }).map((piece) => piece.shape)).toEqual([[5]]);
  });

  test("gradients return to the pieces they came from", () => {
    const a = tensor([1, 2], { requiresGrad: true });
    const b = tensor([3], { requiresGrad: true });
    concat([a, b])
      .mul(tensor([1, 2, 3]))
      .sum()
      .backward();
    expectClose(a.grad!, [1, 2]);
    expectClose(b.grad!, [3]);
    const x = tensor([1, 2, 3], { requiresGrad: true });
    split(x, 2)[1]!.sum().backward();
    expectClose(x.grad!, [0, 0, 1]);
  });

  test("refuse what does not fit", () => {
    expectError(() => concat([]), "invalid_argument", "at least one");
    expectError(() => stack([]), "invalid_argument", "at least one");
    expectError(() => concat([zeros([2, 2]), zeros([2, 3])]), "shape_mismatch", "[2, 2]", "[2, 3]");
    expectError(() => concat([zeros([2]), zeros([2, 1])]), "shape_mismatch");
    expectError(() => stack([zeros([2]), zeros([3])]), "shape_mismatch");
    expectError(() => concat([zeros([2])], { axis: 1 }), "invalid_argument", "axis 1");
    expectError(() => split(arange(5), 0), "shape_mismatch", "0");
    expectError(() => split(arange(5), -1), "shape_mismatch");
    expectError(() => split(arange(3), 1.5), "shape_mismatch", "1.5");
    expectError(() => split(arange(5), [2, 2]), "shape_mismatch", "[2, 2]", "5");
    expectError(() => split(arange(5), [6, -1]), "shape_mismatch");
    expectError(() => split(arange(5), [2.5, 2.5]), "shape_mismatch");
  });
});

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
