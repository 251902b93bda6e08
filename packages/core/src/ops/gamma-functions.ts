import { checkInteger } from "../checks.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { add, div, logicalAnd, mul, pow, sub } from "./binary.js";
import { clamp } from "./clamp.js";
import { equal, less } from "./compare.js";
import { factorial, fromInteger } from "./sinc.js";
import { abs, floor, log, log1p, neg, sin, tan } from "./unary.js";
import { where } from "./where.js";
import { polynomial, spend, wide } from "./wide.js";

/** B₂, B₄, …, B₁₆ (Abramowitz & Stegun, table 23.2). */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
const bernoulliNumbers = (x: Tensor) => BERNOULLI.slice(0, x.dtype === "float64" ? 8 : 4);

/** From here on the asymptotic series hold every digit. */
const FAR = 8;

/** ln Γ(x) for x ≥ 8 (Stirling's series: Abramowitz & Stegun 6.1.41). */
function stirling(x: Tensor): Tensor {
  const inverse = div(1, x);
  const terms = bernoulliNumbers(x).map((b, j) => b / ((2 * j + 1) * (2 * j + 2)));
  const rest = add(mul(inverse, polynomial(mul(inverse, inverse), terms)), (Math.log(2 * Math.PI) - 1) / 2);
  return add(mul(sub(x, 0.5), sub(log(x), 1)), rest);
}

/** B₂ⱼ/(2j)!·s·(s + 1)·…·(s + 2j − 2) for j = 1, 2, …: the series by which Euler and Maclaurin sum (x + k)⁻ˢ. */
const eulerMaclaurin = (s: number, numbers: readonly number[]): readonly number[] =>
  numbers.map((b, j) => (b * rising(s, 2 * j + 1)) / factorial(2 * j + 2));

/** s·(s + 1)·…, `count` factors. */
const rising = (s: number, count: number): number => (count === 0 ? 1 : s * rising(s + 1, count - 1));

/** ζ(k) − 1. */
function zetaBelowOne(k: number): number {
  let sum = FAR ** (1 - k) / (k - 1) + FAR ** -k / 2;
  for (const [j, c] of eulerMaclaurin(k, BERNOULLI).entries()) sum += c * FAR ** (-k - 2 * j - 1);
  for (let m = FAR - 1; m > 1; m--) sum += m ** -k;
  return sum;
}

const EULER = 0.5772156649015329;

/** ln Γ(2 + t) for |t| ≤ ½, exact to the last digits near its zeros (Abramowitz & Stegun 6.1.33). */
function nearTwo(t: Tensor): Tensor {
  const terms = Array.from({ length: t.dtype === "float64" ? 24 : 11 }, (_, i) => {
    const k = i + 2;
    return ((-1) ** k * zetaBelowOne(k)) / k;
  });
  return mul(t, polynomial(t, [1 - EULER, ...terms]));
}

/** ln Γ(x) for 0 ≤ x < 8 by Γ(x + 1) = x·Γ(x). */
function nearby(x: Tensor): Tensor {
  const v = clamp(x, { max: FAR });
  const n = floor(add(v, 0.5));
  const t = sub(v, n);
  let product = add(t, 2);
  for (let k = 3; k < FAR; k++) product = spend(product, (p) => mul(p, where(less(n, k + 1), 1, add(t, k))));
  const above = log(where(less(n, 3), 1, product));
  const below = add(log1p(where(less(n, 2), t, 0)), log(where(less(n, 1), v, 1)));
  return add(nearTwo(t), sub(above, below));
}

/**
 * ln |Γ(x)|, elementwise; ∞ at 0, −1, −2, …
 * @example
 * lgamma(tensor([1, 5, 0.5])); // [0, 3.1781, 0.5724]
 */
export const lgamma = (x: TensorLike): Tensor =>
  wide(
    "lgamma",
    x,
    (v) => {
      const isNegative = less(v, 0);
      const mirrored = where(isNegative, sub(1, v), v);
      const upper = where(less(mirrored, FAR), nearby(mirrored), stirling(mirrored));
      const sine = abs(sin(mul(fromInteger(v), Math.PI)));
      const mirror = sub(Math.log(Math.PI), add(log(sine), upper)); // Γ(x)·Γ(1 − x) = π/sin πx
      const lower = where(less(v, -1e-20), mirror, neg(log(abs(v)))); // π·x has few digits where x is subnormal
      return where(isPole(v), Number.POSITIVE_INFINITY, where(isNegative, lower, upper));
    },
    (g, v) => mul(g, digamma(v)),
  );

/** 0, −1, −2, … */
const isPole = (x: Tensor): Tensor => logicalAnd(less(x, 1), equal(x, floor(x)));

/** ζ(s, x) for x ≥ 0 without its pole at s = 1: 8 terms and the Euler–Maclaurin series for the rest. */
function hurwitzZeta(s: number, x: Tensor): Tensor {
  const power = (v: Tensor) => (s === 1 ? div(1, v) : pow(v, -s));
  const far = add(x, FAR);
  const inverse = div(1, far);
  const terms = eulerMaclaurin(s, bernoulliNumbers(x));
  const correction = add(mul(inverse, polynomial(mul(inverse, inverse), terms)), 0.5);
  let sum = add(mul(power(far), correction), s === 1 ? neg(log(far)) : mul(pow(far, 1 - s), 1 / (s - 1)));
  for (let k = FAR - 1; k >= 0; k--) sum = spend(sum, (total) => add(total, power(k === 0 ? x : add(x, k))));
  return sum;
}

/** The derivative of order n of cot u as the coefficients of a polynomial in cot u, because cot′ = −(1 + cot²). */
function cotangentDerivative(n: number): readonly number[] {
  let p = [0, 1];
  for (let i = 0; i < n; i++) {
    const slope = p.slice(1).map((c, k) => c * (k + 1));
    p = [...slope, 0, 0].map((c, k) => -c - (slope[k - 2] ?? 0));
  }
  return p;
}

/**
 * The derivative of order `order` of digamma, elementwise (torch.polygamma); poles at 0, −1, −2, …
 * @throws TenonError `invalid_argument` unless the order is an integer ≥ 0.
 * @example
 * polygamma(tensor([1]), 1); // [1.6449]
 */
export function polygamma(x: TensorLike, order: number): Tensor {
  checkInteger("polygamma", "order", order, 0);
  const sign = (-1) ** order;
  return wide(
    order === 0 ? "digamma" : "polygamma",
    x,
    (v) => {
      const isNegative = less(v, 0);
      const mirrored = where(isNegative, sub(1, v), v);
      const upper = mul(hurwitzZeta(order + 1, mirrored), -sign * factorial(order));
      const cotangent = div(1, tan(mul(fromInteger(where(isNegative, v, 0.25)), Math.PI)));
      const turn = mul(polynomial(cotangent, cotangentDerivative(order)), Math.PI ** (order + 1));
      const lower = sub(mul(upper, sign), turn); // ψ(1 − x) − ψ(x) = π·cot πx, differentiated
      const atPole = sign > 0 ? Number.NaN : Number.POSITIVE_INFINITY;
      return where(isNegative, where(isPole(v), atPole, lower), upper);
    },
    (g, v) => mul(g, polygamma(v, order + 1)),
  );
}

/**
 * The derivative of ln Γ, elementwise; NaN at −1, −2, …, ∓∞ at ±0.
 * @example
 * digamma(tensor([1, 0.5])); // [-0.5772, -1.9635]
 */
export const digamma = (x: TensorLike): Tensor => polygamma(x, 0);
