import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { div, mod, mul, sub } from "./binary.js";
import { less } from "./compare.js";
import { abs, round, sin } from "./unary.js";
import { where } from "./where.js";
import { polynomial, wide } from "./wide.js";

/** x less its nearest integer: sin πx = ± sin πr and tan πx = tan πr, and large x lose nothing. */
export const fromInteger = (x: Tensor): Tensor => sub(x, round(x));

/** sin πx. */
function sinPi(x: Tensor): Tensor {
  const sign = sub(1, mul(mod(round(x), 2), 2)); // of the half turns left out
  return mul(sign, sin(mul(fromInteger(x), Math.PI)));
}

/**
 * sin(πx)/(πx), and 1 at 0, elementwise (normalised sinc).
 * @example
 * sinc(tensor([0, 0.5, 1])); // [1, 0.6366, 0]
 */
export const sinc = (x: TensorLike): Tensor =>
  wide("sinc", x, (v) => {
    const isSmall = less(abs(v), 0.5);
    const terms = Array.from({ length: v.dtype === "float64" ? 11 : 7 }, (_, k) => (-1) ** k / factorial(2 * k + 1));
    const z = mul(v, Math.PI);
    const large = where(isSmall, 1, v);
    return where(isSmall, polynomial(mul(z, z), terms), div(sinPi(large), mul(large, Math.PI)));
  });

export function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
