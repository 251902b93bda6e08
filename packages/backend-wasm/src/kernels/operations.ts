import type { BinaryOp, CompareOp, UnaryOp } from "@tenon/core";
import { call, type F64, f32x4, f64x2, i32, i32x4, i64x2, type V128, v128 } from "../assembler/index.js";
import { settle } from "./cast.js";
import { type Context, eachDouble, type LaneKind, type Lanes, laneKind, lanes } from "./lanes.js";
import { joinWords, narrow, type VectorFunction, widen } from "./math/doubles.js";
import { erf } from "./math/error-function.js";
import { exp, expm1, sigmoid, tanh } from "./math/exponential.js";
import { erf64, hostMath, hostMath2 } from "./math/host-math.js";
import { log, log1p } from "./math/logarithm.js";
import { mod64, pow, pow64, powInteger } from "./math/power.js";
import { acos, asin, atan, atan2, cos, sin, tan } from "./math/trigonometry.js";

type Vector1 = (x: V128, c: Context) => V128;
type Vector2 = (a: V128, b: V128, c: Context) => V128;

/** The kinds of lanes that an op is defined on; every op has one row in its family's table. */
type Unary = Partial<Record<LaneKind, Vector1>>;
type Binary = Partial<Record<LaneKind, Vector2>>;

const zero = f32x4.const(0);
const zero64 = f64x2.const(0);
const one = i32x4.const(1);
const one64 = f64x2.const(1);

const shared =
  (make: (m: Context["m"]) => VectorFunction): Vector1 =>
  (x, { m }) =>
    call(make(m), x);

const inline =
  (write: (f: Context["f"], x: V128) => V128): Vector1 =>
  (x, { f }) =>
    write(f, x);

/** An op on doubles through the host's function. */
const host =
  (name: Parameters<typeof hostMath>[1]): Vector1 =>
  (x, c) =>
    perDouble(x, c, (value) => call(hostMath(c.m, name), value));

const UNARY: { readonly [K in UnaryOp]: Unary } = {
  neg: { f32: f32x4.neg, i32: i32x4.neg, f64: f64x2.neg },
  abs: { f32: f32x4.abs, i32: i32x4.abs, f64: f64x2.abs },
  sign: {
    f32: (x) => select3(f32x4.const(1), f32x4.const(-1), f32x4.add(x, zero), f32x4.gt(x, zero), f32x4.lt(x, zero)),
    i32: (x) => i32x4.maxS(i32x4.minS(x, one), i32x4.const(-1)),
    f64: (x) => select3(one64, f64x2.const(-1), f64x2.add(x, zero64), f64x2.gt(x, zero64), f64x2.lt(x, zero64)),
  },
  floor: { f32: f32x4.floor, f64: f64x2.floor },
  ceil: { f32: f32x4.ceil, f64: f64x2.ceil },
  round: { f32: f32x4.nearest, f64: f64x2.nearest },
  exp: { f32: inline(exp), f64: host("exp") },
  expm1: { f32: inline(expm1), f64: host("expm1") },
  log: { f32: inline(log), f64: host("log") },
  log1p: { f32: inline(log1p), f64: host("log1p") },
  sqrt: { f32: f32x4.sqrt, f64: f64x2.sqrt },
  rsqrt: { f32: (x) => f32x4.div(f32x4.const(1), f32x4.sqrt(x)), f64: (x) => f64x2.div(one64, f64x2.sqrt(x)) },
  sin: { f32: shared(sin), f64: host("sin") },
  cos: { f32: shared(cos), f64: host("cos") },
  tan: { f32: shared(tan), f64: host("tan") },
  asin: { f32: shared(asin), f64: host("asin") },
  acos: { f32: shared(acos), f64: host("acos") },
  atan: { f32: shared(atan), f64: host("atan") },
  tanh: { f32: inline(tanh), f64: host("tanh") },
  erf: { f32: inline(erf), f64: (x, c) => perDouble(x, c, (value) => call(erf64(c.m), value)) },
  sigmoid: { f32: inline(sigmoid), f64: (x, c) => sigmoid64(x, c) },
  relu: {
    // x < 0 ? 0 : x keeps NaN, and the sum turns −0 into 0. V8 takes eight instructions for f32x4.max.
    f32: (x) => f32x4.add(f32x4.pmax(x, zero), zero),
    i32: (x) => i32x4.maxS(x, i32x4.const(0)),
    f64: (x) => f64x2.add(f64x2.pmax(x, zero64), zero64),
  },
  not: { mask: v128.not },
};

