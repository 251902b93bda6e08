import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { compile } from "../compile/compile.js";
import type { Tensor } from "../tensor.js";
import { tensor, zeros } from "./create.js";
import { embedding } from "./embedding.js";
import { embeddingBag } from "./embedding-bag.js";

useJs();

const ints = (values: number[] | number[][]) => tensor(values, { dtype: "int32" });
const rows = () => tensor([[1, 8], [3, 4], [5, -6]]); // biome-ignore format: rows

describe("embedding", () => {
  test("looks up rows, for indices of any shape", () => {
    expectClose(embedding(ints([[2, 0]]), rows()), [[[5, -6], [1, 8]]]); // biome-ignore format: rows
    expectClose(embedding(tensor(1, { dtype: "uint8" }), rows()), [3, 4]);
    expect(embedding(ints([]), rows()).shape).toEqual([0, 2]);
  });

  test("passes no gradient to the padding row", async () => {
    for (const paddingIndex of [2, -1]) {
      const [g] = grad((w) => embedding(ints([2, 0, 0, 2]), w, { paddingIndex }).sum())(rows());
      expectClose(g!, [[2, 2], [0, 0], [0, 0]]); // biome-ignore format: rows
      expectClose(embedding(ints([2]), rows(), { paddingIndex }), [[5, -6]]);
    }
    const f = (w: Tensor) =>
      embedding(ints([1, 0, 0]), w, { paddingIndex: 2 })
        .pow(3)
        .sum();
    await gradcheck(f, [sample([3, 2], 1)]);
    const slope = grad(f, { createGraph: true });
    await gradcheck((w) => slope(w)[0]!.square().sum(), [sample([3, 2], 1)]);
  });

  test("refuses what does not fit", () => {
    expectError(() => embedding(ints([0]), zeros([3])), "shape_mismatch", "[3]");
    expectError(() => embedding(zeros([1]), rows()), "dtype_mismatch", "float32");
    expectError(() => embedding(ints([3]), rows()), "index_out_of_range");
    expectError(() => embedding(ints([0]), rows(), { paddingIndex: 3 }), "invalid_argument", "paddingIndex 3");
    expectError(() => embedding(ints([0]), rows(), { paddingIndex: -4 }), "invalid_argument", "-4");
  });
});

describe("embeddingBag", () => {
  test("joins the rows of each bag", () => {
    const bags = ints([[0, 2], [1, 1]]); // biome-ignore format: rows
    expectClose(embeddingBag(bags, rows(), { mode: "sum" }), [[6, 2], [6, 8]]); // biome-ignore format: rows
    expectClose(embeddingBag(bags, rows()), [[3, 1], [3, 4]]); // biome-ignore format: rows
    expectClose(embeddingBag(bags, rows(), { mode: "max" }), [[5, 8], [3, 4]]); // biome-ignore format: rows
  });

  test("cuts flat indices at offsets; empty bags give zeros", () => {
    const indices = ints([0, 2, 1, 1, 0]);
    const offsets = ints([0, 2, 2, 5]); // [0, 2], [], [1, 1, 0], []
    const flat = { offsets };
    expectClose(embeddingBag(indices, rows(), { ...flat, mode: "sum" }), [[6, 2], [0, 0], [7, 16], [0, 0]]); // biome-ignore format: rows
    expectClose(embeddingBag(indices, rows(), flat), [[3, 1], [0, 0], [7 / 3, 16 / 3], [0, 0]]); // biome-ignore format: rows
    expectClose(embeddingBag(indices, rows(), { ...flat, mode: "max" }), [[5, 8], [0, 0], [3, 8], [0, 0]]); // biome-ignore format: rows
    for (const mode of ["sum", "mean", "max"] as const) {
      expectClose(embeddingBag(ints([]), rows(), { mode, offsets: ints([0, 0]) }), [[0, 0], [0, 0]]); // biome-ignore format: rows
      expectClose(embeddingBag(zeros([2, 0], { dtype: "int32" }), rows(), { mode }), [[0, 0], [0, 0]]); // biome-ignore format: rows
      const compiled = compile((i: Tensor, o: Tensor) => embeddingBag(i, rows(), { mode, offsets: o }));
      expectClose(compiled(indices, offsets), embeddingBag(indices, rows(), { ...flat, mode }).toArraySync());
    }
  });

  test("weighs rows of sums", () => {
    const bags = ints([[0, 2], [1, 1]]); // biome-ignore format: rows
    const perSampleWeights = tensor([[2, 0], [1, -1]]); // biome-ignore format: rows
    expectClose(embeddingBag(bags, rows(), { mode: "sum", perSampleWeights }), [[2, 16], [0, 0]]); // biome-ignore format: rows
  });

  test("leaves padding out of its bags", () => {
    const bags = ints([[0, 2], [2, 2]]); // biome-ignore format: rows
    for (const options of [{}, { offsets: ints([0, 2]) }])
      for (const mode of ["sum", "mean", "max"] as const) {
        const given = "offsets" in options ? bags.reshape([4]) : bags;
        expectClose(embeddingBag(given, rows(), { ...options, mode, paddingIndex: -1 }), [[1, 8], [0, 0]]); // biome-ignore format: rows
      }
  });

  test("gives the gradient of a maximum to the first of equals", () => {
    const equal = tensor([[1], [1], [0]]); // biome-ignore format: rows
    for (const offsets of [undefined, ints([0])]) {
      const bag = offsets ? ints([2, 1, 0]) : ints([[2, 1, 0]]);
      expectClose(grad((w) => embeddingBag(bag, w, { mode: "max", offsets }).sum())(equal)[0]!, [[0], [1], [0]]);
    }
  });

  test.each(["sum", "mean", "max"] as const)("has gradients of %s, of the weights of single rows too", async (mode) => {
    const w = sample([4, 3], 1);
    const indices = ints([3, 0, 1, 1, 2]);
    const options = { mode, offsets: ints([0, 3]), paddingIndex: 1 };
    await gradcheck((a) => embeddingBag(indices, a, options).pow(3).sum(), [w]);
    await gradcheck((a) => embeddingBag(ints([[3, 0], [1, 2]]), a, { mode }).pow(3).sum(), [w]); // biome-ignore format: rows
    if (mode !== "sum") return;
    await gradcheck(
      (a, p) =>
        embeddingBag(indices, a, { ...options, perSampleWeights: p })
          .pow(3)
          .sum(),
      [w, sample([5], 2)],
    );
  });

  test("refuses what does not fit", () => {
    const bags = ints([[0, 2]]);
    expectError(() => embeddingBag(ints([0]), rows()), "shape_mismatch", "[1]", "offsets [B]");
    expectError(() => embeddingBag(bags, rows(), { offsets: ints([0]) }), "shape_mismatch", "[1, 2]");
    expectError(() => embeddingBag(bags, zeros([3])), "shape_mismatch", "[3]");
    expectError(() => embeddingBag(bags, rows(), { perSampleWeights: zeros([1, 2]) }), "invalid_argument", "mean");
    expectError(
      () => embeddingBag(bags, rows(), { mode: "sum", perSampleWeights: zeros([2]) }),
      "shape_mismatch",
      "[2]",
    );
    expectError(() => embeddingBag(bags, rows(), { paddingIndex: 7 }), "invalid_argument", "7");
    expectError(() => embeddingBag(ints([[3]]), rows()), "index_out_of_range");
    expectError(() => embeddingBag(ints([0]), rows(), { offsets: zeros([1]) }), "dtype_mismatch", "float32");
  });
});
