import {
  call,
  type FunctionBuilder,
  f32,
  f32x4,
  f64,
  f64x2,
  i32x4,
  i64x2,
  type Local,
  type ModuleBuilder,
  type V128,
  v128,
} from "../../assembler/index.js";
import { signs, throughDoubles, throughDoubles2, type VectorFunction } from "./doubles.js";
import { hostMath } from "./host-math.js";
import { polynomial64 } from "./polynomial.js";

/** π/2 as a double with 20 trailing zero bits, and the rest: n·HIGH is exact for |n| < 2²⁰. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;

/** Above this the reduction by n·π/2 loses bits, and the host's function is called. */
const LARGEST = 2 ** 20;

/** Taylor coefficients in x²: sin x = x + x³·SIN, cos x = 1 + x²·COS; below 10⁻¹¹ on |x| ≤ π/4. */
const SIN = [-1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800];
const COS = [-1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600];

/** atan x = x + x³·ATAN in x²; below 10⁻¹⁰ on |x| ≤ tan π/8. */
const ATAN = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? -1 : 1) / (2 * i + 3));
const TAN_EIGHTH_PI = Math.SQRT2 - 1;

const one = f64x2.const(1);

/** sin and cos of the remainder of x by π/2, and the number of quarter turns as two 64-bit integers. */
function quarterTurns(f: FunctionBuilder, x: V128) {
  const n = f.let(f64x2.nearest(f64x2.mul(x, f64x2.const(2 / Math.PI))));
  const high = f64x2.sub(x, f64x2.mul(n, f64x2.const(HALF_PI_HIGH)));
  const r = f.let(f64x2.sub(high, f64x2.mul(n, f64x2.const(HALF_PI_LOW))));
  const z = f.let(f64x2.mul(r, r));
  return {
    sin: f.let(f64x2.add(r, f64x2.mul(f64x2.mul(polynomial64(z, SIN), z), r))),
    cos: f.let(f64x2.add(one, f64x2.mul(polynomial64(z, COS), z))),
    turns: f.let(i64x2.extendLowI32x4S(i32x4.truncSatF64x2SZero(n))),
  };
}

const oddMask = (turns: V128) => i64x2.shrS(i64x2.shl(turns, 63), 63);
const halfTurnSign = (turns: V128) => signs(i64x2.shl(turns, 62));

/** Calls `fast`, or the host's function lane by lane where an argument is too large for it. Keeps −0 if `odd`. */
function bounded(m: ModuleBuilder, name: "sin" | "cos" | "tan", fast: VectorFunction): VectorFunction {
  return m.once(`${name} bounded`, () =>
    m.function(["v128"], "v128", (f, x) => {
      const result = f.let(call(fast, x));
      if (name !== "cos") f.set(result, v128.bitselect(x, result, f32x4.eq(x, f32x4.const(0))));
      f.if(v128.anyTrue(f32x4.gt(f32x4.abs(x), f32x4.const(LARGEST))), () => {
        const host = hostMath(m, name);
        for (let i = 0; i < 4; i++) {
          const value = f32.demoteF64(call(host, f64.promoteF32(f32x4.extractLane(x, i))));
          f.set(result, f32x4.replaceLane(result, i, value));
        }
      });
      return result;
    }),
  );
}

/** sin x, error below 1 ulp. */
export function sin(m: ModuleBuilder): VectorFunction {
  const fast = throughDoubles(m, "sin", (f, x) => {
    const t = quarterTurns(f, x);
    return v128.xor(v128.bitselect(t.cos, t.sin, oddMask(t.turns)), halfTurnSign(t.turns));
  });
  return bounded(m, "sin", fast);
}

/** cos x, error below 1 ulp. */
export function cos(m: ModuleBuilder): VectorFunction {
  const fast = throughDoubles(m, "cos", (f, x) => {
    const t = quarterTurns(f, x);
    const sign = halfTurnSign(i64x2.add(t.turns, i64x2.const(1n)));
    return v128.xor(v128.bitselect(t.sin, t.cos, oddMask(t.turns)), sign);
  });
  return bounded(m, "cos", fast);
}

/** tan x, error below 1 ulp. */
export function tan(m: ModuleBuilder): VectorFunction {
  const fast = throughDoubles(m, "tan", (f, x) => {
    const t = quarterTurns(f, x);
    const odd = f.let(oddMask(t.turns));
    const over = v128.bitselect(f64x2.neg(t.cos), t.sin, odd);
    return f64x2.div(over, v128.bitselect(t.sin, t.cos, odd));
  });
  return bounded(m, "tan", fast);
}

/** atan of two doubles ≥ 0: at most 1 by the reciprocal, at most tan π/8 by (t − 1) / (t + 1). */
function atanOfPositive(f: FunctionBuilder, a: Local<"v128">): V128 {
  const large = f.let(f64x2.gt(a, one));
  const t = f.let(v128.bitselect(f64x2.div(one, a), a, large));
  const middle = f.let(f64x2.gt(t, f64x2.const(TAN_EIGHTH_PI)));
  const u = f.let(v128.bitselect(f64x2.div(f64x2.sub(t, one), f64x2.add(t, one)), t, middle));
  const z = f.let(f64x2.mul(u, u));
  const p = f64x2.add(u, f64x2.mul(f64x2.mul(polynomial64(z, ATAN), z), u));
  const r = f.let(f64x2.add(p, v128.and(f64x2.const(Math.PI / 4), middle)));
  return v128.bitselect(f64x2.sub(f64x2.const(Math.PI / 2), r), r, large);
}

/** The angle of the point (x, y), in all four quadrants and on their borders as C's atan2. */
function angle(f: FunctionBuilder, y: V128, x: V128): V128 {
  const [height, width] = [f.let(f64x2.abs(y)), f.let(f64x2.abs(x))];
  const zero = f64x2.const(0);
  const infinity = f64x2.const(Number.POSITIVE_INFINITY);
  const atOrigin = v128.and(f64x2.eq(height, zero), f64x2.eq(width, zero));
  const bothInfinite = v128.and(f64x2.eq(height, infinity), f64x2.eq(width, infinity));
  const ratio = v128.bitselect(one, f64x2.div(height, width), bothInfinite);
  const t = f.let(atanOfPositive(f, f.let(v128.andnot(ratio, atOrigin))));
  const left = i64x2.shrS(x, 63);
  const turned = v128.bitselect(f64x2.sub(f64x2.const(Math.PI), t), t, left);
  return v128.or(turned, signs(y));
}

/** atan x, error below 1 ulp. */
export function atan(m: ModuleBuilder): VectorFunction {
  return throughDoubles(m, "atan", (f, x) => {
    const positive = atanOfPositive(f, f.let(f64x2.abs(x)));
    return v128.or(positive, signs(x));
  });
}

/** The angle of the point (x, y), error below 1 ulp. */
export function atan2(m: ModuleBuilder) {
  return throughDoubles2(m, "atan2", (f, y, x) => angle(f, y, x));
}

const legOf = (x: V128) => f64x2.sqrt(f64x2.mul(f64x2.sub(one, x), f64x2.add(one, x)));

/** asin x, error below 1 ulp. */
export function asin(m: ModuleBuilder): VectorFunction {
  return throughDoubles(m, "asin", (f, x) => angle(f, x, f.let(legOf(x))));
}

/** acos x, error below 1 ulp. */
export function acos(m: ModuleBuilder): VectorFunction {
  return throughDoubles(m, "acos", (f, x) => angle(f, f.let(legOf(x)), x));
}
