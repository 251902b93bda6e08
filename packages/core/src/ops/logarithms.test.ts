import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sample, sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { tensor } from "./create.js";
import { exp2, log2, log10, logaddexp, logaddexp2, logit, xlogy } from "./logarithms.js";

useJs();

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const f64 = (values: readonly number[]) => tensor([...values], { dtype: "float64" });
const positive = sampleNumbers(20).map((u) => 2.5 + 2 * u);

describe("logarithms and powers", () => {
  test("are Math's", () => {
    expectClose(log2(f64(positive)), positive.map(Math.log2), 1e-14);
    expectClose(log10(f64(positive)), positive.map(Math.log10), 1e-14);
    expectClose(
      exp2(f64(positive)),
      positive.map((x) => 2 ** x),
      1e-14,
    );
  });

  test("are whole at whole powers", () => {
    const exponents = Array.from({ length: 200 }, (_, i) => i - 100);
    expect([...log2(tensor(exponents.map((k) => 2 ** k))).dataSync()]).toEqual(exponents);
    const tens = Array.from({ length: 11 }, (_, i) => i);
    expect([...log10(tensor(tens.map((k) => 10 ** k))).dataSync()]).toEqual(tens);
  });

  test("have the special values of IEEE 754", () => {
    for (const f of [log2, log10]) expectClose(f(tensor([0, inf, -1, nan, 1])), [-inf, inf, nan, nan, 0]);
    expectClose(exp2(tensor([-inf, inf, nan, 0, 200])), [0, inf, nan, 1, inf]);
  });

  test("have derivatives of first and second order", async () => {
    for (const f of [log2, log10, exp2]) {
      await gradcheck((x) => f(x).sum(), [f64(positive)]);
      await gradcheck((x) => grad((v) => f(v).sin().sum())(x)[0]!.sum(), [f64(positive)]);
    }
  });
});

describe("logaddexp", () => {
  test("is ln(eᵃ + eᵇ) to either base", () => {
    const [a, b] = [sampleNumbers(12, 2), sampleNumbers(12, 3)];
    expectClose(
      logaddexp(f64(a), f64(b)),
      a.map((x, i) => Math.log(Math.exp(x) + Math.exp(b[i]!))),
      1e-14,
    );
    expectClose(
      logaddexp2(f64(a), f64(b)),
      a.map((x, i) => Math.log2(2 ** x + 2 ** b[i]!)),
      1e-14,
    );
    expectClose(logaddexp(tensor([[1], [2]]), 1), [[1 + Math.LN2], [Math.log(Math.exp(1) + Math.exp(2))]]);
  });

  test("meets infinities", () => {
    const [a, b] = [tensor([inf, inf, -inf, -inf, nan]), tensor([inf, -inf, -inf, 3, 1])];
    expectClose(logaddexp(a, b), [inf, inf, -inf, 3, nan]);
    const leaf = tensor([-inf, -inf, inf], { requiresGrad: true });
    logaddexp(leaf, tensor([-inf, 2, inf]))
      .sum()
      .backward();
    expectClose(leaf.grad!, [0.5, 0, 0.5]);
  });

  test("has derivatives of first and second order, at ties too", async () => {
    const [a, b] = [f64([0.5, -1, 2, 0]), f64([0.5, 1, -3, 0])];
    for (const f of [logaddexp, logaddexp2]) {
      await gradcheck((x, y) => f(x, y).sum(), [a, b]);
      await gradcheck((x, y) => grad((u, v) => f(u, v).sin().sum())(x, y)[0]!.sum(), [a, b]);
    }
    await gradcheck((x, y) => logaddexp(x, y).sum(), [sample([2, 3]), sample([3], 2)]);
  });
});

describe("xlogy", () => {
  test("is 0 for x = 0, unless y is NaN", () => {
    expectClose(xlogy(tensor([0, 0, 0, 0, 0, 2]), tensor([0, -1, inf, nan, 3, 1])), [0, 0, 0, nan, 0, 0]);
    expectClose(xlogy(tensor([1, nan, -1]), tensor([0, 1, -1])), [-inf, nan, nan]);
    expectClose(xlogy(2, tensor([Math.E])), [2]);
  });

  test("has derivatives of first and second order", async () => {
    const [x, y] = [f64([0.5, -1, 0]), f64([0.5, 2, 3])];
    await gradcheck((a, b) => xlogy(a, b).sum(), [x, y]);
    await gradcheck((a, b) => grad((u, v) => xlogy(u, v).sin().sum())(a, b)[1]!.sum(), [x, y]);
    const [dx, dy] = grad((a, b) => xlogy(a, b).sum())(f64([0, 0]), f64([0, 2]));
    expectClose(dx!, [0, Math.LN2]);
    expectClose(dy!, [0, 0]);
  });
});

describe("logit", () => {
  const inside = sampleNumbers(20).map((u) => 0.5 + 0.45 * u);

  test("undoes sigmoid", () => {
    expectClose(logit(f64(inside)).sigmoid(), inside, 1e-14);
    expectClose(logit(tensor([0, 1, 0.5, -0.1, 1.1, nan])), [-inf, inf, 0, nan, nan, nan]);
    const beyond = 0.5 + 1e-9;
    expect(logit(f64([beyond])).dataSync()[0]! / (4 * (beyond - 0.5))).toBeCloseTo(1, 12);
  });

  test("cuts x where it is told to", () => {
    expectClose(logit(f64([0, 1, 0.5]), { epsilon: 0.25 }), [-Math.log(3), Math.log(3), 0], 1e-14);
    const [slope] = grad((x) => logit(x, { epsilon: 0.25 }).sum())(f64([0, 0.5, 1]));
    expectClose(slope!, [0, 4, 0]);
  });

  test("has derivatives of first and second order", async () => {
    await gradcheck((x) => logit(x).sum(), [f64(inside)]);
    await gradcheck((x) => grad((v) => logit(v).sin().sum())(x)[0]!.sum(), [f64(inside)], { relative: 1e-3 });
  });

  test("keeps 16-bit floats", () => {
    expect(logit(tensor([0.5], { dtype: "float16" }), { epsilon: 0.1 }).dtype).toBe("float16");
    expect(logaddexp(tensor([1], { dtype: "bfloat16" }), 2).dtype).toBe("bfloat16");
    expect(xlogy(tensor([1], { dtype: "int32" }), 2).dtype).toBe("float32");
  });
});
