import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { clamp } from "./clamp.js";
import { equal, less } from "./compare.js";
import { erf, exp, expm1, log1p, neg, round, sqrt } from "./unary.js";
import { where } from "./where.js";
import { odd, spend, wide } from "./wide.js";

/** e^(−x²) for |x| < 30: the part of x whose square is exact apart from the rest. */
function gaussian(x: Tensor): Tensor {
  const head = mul(round(mul(x, 64)), 1 / 64);
  return mul(exp(neg(mul(head, head))), exp(mul(sub(head, x), add(head, x))));
}

const STEP = 0.5;

/**
 * erfc for x ≥ ½ to the last digits, by the trapezoidal rule on (x/π)·∫ e^(−x²−t²)/(x² + t²) dt, whose only error is the pole's
 * (Chiarella & Reichel 1968, "On the evaluation of integrals related to the error function").
 */
function upperTail(x: Tensor): Tensor {
  const v = clamp(x, { min: STEP, max: 30 }); // beyond, it is 0 in every dtype
  const square = mul(v, v);
  let sum = mul(div(1, square), 0.5);
  for (let k = 1; k <= (x.dtype === "float64" ? 13 : 9); k++) {
    const t = (k * STEP) ** 2;
    sum = spend(sum, (s) => add(s, div(Math.exp(-t), add(square, t))));
  }
  const pole = where(less(v, 6), div(2, expm1(mul(v, (2 * Math.PI) / STEP))), 0);
  return sub(mul(mul(mul(v, (2 * STEP) / Math.PI), sum), gaussian(v)), pole);
}

const SLOPE = 2 / Math.sqrt(Math.PI);

/**
 * Complementary error function 1 − erf x, elementwise; accurate where it is small.
 * @example
 * erfc(tensor([0, 1, 5])); // [1, 0.1573, 1.53746e-12]
 */
export const erfc = (x: TensorLike): Tensor =>
  wide(
    "erfc",
    x,
    (v) => where(less(v, STEP), sub(1, erf(v)), upperTail(v)),
    (g, v) => mul(g, mul(exp(neg(mul(v, v))), -SLOPE)),
  );

/** Within 0.2 % of erf⁻¹ x for 0 ≤ x < 1 (Winitzki 2008, "A handy approximation for the error function and its inverse"). */
function roughInverse(x: Tensor): Tensor {
  const a = 0.147;
  const logarithm = neg(log1p(neg(mul(x, x)))); // −ln(1 − x²)
  const middle = sub(2 / (Math.PI * a), mul(logarithm, 0.5));
  const part = mul(logarithm, 1 / a);
  return sqrt(div(part, add(sqrt(add(mul(middle, middle), part)), middle)));
}

/** Halley's step from y toward erf y = x, for `excess` = erf y − x. */
function refine(y: Tensor, excess: Tensor): Tensor {
  const step = div(excess, mul(exp(neg(mul(y, y))), SLOPE));
  return sub(y, div(step, add(mul(y, step), 1)));
}

/** erf⁻¹ x for |x| < 0.9999, to 10⁻⁶ of itself: what random draws need. */
export const quickErfinv = (x: Tensor): Tensor =>
  odd(x, (a) => {
    const y = roughInverse(a);
    return refine(y, sub(erf(y), a));
  });

/**
 * Inverse error function: y with erf y = x, elementwise; ±∞ at ±1, NaN beyond.
 * @example
 * erfinv(tensor([0, 0.8427])); // [0, 1]
 */
export const erfinv = (x: TensorLike): Tensor =>
  wide(
    "erfinv",
    x,
    (v) =>
      odd(v, (a) => {
        // By erfc where x is near 1, because erf has no digits left to tell.
        const step = (y: Tensor) => refine(y, where(less(a, STEP), sub(erf(y), a), sub(sub(1, a), erfc(y))));
        return where(equal(a, 1), Number.POSITIVE_INFINITY, step(step(roughInverse(a))));
      }),
    (g, _, y) => mul(g, mul(exp(mul(y, y)), 1 / SLOPE)),
  );
