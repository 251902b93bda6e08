import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { add, div, logicalAnd, maximum, mul, pow, sub } from "./binary.js";
import { clamp } from "./clamp.js";
import { equal, greater, less } from "./compare.js";
import { atanh } from "./hyperbolic.js";
import { abs, exp, log, log1p, logicalNot, neg, round, sigmoid } from "./unary.js";
import { where } from "./where.js";
import { wide, widePair } from "./wide.js";

/**
 * 2ˣ, elementwise.
 * @example
 * exp2(tensor([3, 0.5])); // [8, 1.4142]
 */
export const exp2 = (x: TensorLike): Tensor => wide("exp2", x, (v) => pow(2, v));

/** The logarithm to a base, whole where x is a whole power of it. */
const logTo = (op: string, base: number, x: TensorLike): Tensor =>
  wide(
    op,
    x,
    (v) => {
      const near = mul(log(v), 1 / Math.log(base));
      const whole = round(near);
      const isPower = logicalAnd(equal(pow(base, whole), v), less(abs(sub(near, whole)), 0.01)); // 10⁻⁴⁵ rounds far, to 2⁻¹⁴⁹
      return where(isPower, whole, near);
    },
    (g, v) => div(g, mul(v, Math.log(base))),
  );

/**
 * Logarithm to base 2, elementwise; whole at powers of 2.
 * @example
 * log2(tensor([8, 0.5])); // [3, -1]
 */
export const log2 = (x: TensorLike): Tensor => logTo("log2", 2, x);

/**
 * Logarithm to base 10, elementwise; whole at powers of 10.
 * @example
 * log10(tensor([1000, 1])); // [3, 0]
 */
export const log10 = (x: TensorLike): Tensor => logTo("log10", 10, x);

/** log_β(βᵃ + βᵇ) = max + log_β(1 + β^−|a − b|), for `unit` = ln β. */
const logAdd = (op: string, unit: number, a: Operand, b: Operand): Tensor =>
  widePair(
    op,
    a,
    b,
    (x, y) => add(maximum(x, y), mul(log1p(exp(mul(abs(difference(x, y)), -unit))), 1 / unit)),
    (g, x, y) => {
      const share = sigmoid(mul(difference(x, y), unit));
      return [mul(g, share), mul(g, sub(1, share))];
    },
  );

/** a − b, and 0 for infinities that are equal. */
function difference(a: Tensor, b: Tensor): Tensor {
  const isSame = logicalAnd(equal(a, b), equal(abs(a), Number.POSITIVE_INFINITY));
  return where(isSame, 0, sub(a, where(isSame, 0, b)));
}

/**
 * ln(eᵃ + eᵇ), elementwise with broadcasting, without overflow.
 * @example
 * logaddexp(tensor([1000, 0]), tensor([1000, 0])); // [1000.6931, 0.6931]
 */
export const logaddexp = (a: Operand, b: Operand): Tensor => logAdd("logaddexp", 1, a, b);

/**
 * log₂(2ᵃ + 2ᵇ), elementwise with broadcasting, without overflow.
 * @example
 * logaddexp2(tensor([1000, 0]), tensor([1000, 0])); // [1001, 1]
 */
export const logaddexp2 = (a: Operand, b: Operand): Tensor => logAdd("logaddexp2", Math.LN2, a, b);

/**
 * x·ln y, elementwise with broadcasting, and 0 where x is 0 and y is a number.
 * @example
 * xlogy(tensor([0, 2]), tensor([0, Math.E])); // [0, 2]
 */
export const xlogy = (x: Operand, y: Operand): Tensor =>
  widePair("xlogy", x, y, (v, w) => {
    const isOrdinary = logicalAnd(greater(w, 0), less(w, Number.POSITIVE_INFINITY));
    const isVoid = logicalAnd(logicalAnd(equal(v, 0), equal(w, w)), logicalNot(isOrdinary));
    return mul(v, log(where(isVoid, 1, w)));
  });

export interface LogitOptions {
  /** Cuts x to [epsilon, 1 − epsilon] first; default: it is taken as it is. */
  readonly epsilon?: number;
}

/**
 * ln(x/(1 − x)), the inverse of `sigmoid`, elementwise; accurate near ½; NaN outside [0, 1].
 * @example
 * logit(tensor([0.5, 0.75])); // [0, 1.0986]
 */
export function logit(x: TensorLike, { epsilon }: LogitOptions = {}): Tensor {
  const t = asTensor(x, "logit");
  if (epsilon !== undefined) return scope(() => logit(clamp(t, { min: epsilon, max: 1 - epsilon })));
  return wide(
    "logit",
    t,
    (v) => where(less(v, 0.25), sub(log(v), log1p(neg(v))), mul(atanh(sub(mul(v, 2), 1)), 2)),
    (g, v) => div(g, mul(v, sub(1, v))),
  );
}
