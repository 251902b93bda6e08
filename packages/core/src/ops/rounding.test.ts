import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { tensor } from "./create.js";
import { floorDivide, fmod, frac, trunc } from "./rounding.js";

useJs();

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const f64 = (values: readonly number[]) => tensor([...values], { dtype: "float64" });
const i32 = (values: readonly number[]) => tensor([...values], { dtype: "int32" });
const isMinusZero = (x: Tensor, i: number) => Object.is(x.dataSync()[i], -0);

describe("trunc and frac", () => {
  test("split a number toward 0", () => {
    const x = tensor([1.75, -1.75, -0.25, 3, inf, nan]);
    expectClose(trunc(x), [1, -1, 0, 3, inf, nan]);
    expect(isMinusZero(trunc(x), 2)).toBe(true);
    expectClose(frac(x), [0.75, -0.75, -0.25, 0, nan, nan]);
  });

  test("leave integers as they are", () => {
    expect(trunc(i32([5])).dtype).toBe("int32");
    expectClose(frac(i32([5, -2])), [0, 0]);
  });

  test("have slopes 0 and 1", () => {
    expectClose(grad((x) => trunc(x).sum())(tensor([1.5, -1.5]))[0]!, [0, 0]);
    expectClose(grad((x) => frac(x).sum())(tensor([1.5, -1.5]))[0]!, [1, 1]);
  });
});

describe("fmod", () => {
  test("is JavaScript's and C's remainder", () => {
    const values = [5, -5, 0.1, -7.5, 1e20, -0, inf, 3, nan];
    const pairs = values.flatMap((a) => [3, -3, 0.25, inf, 0].map((b) => [a, b] as const));
    const y = fmod(f64(pairs.map(([a]) => a)), f64(pairs.map(([, b]) => b)));
    expect([...y.dataSync()]).toEqual(pairs.map(([a, b]) => a % b));
  });

  test("of integers is exact, and 0 by 0", () => {
    const [a, b] = [i32([7, -7, 7, -7, -(2 ** 31), 5]), i32([3, 3, -3, -3, 3, 0])];
    expectClose(fmod(a, b), [1, -1, 1, -1, -2, 0]);
    expect(fmod(a, b).dtype).toBe("int32");
    expect(fmod(a, 2.5).dtype).toBe("float32");
  });

  test("has slopes 1 and −trunc(a/b), where a is 0 too", async () => {
    await gradcheck((a, b) => fmod(a, b).sum(), [f64([5, -5, 7]), f64([3, 1.5, -2.25])]);
    const [da, db] = grad((a, b) => fmod(a, b).sum())(f64([0, 7]), f64([3, 2]));
    expectClose(da!, [1, 1]);
    expectClose(db!, [0, -3]);
  });
});

describe("floorDivide", () => {
  test("is floor of the exact quotient", () => {
    expectClose(floorDivide(f64([7, -7, 7, -7, 1, 6]), f64([2, 2, -2, -2, 0.1, 0.1])), [3, -4, -4, 3, 9, 59]);
    expectClose(floorDivide(f64([-1, 1, 5, 0, -3, inf, nan]), f64([inf, inf, 0, 0, 0, 2, 1])), [-1, 0, inf, nan, -inf, nan, nan]); // biome-ignore format: one call
  });

  test("of integers stays one, and 0 by 0", () => {
    const y = floorDivide(i32([7, -7, -(2 ** 31), 5]), i32([2, 2, 3, 0]));
    expectClose(y, [3, -4, -715827883, 0]);
    expect(y.dtype).toBe("int32");
    expectClose(floorDivide(tensor([true, false]), tensor([true, true])), [1, 0]);
  });

  test("passes no gradient", () => {
    expect(floorDivide(tensor([3], { requiresGrad: true }), 2).requiresGrad).toBe(false);
  });
});
