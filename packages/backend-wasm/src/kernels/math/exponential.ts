import { type FunctionBuilder, f32x4, i32x4, type V128, v128 } from "../../assembler/index.js";
import { polynomial } from "./polynomial.js";

// Written into the loops that use them: V8 builds a vector constant from three instructions, and keeps it in a register
// or on the stack only where it sees the loop. Called as functions they are half as fast.

/** ln 2 as a float with 15 trailing zero bits, and the rest: n·LN2_HIGH is exact for |n| < 2¹⁵. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444005469057e-4;

/** (eʳ − 1 − r) / r² on |r| ≤ ln 2 / 2, minimax to 5·10⁻¹¹. */
const EXP = [
  0.500000008275115, 0.16666666867561578, 0.04166625375573012, 0.008333262638260602, 0.0013947224921853976,
  0.00019919379901767889,
];

/** (tanh x / x − 1) / x² in x² on |x| ≤ 0.625, minimax to 2·10⁻¹⁰. */
const TANH = [
  -0.33333330906671765, 0.13333209763797949, -0.05394720426972946, 0.021702967108059346, -0.00818267386562405,
  0.0021475368681448076,
];

/** Adding and subtracting it rounds a float below 2²² to an integer, which the low bits of the sum hold. */
const ROUNDER = 1.5 * 2 ** 23;
const ROUNDER_BITS = 0x4b400000;

const one = f32x4.const(1);

/** 2ⁿ of four integers −126 ≤ n ≤ 127. */
const powerOfTwo = (n: V128) => i32x4.shl(i32x4.add(n, i32x4.const(127)), 23);

/** x = n·ln 2 + r with |r| ≤ ln 2 / 2: eʳ − 1 and the integers n, for |x| < 10⁶. */
function reduced(f: FunctionBuilder, x: V128) {
  const sum = f.let(f32x4.add(f32x4.mul(x, f32x4.const(Math.LOG2E)), f32x4.const(ROUNDER)));
  const n = f.let(f32x4.sub(sum, f32x4.const(ROUNDER)));
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.const(LN2_HIGH)));
  const r = f.let(f32x4.sub(high, f32x4.mul(n, f32x4.const(LN2_LOW))));
  return {
    expm1: f32x4.add(f32x4.mul(polynomial(r, EXP), f32x4.mul(r, r)), r),
    n: i32x4.sub(sum, i32x4.const(ROUNDER_BITS)),
  };
}

/** eˣ for −87 ≤ x ≤ 88, where results are normal. */
export function expOfSmall(f: FunctionBuilder, x: V128): V128 {
  const { expm1, n } = reduced(f, x);
  return f32x4.mul(f32x4.add(expm1, one), powerOfTwo(n));
}

/** eˣ, error below 1 ulp, subnormal results included. */
export function exp(f: FunctionBuilder, given: V128): V128 {
  const argument = f.let(given);
  const x = f.let(f32x4.pmax(f32x4.pmin(argument, f32x4.const(89)), f32x4.const(-104)));
  const { expm1, n } = reduced(f, x);
  const k = f.let(n);
  const half = f.let(i32x4.shrS(k, 1));
  return f32x4.mul(f32x4.mul(f32x4.add(expm1, one), powerOfTwo(half)), powerOfTwo(i32x4.sub(k, half)));
}

/** eˣ − 1, error below 2 ulp: 2·(2ⁿ⁻¹·(eʳ − 1) + (2ⁿ⁻¹ − ½)). */
export function expm1(f: FunctionBuilder, given: V128): V128 {
  const argument = f.let(given);
  const x = f.let(f32x4.pmax(f32x4.pmin(argument, f32x4.const(89)), f32x4.const(-20)));
  const { expm1, n } = reduced(f, x);
  const scale = f.let(powerOfTwo(i32x4.sub(n, i32x4.const(1))));
  const half = f.let(f32x4.add(f32x4.mul(scale, expm1), f32x4.sub(scale, f32x4.const(0.5))));
  const tiny = f32x4.lt(f32x4.abs(argument), f32x4.const(2 ** -25));
  return v128.bitselect(argument, f32x4.add(half, half), tiny);
}

/** tanh x, error below 2 ulp: an odd polynomial near 0, else 1 − 2 / (e^2|x| + 1); tanh 10 is 1 in float32. */
export function tanh(f: FunctionBuilder, given: V128): V128 {
  const x = f.let(given);
  const size = f.let(f32x4.abs(x));
  const z = f.let(f32x4.mul(x, x));
  const near = f32x4.add(size, f32x4.mul(f32x4.mul(polynomial(z, TANH), z), size));
  const e = expOfSmall(f, f.let(f32x4.pmin(f32x4.add(size, size), f32x4.const(20))));
  const far = f32x4.sub(one, f32x4.div(f32x4.const(2), f32x4.add(e, one)));
  const value = v128.bitselect(near, far, f32x4.lt(size, f32x4.const(0.625)));
  return v128.or(value, v128.and(x, i32x4.const(-0x80000000)));
}

/** 1 / (1 + e⁻ˣ), error below 3 ulp on both sides, since only e^−|x| is taken. */
export function sigmoid(f: FunctionBuilder, given: V128): V128 {
  const x = f.let(given);
  const e = f.let(exp(f, f32x4.neg(f32x4.abs(x))));
  const numerator = v128.bitselect(e, one, f32x4.lt(x, f32x4.const(0)));
  return f32x4.div(numerator, f32x4.add(one, e));
}
