import { noGrad } from "../engine/context.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { div, logicalAnd, logicalXor, mod, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { equal, less, notEqual } from "./compare.js";
import { abs, ceil, floor, neg, round, sign } from "./unary.js";
import { where } from "./where.js";
import { pair, widePair } from "./wide.js";

/**
 * The whole part of x, rounded toward 0, elementwise; integers are returned as they are.
 * @example
 * trunc(tensor([1.5, -1.5])); // [1, -1]
 */
export function trunc(x: TensorLike): Tensor {
  const t = asTensor(x, "trunc");
  return isFloat(t.dtype) ? scope(() => where(less(t, 0), ceil(t), floor(t))) : t.alias();
}

/**
 * x without its whole part, with the sign of x, elementwise.
 * @example
 * frac(tensor([1.5, -1.5])); // [0.5, -0.5]
 */
export function frac(x: TensorLike): Tensor {
  const t = asTensor(x, "frac");
  return scope(() => sub(t, trunc(t)));
}

/**
 * Remainder with the sign of a (C's fmod), elementwise with broadcasting; integers by 0 give 0. `mod` has the divisor's sign.
 * @example
 * fmod(tensor([-5, 5]), 3); // [-2, 2]
 */
export const fmod = (a: Operand, b: Operand): Tensor =>
  pair("fmod", a, b, (x, y) => {
    if (isFloat(x.dtype)) return widePair("fmod", x, y, towardZero, (g, u, v) => [g, neg(mul(g, trunc(div(u, v))))]);
    const rest = mod(x, y);
    return sub(rest, where(isBeyond(rest, x, y), y, 0));
  });

const towardZero = (a: Tensor, b: Tensor): Tensor => mul(sign(a), mod(abs(a), abs(b)));

/** Where a quotient rounded toward 0 lies above the one rounded down. */
const isBeyond = (rest: Tensor, a: Tensor, b: Tensor): Tensor =>
  logicalAnd(notEqual(rest, 0), logicalXor(less(a, 0), less(b, 0)));

/**
 * The largest whole number ≤ a/b, elementwise with broadcasting, without gradient; integers stay integers, and by 0 give 0.
 * @example
 * floorDivide(tensor([7, -7]), 2); // [3, -4]
 */
export const floorDivide = (a: Operand, b: Operand): Tensor =>
  noGrad(() =>
    pair("floorDivide", a, b, (x, y) => {
      if (x.dtype === "bool") return floorDivide(toDType(x, "int32"), toDType(y, "int32"));
      if (!isFloat(x.dtype)) {
        const quotient = run("binary", [x, y], { op: "div" }, undefined); // toward 0
        return sub(quotient, toDType(isBeyond(mod(x, y), x, y), x.dtype));
      }
      return widePair("floorDivide", x, y, (u, v) => {
        const rest = towardZero(u, v);
        const quotient = round(div(sub(u, rest), v)); // whole but for rounding
        const low = sub(quotient, toDType(isBeyond(rest, u, v), u.dtype));
        return where(equal(v, 0), div(u, v), low);
      });
    }),
  );
