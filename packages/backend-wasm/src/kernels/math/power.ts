import {
  call,
  type FunctionRef,
  f64,
  f64x2,
  i32,
  i32x4,
  i64x2,
  type ModuleBuilder,
  select,
  v128,
} from "../../assembler/index.js";
import { joinWords, signs, throughDoubles2 } from "./doubles.js";
import { hostMath2 } from "./host-math.js";
import { polynomial64 } from "./polynomial.js";

const one = f64x2.const(1);
const infinity = f64x2.const(Number.POSITIVE_INFINITY);
const SQRT_HALF_BITS = 0x3fe6a09e667f3bcdn;

/** log₂ of 1 + f in s = f / (2 + f): 2/ln 2·(s + s³/3 + s⁵/5 + …), below 10⁻¹³. */
const LOG2 = Array.from({ length: 9 }, (_, k) => (2 * Math.LOG2E) / (2 * k + 1));
/** 2ʳ = Σ (ln 2)ᵏ/k!·rᵏ, below 10⁻¹² on |r| ≤ ½. */
const EXP2 = Array.from({ length: 12 }, (_, k) => Math.LN2 ** k / factorial(k));

/** aᵇ of floats, error below 1 ulp, with C's rules: 1 to anything and anything to 0 are 1. */
export function pow(m: ModuleBuilder) {
  return throughDoubles2(m, "pow", (f, a, b) => {
    const size = f.let(f64x2.abs(a));
    const bits = f.let(i64x2.sub(size, i64x2.const(SQRT_HALF_BITS)));
    const exponents = i64x2.shrS(bits, 52);
    const k = f64x2.convertLowI32x4S(joinWords(exponents, exponents));
    const mantissa = i64x2.add(v128.and(bits, i64x2.const((1n << 52n) - 1n)), i64x2.const(SQRT_HALF_BITS));
    const t = f.let(f64x2.sub(mantissa, one));
    const s = f.let(f64x2.div(t, f64x2.add(t, f64x2.const(2))));
    const z = f.let(f64x2.mul(s, s));
    const finite = f64x2.add(k, f64x2.mul(polynomial64(z, LOG2), s));
    const notZero = v128.bitselect(f64x2.neg(infinity), finite, f64x2.eq(size, f64x2.const(0)));
    const logarithm = f.let(v128.bitselect(notZero, size, f64x2.lt(size, infinity)));
    const product = v128.andnot(f64x2.mul(b, logarithm), f64x2.eq(size, one));
    const y = f.let(f64x2.max(f64x2.min(product, f64x2.const(300)), f64x2.const(-300)));
    const n = f.let(f64x2.nearest(y));
    const r = f.let(f64x2.sub(y, n));
    const whole = i64x2.extendLowI32x4S(i32x4.truncSatF64x2SZero(n));
    const scale = i64x2.shl(i64x2.add(whole, i64x2.const(1023n)), 52);
    const magnitude = f64x2.mul(polynomial64(r, EXP2), scale);

    const integer = f.let(f64x2.eq(f64x2.trunc(b), b));
    const half = f64x2.mul(b, f64x2.const(0.5));
    const odd = v128.and(integer, f64x2.ne(f64x2.trunc(half), half));
    const signed = v128.or(magnitude, v128.and(signs(a), odd));
    const negative = v128.and(f64x2.lt(a, f64x2.const(0)), f64x2.gt(a, f64x2.neg(infinity)));
    const undefined_ = v128.andnot(negative, integer);
    const real = v128.bitselect(f64x2.const(Number.NaN), signed, undefined_);
    const alwaysOne = v128.or(f64x2.eq(a, one), f64x2.eq(b, f64x2.const(0)));
    return v128.bitselect(one, real, alwaysOne);
  });
}

/** aᵇ of doubles: the host's, but 1 where C has 1 and JavaScript NaN. */
export function pow64(m: ModuleBuilder): FunctionRef<readonly ["f64", "f64"], "f64"> {
  return m.once("pow64", () =>
    m.function(["f64", "f64"], "f64", (f, a, b) => {
      const value = call(hostMath2(m, "pow"), a, b);
      const endless = f64.eq(f64.abs(b), Number.POSITIVE_INFINITY);
      const overUnit = f.let(select(f64.eq(f64.abs(a), 1), select(endless, f64.const(1), value), value));
      return select(f64.eq(a, 1), f64.const(1), overUnit);
    }),
  );
}

/** aᵇ of integers, wrapping, by squaring; a negative exponent gives the truncated quotient 1/a^|b|. */
export function powInteger(m: ModuleBuilder): FunctionRef<readonly ["v128", "v128"], "v128"> {
  return m.once("pow integer", () =>
    m.function(["v128", "v128"], "v128", (f, a, b) => {
      const unit = i32x4.const(1);
      const result = f.let(unit);
      const base = f.let(v128.or(a, a));
      const rest = f.let(v128.or(b, b));
      const zero = i32x4.const(0);
      f.while(v128.anyTrue(rest), () => {
        const taken = i32x4.ne(v128.and(rest, unit), zero);
        f.set(result, v128.bitselect(i32x4.mul(result, base), result, taken));
        f.set(base, i32x4.mul(base, base));
        f.set(rest, i32x4.shrU(rest, 1));
      });
      const isUnit = v128.or(i32x4.eq(a, unit), i32x4.eq(a, i32x4.const(-1)));
      return v128.andnot(result, v128.andnot(i32x4.ltS(b, zero), isUnit));
    }),
  );
}

/** The remainder of a / b with the sign of b, exact by long division; NaN for b = 0 and infinite a. */
export function mod64(m: ModuleBuilder): FunctionRef<readonly ["f64", "f64"], "f64"> {
  return m.once("mod64", () =>
    m.function(["f64", "f64"], "f64", (f, a, b) => {
      const size = f.let(f64.abs(b));
      const rest = f.let(f64.abs(a));
      const step = f.let(f64.abs(b));
      const valid = i32.and(f64.lt(rest, Number.POSITIVE_INFINITY), f64.gt(size, 0));
      f.if(i32.eqz(valid), () => f.return(f64.const(Number.NaN)));
      f.while(f64.le(f64.add(step, step), rest), () => f.set(step, f64.add(step, step)));
      // An infinite divisor leaves `a` as it is, and could not be halved.
      f.if(f64.eq(step, Number.POSITIVE_INFINITY), () => f.set(step, 0));
      f.while(f64.ge(step, size), () => {
        f.if(f64.ge(rest, step), () => f.set(rest, f64.sub(rest, step)));
        f.set(step, f64.mul(step, 0.5));
      });
      const remainder = f.let(f64.copysign(rest, a));
      const opposite = f64.lt(f64.mul(f64.copysign(1, a), f64.copysign(1, b)), 0);
      const apart = i32.and(opposite, f64.gt(rest, 0));
      return select(apart, f64.add(remainder, b), remainder);
    }),
  );
}

function factorial(k: number): number {
  return k < 2 ? 1 : k * factorial(k - 1);
}
