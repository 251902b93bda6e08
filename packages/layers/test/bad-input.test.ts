import { createJsBackend } from "@tenon/backend-js";
import { type ErrorCode, ones, relu, setBackend, TenonError, tensor, zeros } from "@tenon/core";
import { beforeAll, describe, expect, test } from "vitest";
import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Embedding,
  LayerNorm,
  Linear,
  MaxPool2d,
  MultiHeadAttention,
  Sequential,
} from "../src/index.js";

beforeAll(() => setBackend(createJsBackend()));

const bool = (shape: readonly number[]) => ones(shape, { dtype: "bool" });

const cases: Record<string, [ErrorCode, RegExp, () => unknown]> = {
  "Linear of no features": ["invalid_argument", /Linear: inFeatures must be an integer ≥ 1, 0/, () => new Linear(0, 1)],
  "Linear of half a feature": ["invalid_argument", /outFeatures/, () => new Linear(1, 1.5)],
  "Linear on other features": [
    "shape_mismatch",
    /expected x \[\.\.\., 3\]/,
    () => new Linear(3, 1).call(zeros([2, 4])),
  ],
  "Linear on a number": ["shape_mismatch", /expected x \[\.\.\., 3\]/, () => new Linear(3, 1).call(zeros([]))],
  "Conv2d whose groups do not divide": ["invalid_argument", /2 groups/, () => new Conv2d(3, 4, 3, { groups: 2 })],
  "Conv2d without a kernel": ["invalid_argument", /kernelSize/, () => new Conv2d(3, 4, [3, 0])],
  "Conv2d with no stride": [
    "invalid_argument",
    /stride/,
    () => new Conv2d(1, 1, 2, { stride: 0 }).call(zeros([1, 1, 4, 4])),
  ],
  "Conv2d on other channels": ["shape_mismatch", /conv2d/, () => new Conv2d(3, 4, 3).call(zeros([1, 2, 8, 8]))],
  "Conv2d on a small image": [
    "shape_mismatch",
    /fits the padded image/,
    () => new Conv2d(3, 4, 3).call(zeros([1, 3, 2, 8])),
  ],
  "BatchNorm2d on rows": ["shape_mismatch", /\[N, 3, H, W\]/, () => new BatchNorm2d(3).call(zeros([2, 3]))],
  "BatchNorm2d on one value": [
    "invalid_argument",
    /two values of each channel/,
    () => new BatchNorm2d(3).call(zeros([1, 3, 1, 1])),
  ],
  "LayerNorm over nothing": ["invalid_argument", /LayerNorm/, () => new LayerNorm([])],
  "LayerNorm on another shape": ["shape_mismatch", /normalizedShape/, () => new LayerNorm(3).call(zeros([2, 4]))],
  "Embedding with a padding row outside": [
    "invalid_argument",
    /-5 is not a row of 4/,
    () => new Embedding(4, 2, { paddingIdx: -5 }),
  ],
  "Embedding on floats": ["dtype_mismatch", /integers/, () => new Embedding(4, 2).call(zeros([2]))],
  "Embedding on an index outside": [
    "index_out_of_range",
    /4/,
    () => new Embedding(4, 2).call(tensor([4], { dtype: "int32" })),
  ],
  "Dropout that is no probability": [
    "invalid_argument",
    /probability must be from 0 to 1, NaN/,
    () => new Dropout(Number.NaN),
  ],
  "MaxPool2d on rows": ["shape_mismatch", /maxPool2d/, () => new MaxPool2d(2).call(zeros([2, 3]))],
  "MultiHeadAttention whose heads do not divide": [
    "invalid_argument",
    /4 heads do not divide 6/,
    () => new MultiHeadAttention(6, 4),
  ],
  "MultiHeadAttention with too much dropout": [
    "invalid_argument",
    /dropout/,
    () => new MultiHeadAttention(6, 2, { dropout: 1.5 }),
  ],
  "MultiHeadAttention on other features": [
    "shape_mismatch",
    /query \[T, N, 6\]/,
    () => new MultiHeadAttention(6, 2).call(zeros([3, 1, 5])),
  ],
  "MultiHeadAttention on batches that differ": [
    "shape_mismatch",
    /\[N, T, 6\].*\[2, 3, 6\], \[1, 3, 6\]/,
    () => new MultiHeadAttention(6, 2, { batchFirst: true }).call(zeros([2, 3, 6]), zeros([1, 3, 6])),
  ],
  "MultiHeadAttention with a float padding mask": [
    "dtype_mismatch",
    /keyPaddingMask must be bool/,
    () => attend({ keyPaddingMask: zeros([2, 3]) }),
  ],
  "MultiHeadAttention with a padding mask of another shape": [
    "shape_mismatch",
    /keyPaddingMask \[2, 3\]/,
    () => attend({ keyPaddingMask: bool([3, 2]) }),
  ],
  "MultiHeadAttention with a mask of another shape": [
    "shape_mismatch",
    /attentionMask \[4, 3, 3\]/,
    () => attend({ attentionMask: bool([2, 3, 3]) }),
  ],
  // A program without types.
  "Sequential of something else": [
    "invalid_argument",
    /step 1/,
    () => new Sequential(relu, "relu" as unknown as typeof relu),
  ],
};

const attend = (options: Parameters<MultiHeadAttention["forward"]>[3]) => {
  const x = zeros([2, 3, 6]);
  return new MultiHeadAttention(6, 2, { batchFirst: true }).call(x, x, x, options);
};

describe("bad input is refused", () => {
  test.each(Object.keys(cases))("%s", (name) => {
    const [code, message, run] = cases[name]!; // its own key
    let error: unknown;
    try {
      run();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(TenonError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as TenonError).help).not.toBe(""); // checked above
  });

  test("before batch normalisation has moved its statistics", () => {
    const norm = new BatchNorm2d(2);
    expect(() => norm.call(ones([1, 2, 1, 1]))).toThrow(TenonError);
    expect(norm.numBatchesTracked?.value.itemSync()).toBe(0);
    expect(norm.runningMean?.value.toArraySync()).toEqual([0, 0]);
  });
});