const BINARY: { readonly [K in BinaryOp]: Binary } = {
  add: { f32: f32x4.add, i32: i32x4.add, f64: f64x2.add },
  sub: { f32: f32x4.sub, i32: i32x4.sub, f64: f64x2.sub },
  mul: { f32: f32x4.mul, i32: i32x4.mul, f64: f64x2.mul },
  div: { f32: f32x4.div, i32: (a, b, c) => perInteger(a, b, c, "quotient", quotient), f64: f64x2.div },
  mod: {
    f32: (a, b, c) => throughDoubles(a, b, c, (x, y) => call(mod64(c.m), x, y)),
    i32: (a, b, c) => perInteger(a, b, c, "remainder", remainder),
    f64: (a, b, c) => perDouble2(a, b, c, (x, y) => call(mod64(c.m), x, y)),
  },
  pow: {
    f32: (a, b, { m }) => call(pow(m), a, b),
    i32: (a, b, { m }) => call(powInteger(m), a, b),
    f64: (a, b, c) => perDouble2(a, b, c, (x, y) => call(pow64(c.m), x, y)),
  },
  max: { f32: f32x4.max, i32: i32x4.maxS, mask: v128.or, f64: f64x2.max },
  min: { f32: f32x4.min, i32: i32x4.minS, mask: v128.and, f64: f64x2.min },
  atan2: {
    f32: (a, b, { m }) => call(atan2(m), a, b),
    f64: (a, b, c) => perDouble2(a, b, c, (x, y) => call(hostMath2(c.m, "atan2"), x, y)),
  },
  and: { mask: v128.and },
  or: { mask: v128.or },
  xor: { mask: v128.xor },
  shl: { i32: (a, b, c) => perInteger(a, b, c, "shl", i32.shl) },
  shr: { i32: (a, b, c) => perInteger(a, b, c, "shr", i32.shrS) },
  bitAnd: { i32: v128.and },
  bitOr: { i32: v128.or },
  bitXor: { i32: v128.xor },
};

/** Masks compare as unsigned integers: false is 0, true all ones. */
const COMPARE: { readonly [K in CompareOp]: Readonly<Record<LaneKind, (a: V128, b: V128) => V128>> } = {
  eq: { f32: f32x4.eq, i32: i32x4.eq, mask: i32x4.eq, f64: f64x2.eq },
  ne: { f32: f32x4.ne, i32: i32x4.ne, mask: i32x4.ne, f64: f64x2.ne },
  lt: { f32: f32x4.lt, i32: i32x4.ltS, mask: i32x4.ltU, f64: f64x2.lt },
  le: { f32: f32x4.le, i32: i32x4.leS, mask: i32x4.leU, f64: f64x2.le },
  gt: { f32: f32x4.gt, i32: i32x4.gtS, mask: i32x4.gtU, f64: f64x2.gt },
  ge: { f32: f32x4.ge, i32: i32x4.geS, mask: i32x4.geU, f64: f64x2.ge },
};

export function unaryLanes(c: Context, op: UnaryOp, x: Lanes): Lanes {
  const apply = defined(UNARY[op][laneKind(x.dtype)], op, x);
  return settle(
    c,
    x.dtype,
    x.parts.map((part) => apply(part, c)),
  );
}

export function binaryLanes(c: Context, op: BinaryOp, a: Lanes, b: Lanes): Lanes {
  const apply = defined(BINARY[op][laneKind(a.dtype)], op, a);
  return settle(
    c,
    a.dtype,
    a.parts.map((part, i) => apply(part, b.parts[i]!, c)),
  );
}

