import { type FunctionBuilder, f32x4, i32x4, type V128, v128 } from "../../assembler/index.js";
import { polynomial } from "./polynomial.js";

/** (log(1 + f) − f + f²/2) / f³ on √½ ≤ 1 + f ≤ √2, minimax to 8·10⁻¹⁰ of the logarithm. */
const LOG = [
  0.3333331260280287, -0.25000009603652595, 0.20002118732196308, -0.16667995667152988, 0.14219550908419895,
  -0.12405591416571334, 0.11888174596529752, -0.11675641304707707, 0.0674660133258616,
];
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444005469057e-4;
const SQRT_HALF_BITS = 0x3f3504f3;

const infinity = f32x4.const(Number.POSITIVE_INFINITY);

/** log x for positive normal x, plus the small `correction`: x = 2ᵏ·(1 + f) with 1 + f between √½ and √2. */
function logOfNormal(f: FunctionBuilder, x: V128, exponentBias: V128, correction: V128): V128 {
  const bits = f.let(i32x4.sub(x, i32x4.const(SQRT_HALF_BITS)));
  const k = f.let(f32x4.convertI32x4S(i32x4.add(i32x4.shrS(bits, 23), exponentBias)));
  const mantissa = i32x4.add(v128.and(bits, i32x4.const(0x7fffff)), i32x4.const(SQRT_HALF_BITS));
  const t = f.let(f32x4.sub(mantissa, f32x4.const(1)));
  const z = f.let(f32x4.mul(t, t));
  const tail = f32x4.add(f32x4.mul(f32x4.mul(polynomial(t, LOG), z), t), f32x4.mul(k, f32x4.const(LN2_LOW)));
  const small = f32x4.sub(f32x4.add(tail, correction), f32x4.mul(z, f32x4.const(0.5)));
  return f32x4.add(f32x4.add(small, t), f32x4.mul(k, f32x4.const(LN2_HIGH)));
}

/** What a logarithm of `x` is where it is not a plain number: NaN below 0, −∞ at 0, x itself at +∞ and NaN. */
function special(f: FunctionBuilder, x: V128, value: V128): V128 {
  const zero = f32x4.const(0);
  const finite = f.let(v128.bitselect(value, x, f32x4.lt(x, infinity)));
  const atZero = f.let(v128.bitselect(f32x4.neg(infinity), finite, f32x4.eq(x, zero)));
  return v128.bitselect(f32x4.const(Number.NaN), atZero, f32x4.lt(x, zero));
}

/** The natural logarithm, error below 1 ulp, subnormal arguments included. */
export function log(f: FunctionBuilder, given: V128): V128 {
  const x = f.let(given);
  const subnormal = f.let(f32x4.lt(x, f32x4.const(2 ** -126)));
  const normal = f.let(v128.bitselect(f32x4.mul(x, f32x4.const(2 ** 23)), x, subnormal));
  const bias = v128.and(subnormal, i32x4.const(-23));
  return special(f, x, logOfNormal(f, normal, bias, f32x4.const(0)));
}

/** log(1 + x), error below 2 ulp: the rounding of 1 + x is put back as a correction. */
export function log1p(f: FunctionBuilder, given: V128): V128 {
  const x = f.let(given);
  const one = f32x4.const(1);
  const u = f.let(f32x4.add(x, one));
  const lost = v128.bitselect(
    f32x4.sub(one, f32x4.sub(u, x)),
    f32x4.sub(x, f32x4.sub(u, one)),
    f32x4.gt(f32x4.abs(x), one),
  );
  const value = special(f, u, logOfNormal(f, u, i32x4.const(0), f32x4.div(lost, u)));
  const tiny = f32x4.lt(f32x4.abs(x), f32x4.const(2 ** -25));
  return v128.bitselect(x, f.let(value), tiny);
}
