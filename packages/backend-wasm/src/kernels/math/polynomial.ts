import { f32x4, f64x2, type V128 } from "../../assembler/index.js";

/** c[0] + c[1]·x + c[2]·x² + … by Horner's rule on four floats. `x` is evaluated once per coefficient: a variable. */
export function polynomial(x: V128, coefficients: readonly number[]): V128 {
  return coefficients.map((c): V128 => f32x4.const(c)).reduceRight((sum, c) => f32x4.add(f32x4.mul(sum, x), c));
}

/** The same on two doubles. */
export function polynomial64(x: V128, coefficients: readonly number[]): V128 {
  return coefficients.map((c): V128 => f64x2.const(c)).reduceRight((sum, c) => f64x2.add(f64x2.mul(sum, x), c));
}