export function compareLanes(c: Context, op: CompareOp, a: Lanes, b: Lanes): Lanes {
  const apply = COMPARE[op][laneKind(a.dtype)];
  const [low, high] = a.parts.map((part, i) => apply(part, b.parts[i]!));
  return lanes(c, "bool", high ? joinWords(low!, high) : low!);
}

export function whereLanes(c: Context, condition: Lanes, a: Lanes, b: Lanes): Lanes {
  const mask = condition.parts[0]!;
  const masks = a.parts.length === 1 ? [mask] : [i64x2.extendLowI32x4S(mask), i64x2.extendHighI32x4S(mask)];
  return lanes(c, a.dtype, ...a.parts.map((part, i) => v128.bitselect(part, b.parts[i]!, masks[i]!)));
}

function defined<T>(apply: T | undefined, op: string, x: Lanes): T {
  if (apply === undefined) throw new RangeError(`${op} is not defined on ${x.dtype}`);
  return apply;
}

const select3 = (a: V128, b: V128, otherwise: V128, first: V128, second: V128) =>
  v128.bitselect(a, v128.bitselect(b, otherwise, second), first);

function perDouble(x: V128, { f }: Context, apply: (x: F64) => F64): V128 {
  return eachDouble([f.let(x)], apply)[0]!;
}

function perDouble2(a: V128, b: V128, { f }: Context, apply: (a: F64, b: F64) => F64): V128 {
  const [x, y] = [f.let(a), f.let(b)];
  const at = (i: number) => apply(f64x2.extractLane(x, i), f64x2.extractLane(y, i));
  return f64x2.replaceLane(f64x2.splat(at(0)), 1, at(1));
}

function throughDoubles(a: V128, b: V128, c: Context, apply: (a: F64, b: F64) => F64): V128 {
  const [lowA, highA] = widen(a);
  const [lowB, highB] = widen(b);
  return narrow(perDouble2(lowA, lowB, c, apply), perDouble2(highA, highB, c, apply));
}

type Scalar2 = (a: ReturnType<typeof i32.add>, b: ReturnType<typeof i32.add>) => ReturnType<typeof i32.add>;

function perInteger(a: V128, b: V128, { m, f }: Context, name: string, apply: Scalar2): V128 {
  const scalar = m.once(name, () => m.function(["i32", "i32"], "i32", (_, x, y) => apply(x, y)));
  const [x, y] = [f.let(a), f.let(b)];
  const at = (i: number) => call(scalar, i32x4.extractLane(x, i), i32x4.extractLane(y, i));
  return [1, 2, 3].reduce<V128>((all, i) => i32x4.replaceLane(all, i, at(i)), i32x4.splat(at(0)));
}

/** Truncated; x / 0 is 0; −2³¹ / −1 wraps, where the instruction would trap: a divisor of −1 negates. */
const quotient: Scalar2 = (a, b) => i32.mul(i32.divS(a, special(b)), factor(b));
/** The sign of the divisor; 0 for a divisor of 0 or −1. */
const remainder: Scalar2 = (a, b) => {
  const r = i32.remS(a, special(b));
  const apart = i32.and(i32.ne(r, 0), i32.ltS(i32.xor(r, b), 0));
  return i32.mul(i32.add(r, i32.mul(apart, b)), i32.ne(factor(b), 0));
};

/** 1 in place of the divisors 0 and −1. */
const special = (b: Parameters<Scalar2>[1]) => i32.add(i32.mul(b, ordinary(b)), i32.eqz(ordinary(b)));
const ordinary = (b: Parameters<Scalar2>[1]) => i32.gtU(i32.add(b, 1), 1);
/** What the quotient by 1 is multiplied with: 0 for a divisor of 0, −1 for −1. */
const factor = (b: Parameters<Scalar2>[1]) => i32.add(ordinary(b), i32.mul(i32.eqz(ordinary(b)), b));

function sigmoid64(x: V128, c: Context): V128 {
  const argument = c.f.let(x);
  const e = c.f.let(host("exp")(f64x2.neg(f64x2.abs(argument)), c));
  const numerator = v128.bitselect(e, one64, f64x2.lt(argument, zero64));
  return f64x2.div(numerator, f64x2.add(one64, e));
}
