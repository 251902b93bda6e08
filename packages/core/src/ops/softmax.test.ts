import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { grad } from "../autograd/functional.js";
import { tensor, zeros } from "./create.js";
import { logSoftmax, softmax } from "./softmax.js";

useJs();

const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;

describe("softmax", () => {
  test("is eˣ / Σ eˣ along the axis, the last by default", () => {
    const total = Math.exp(1) + Math.exp(2) + Math.exp(3);
    expectClose(
      softmax(tensor([1, 2, 3])),
      [1, 2, 3].map((v) => Math.exp(v) / total),
    );
    expectClose(softmax(tensor([[0, 1], [0, 1]]), { axis: 0 }), [[0.5, 0.5], [0.5, 0.5]]); // biome-ignore format: rows
    expectClose(softmax(tensor(3)), 1);
  });

  test("does not overflow, gives masked elements 0, and NaN where all are masked", () => {
    expectClose(softmax(tensor([1e4, 1e4])), [0.5, 0.5]);
    expectClose(softmax(tensor([0, -INF])), [1, 0]);
    expectClose(softmax(tensor([-INF, -INF])), [NAN, NAN]);
    expectClose(softmax(tensor([NAN, 0])), [NAN, NAN]);
  });

  test("works on size 0", () => {
    expect(softmax(zeros([2, 0])).shape).toEqual([2, 0]);
    expect(logSoftmax(zeros([0, 3])).shape).toEqual([0, 3]);
    expect(logSoftmax(zeros([2, 0])).shape).toEqual([2, 0]);
  });

  test("has slopes y·(δ − y)", () => {
    const [slope] = grad((x) =>
      softmax(x)
        .mul(tensor([1, 0], { dtype: "float64" }))
        .sum(),
    )(tensor([0, 0], { dtype: "float64" }));
    expectClose(slope!, [0.25, -0.25], 1e-12);
  });

  test("refuses integers and axes outside the rank", () => {
    expectError(() => softmax(tensor([1], { dtype: "int32" })), "dtype_mismatch", "int32");
    expectError(() => softmax(tensor([1]), { axis: 1 }), "invalid_argument", "axis 1");
  });
});

describe("logSoftmax", () => {
  test("keeps the digits where softmax underflows", () => {
    expectClose(logSoftmax(tensor([0, -1000])), [0, -1000]);
    expectClose(logSoftmax(tensor([0, -INF])), [0, -INF]);
    expectClose(logSoftmax(tensor(3)), 0);
  });

  test("keeps the digits of large logits", () => {
    expectClose(logSoftmax(tensor([1e4, 1e4])), [-Math.LN2, -Math.LN2], 1e-7);
    expectClose(logSoftmax(tensor([-1e6, -1e6 + 1])), [-1.3132617, -0.3132617], 1e-7);
  });

  test("has slopes δ − softmax", () => {
    const x = tensor([0, 0, -INF], { requiresGrad: true });
    logSoftmax(x).at(0).backward();
    expectClose(x.grad!, [0.5, -0.5, 0]);
  });
});
