import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sampleNumbers } from "../../test/support/samples.js";
import type { Tensor } from "../tensor.js";
import { tensor } from "./create.js";
import * as unary from "./unary.js";

useJs();

/** Names whose meaning JavaScript's Math has, and the interval to draw arguments from. */
const MATH: Readonly<Record<string, readonly [(x: number) => number, low: number, high: number]>> = {
  neg: [(x) => -x, -5, 5],
  abs: [Math.abs, -5, 5],
  sign: [Math.sign, -5, 5],
  floor: [Math.floor, -5, 5],
  ceil: [Math.ceil, -5, 5],
  exp: [Math.exp, -5, 5],
  expm1: [Math.expm1, -2, 2],
  log: [Math.log, 0.1, 9],
  log1p: [Math.log1p, -0.5, 5],
  sqrt: [Math.sqrt, 0, 9],
  rsqrt: [(x) => 1 / Math.sqrt(x), 0.1, 9],
  sin: [Math.sin, -7, 7],
  cos: [Math.cos, -7, 7],
  tan: [Math.tan, -1, 1],
  asin: [Math.asin, -1, 1],
  acos: [Math.acos, -1, 1],
  atan: [Math.atan, -5, 5],
  tanh: [Math.tanh, -5, 5],
  sigmoid: [(x) => 1 / (1 + Math.exp(-x)), -5, 5],
  relu: [(x) => Math.max(x, 0), -5, 5],
};

type Unary = (x: Tensor) => Tensor;
const functions: Readonly<Record<string, Unary>> = unary;

describe("values", () => {
  test.each(Object.entries(MATH))("%s is Math's, in float32 and float64", (name, [f, low, high]) => {
    const values = sampleNumbers(40).map((u) => low + ((u + 1) / 2) * (high - low));
    expectClose(functions[name]!(tensor(values, { dtype: "float64" })), values.map(f), 1e-12);
    const single = values.map(Math.fround);
    expectClose(functions[name]!(tensor(single)), single.map(f), 1e-6);
  });

  test("erf has the values of Abramowitz & Stegun, table 7.1, and saturates", () => {
    const x = tensor([0, 0.5, 1, -1, 2, 10, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], { dtype: "float64" });
    const expected = [0, 0.5204998778, 0.8427007929, -0.8427007929, 0.995322265, 1, 1, -1];
    expectClose(unary.erf(x), expected, 1e-9);
  });

  test("round takes halves to even", () => {
    expectClose(unary.round(tensor([0.5, 1.5, 2.5, -0.5, -1.5, 2.4])), [0, 2, 2, -0, -2, 2]);
  });

  test("special values follow IEEE 754", () => {
    const inf = Number.POSITIVE_INFINITY;
    const x = tensor([Number.NaN, inf, -inf, 0]);
    expectClose(unary.exp(x), [Number.NaN, inf, 0, 1]);
    expectClose(unary.log(x), [Number.NaN, inf, Number.NaN, -inf]);
    expectClose(unary.sqrt(x), [Number.NaN, inf, Number.NaN, 0]);
    expectClose(unary.rsqrt(x), [Number.NaN, 0, Number.NaN, inf]);
    expectClose(unary.relu(x), [Number.NaN, inf, 0, 0]);
    expectClose(unary.sign(x), [Number.NaN, 1, -1, 0]);
    expectClose(unary.sigmoid(x), [Number.NaN, 1, 0, 0.5]);
    expectClose(unary.tanh(x), [Number.NaN, 1, -1, 0]);
  });
});

describe("dtypes", () => {
  test("integers become float32 where the result is real, and stay where it is whole", () => {
    const i = tensor([-3, 4], { dtype: "int32" });
    expect(unary.exp(tensor([true, false])).dtype).toBe("float32");
    expect(unary.sqrt(i).dtype).toBe("float32");
    for (const f of [unary.neg, unary.abs, unary.sign, unary.relu, unary.floor, unary.ceil, unary.round])
      expect(f(i).dtype).toBe("int32");
    expectClose(unary.abs(i), [3, 4]);
    expectClose(unary.floor(i), [-3, 4]);
  });

  test("16-bit floats stay what they are", () => {
    expect(unary.exp(tensor([1], { dtype: "float16" })).dtype).toBe("float16");
    expect(unary.tanh(tensor([1], { dtype: "bfloat16" })).dtype).toBe("bfloat16");
  });

  test("bools are no numbers to negate", () => {
    expectError(() => unary.neg(tensor([true])), "dtype_mismatch", "bool");
    expectError(() => unary.relu(tensor([true])), "dtype_mismatch");
  });

  test("logicalNot compares anything but bools with 0", () => {
    expect(unary.logicalNot(tensor([true, false])).toArraySync()).toEqual([false, true]);
    expect(unary.logicalNot(tensor([0, 2.5, Number.NaN])).toArraySync()).toEqual([true, false, false]);
  });
});

test("a value that is no tensor is refused by name", () => {
  // @ts-expect-error a number is no tensor
  expectError(() => unary.exp(3), "invalid_argument", "exp", "number 3");
  // @ts-expect-error an array is no tensor
  expectError(() => unary.exp([3]), "invalid_argument", "an array");
  // @ts-expect-error null is no tensor
  expectError(() => unary.exp(null), "invalid_argument", "null");
  // @ts-expect-error a Map is no tensor
  expectError(() => unary.exp(new Map()), "invalid_argument", "a Map");
});
