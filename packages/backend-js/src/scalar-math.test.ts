import { describe, expect, test } from "vitest";
import { floatMod, floatPow, integerMod, integerPow, roundHalfToEven } from "./scalar-math.js";

describe("roundHalfToEven", () => {
  test.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, -0],
    [-1.5, -2],
    [-2.5, -2],
    [2.4999999999999996, 2],
    [2 ** 52 + 1, 2 ** 52 + 1],
    [-0, -0],
    [Number.NaN, Number.NaN],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ])("%d → %d", (x, y) => expect(roundHalfToEven(x)).toBe(y));
});

describe("mod takes the divisor's sign", () => {
  test.each([
    [7, 3, 1],
    [-7, 3, 2],
    [7, -3, -2],
    [-7, -3, -1],
    [6, -3, 0],
  ])("%d mod %d = %d", (x, y, r) => {
    expect(floatMod(x, y)).toBe(r);
    expect(integerMod(x, y)).toBe(r);
  });

  test("by zero", () => {
    expect(floatMod(1, 0)).toBeNaN();
    expect(integerMod(1, 0)).toBe(0);
  });
});

describe("pow", () => {
  test("follows IEEE 754 where Math.pow does not", () => {
    expect(floatPow(1, Number.NaN)).toBe(1);
    expect(floatPow(-1, Number.POSITIVE_INFINITY)).toBe(1);
    expect(floatPow(0, 0)).toBe(1);
    expect(floatPow(Number.NaN, 0)).toBe(1);
    expect(floatPow(2, Number.NaN)).toBeNaN();
  });

  test("of integers wraps at 32 bits", () => {
    for (const base of [-7, -3, -1, 0, 1, 2, 3, 10, 12345])
      for (let n = 0; n < 40; n++)
        expect(integerPow(base, n)).toBe(Number(BigInt.asIntN(32, BigInt(base) ** BigInt(n))));
  });

  test.each([
    [1, -5, 1],
    [-1, -3, -1],
    [-1, -4, 1],
    [0, -1, 0],
    [3, -1, 0],
  ])("of integers %d ^ %d = %d", (x, n, y) => expect(integerPow(x, n)).toBe(y));
});
