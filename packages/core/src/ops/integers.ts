import { checkIntegerDType } from "../checks.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { bitwiseXor, mod, mul } from "./binary.js";
import { toDType } from "./cast.js";
import { equal } from "./compare.js";
import { floorDivide } from "./rounding.js";
import { abs, logicalNot } from "./unary.js";
import { where } from "./where.js";
import { pair, spend } from "./wide.js";

/**
 * All bits turned over, −x − 1, elementwise on integers; bools are negated.
 * @throws TenonError `dtype_mismatch` for floats.
 * @example
 * bitwiseNot(tensor([0, 5], { dtype: "int32" })); // [-1, -6]
 */
export function bitwiseNot(x: TensorLike): Tensor {
  const t = asTensor(x, "bitwiseNot");
  return t.dtype === "bool" ? logicalNot(t) : bitwiseXor(t, -1);
}

/** Steps of Euclid's algorithm that the worst int32 need: two successive Fibonacci numbers (Lamé 1844). */
const STEPS = 46;

/**
 * Greatest common divisor, elementwise with broadcasting on integers; gcd(0, 0) is 0.
 * @throws TenonError `dtype_mismatch` for floats.
 * @example
 * gcd(tensor([12, 7], { dtype: "int32" }), 18); // [6, 1]
 */
export const gcd = (a: Operand, b: Operand): Tensor =>
  pair("gcd", a, b, (x, y) => {
    checkIntegerDType("gcd", x.dtype);
    let larger = abs(toDType(x, "int32"));
    let smaller = abs(toDType(y, "int32"));
    for (let i = 0; i < STEPS; i++) {
      const rest = mod(larger, smaller);
      larger = spend(larger, (n) => where(equal(smaller, 0), n, smaller));
      smaller.dispose();
      smaller = rest;
    }
    return larger;
  });

/**
 * Least common multiple, elementwise with broadcasting on integers; 0 where one of them is 0.
 * @throws TenonError `dtype_mismatch` for floats.
 * @example
 * lcm(tensor([4, 0], { dtype: "int32" }), 6); // [12, 0]
 */
export const lcm = (a: Operand, b: Operand): Tensor =>
  pair("lcm", a, b, (x, y) => {
    checkIntegerDType("lcm", x.dtype);
    return abs(mul(floorDivide(x, gcd(x, y)), y));
  });
