import { expect, test } from "vitest";
import { erf } from "./erf.js";

/** 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), for |x| ≤ 1.5, where it loses no digits. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 40; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (sum * 2) / Math.sqrt(Math.PI);
}

/** erfc(x) as a continued fraction (Abramowitz and Stegun 7.1.14), for x ≥ 1.5. */
function tail(x: number): number {
  let fraction = 0;
  for (let n = 200; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

test("erf is right to 1 in 10¹⁵", () => {
  for (let x = 0; x < 7; x += 0.0037) {
    const expected = x < 1.5 ? series(x) : 1 - tail(x);
    expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(1e-15 * expected);
    expect(erf(-x)).toBe(-erf(x));
  }
});

test("erf of zeros, infinities and NaN", () => {
  expect([0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].map(erf)).toEqual([
    0,
    -0,
    1,
    -1,
    Number.NaN,
  ]);
});
