import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { greater, less } from "./compare.js";
import { hypot } from "./hypot.js";
import { abs, exp, expm1, log, log1p, neg, rsqrt, sign, sqrt } from "./unary.js";
import { where } from "./where.js";
import { odd, wide } from "./wide.js";

/** ½eˣ and ½e⁻ˣ for x ≥ 0, as products of roots: eˣ alone would overflow before they do. */
function halves(x: Tensor): [Tensor, Tensor] {
  const root = exp(mul(x, 0.5));
  return [mul(mul(root, 0.5), root), div(div(0.5, root), root)];
}

/** ln 2x, which large x have for asinh x and acosh x to the last digit. */
const LARGE = 1e9;
const logTwice = (x: Tensor) => add(log(x), Math.LN2);

/**
 * Hyperbolic sine (eˣ − e⁻ˣ)/2, elementwise; accurate near 0.
 * @example
 * sinh(tensor([0, 1])); // [0, 1.1752]
 */
export const sinh = (x: TensorLike): Tensor =>
  wide(
    "sinh",
    x,
    (v) => {
      const small = mul(sub(expm1(v), expm1(neg(v))), 0.5);
      return where(less(abs(v), 1), small, mul(sign(v), sub(...halves(abs(v)))));
    },
    (g, v) => mul(g, cosh(v)),
  );

/**
 * Hyperbolic cosine (eˣ + e⁻ˣ)/2, elementwise.
 * @example
 * cosh(tensor([0, 1])); // [1, 1.5431]
 */
export const cosh = (x: TensorLike): Tensor =>
  wide(
    "cosh",
    x,
    (v) => add(...halves(abs(v))),
    (g, v) => mul(g, sinh(v)),
  );

/**
 * Inverse hyperbolic sine ln(x + √(x² + 1)), elementwise; accurate near 0.
 * @example
 * asinh(tensor([0, 1])); // [0, 0.8814]
 */
export const asinh = (x: TensorLike): Tensor =>
  wide(
    "asinh",
    x,
    (v) =>
      odd(v, (a) => {
        const square = mul(a, a);
        const small = log1p(add(a, div(square, add(sqrt(add(square, 1)), 1))));
        return where(greater(a, LARGE), logTwice(a), small);
      }),
    (g, v) => div(g, hypot(v, 1)),
  );

/**
 * Inverse hyperbolic cosine ln(x + √(x² − 1)), elementwise; NaN below 1.
 * @example
 * acosh(tensor([1, 2])); // [0, 1.317]
 */
export const acosh = (x: TensorLike): Tensor =>
  wide(
    "acosh",
    x,
    (v) => {
      const beyond = sub(v, 1);
      const small = log1p(add(beyond, sqrt(mul(beyond, add(beyond, 2)))));
      return where(less(v, 1), Number.NaN, where(greater(v, LARGE), logTwice(v), small));
    },
    (g, v) => mul(g, mul(rsqrt(sub(v, 1)), rsqrt(add(v, 1)))),
  );

/**
 * Inverse hyperbolic tangent ½·ln((1 + x)/(1 − x)), elementwise; NaN outside [−1, 1].
 * @example
 * atanh(tensor([0, 0.5])); // [0, 0.5493]
 */
export const atanh = (x: TensorLike): Tensor =>
  wide(
    "atanh",
    x,
    (v) => odd(v, (a) => mul(log1p(div(mul(a, 2), sub(1, a))), 0.5)),
    (g, v) => div(g, mul(sub(1, v), add(1, v))),
  );
