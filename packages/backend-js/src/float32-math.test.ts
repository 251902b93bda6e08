import { expect, test } from "vitest";
import { erf } from "./erf.js";
import { float32Erf, float32Exp, float32Sigmoid, float32Tanh } from "./float32-math.js";

const SMALLEST_NORMAL = 2 ** -126;

test.each([
  ["exp", float32Exp, Math.exp],
  ["tanh", float32Tanh, Math.tanh],
  ["sigmoid", float32Sigmoid, (x: number) => 1 / (1 + Math.exp(-x))],
  ["erf", float32Erf, erf],
])("%s rounds to the float32 of the float64 function", (_, fast, exact) => {
  for (const range of [0.01, 1, 10, 200])
    for (let i = -5000; i <= 5000; i++) {
      const x = Math.fround((i / 5000) * range);
      const y = exact(x);
      const isExtreme = Math.abs(y) < SMALLEST_NORMAL || Math.fround(y) === Number.POSITIVE_INFINITY;
      const isRight = isExtreme
        ? Object.is(Math.fround(fast(x)), Math.fround(y))
        : Math.abs(fast(x) - y) <= 1e-9 * Math.abs(y);
      if (!isRight) expect.fail(`at ${x}: ${fast(x)}, expected ${y}`);
    }
});

test.each([
  [float32Exp, [Number.NaN, Number.POSITIVE_INFINITY, 0, 1, 1]],
  [float32Tanh, [Number.NaN, 1, -1, 0, -0]],
  [float32Sigmoid, [Number.NaN, 1, 0, 0.5, 0.5]],
  [float32Erf, [Number.NaN, 1, -1, 0, -0]],
])("%o at NaN, ∞, −∞, 0 and −0", (f, expected) => {
  const xs = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
  expect(xs.map((x) => Math.fround(f(x)))).toEqual(expected);
});
