import type { BinaryOp, CompareOp, UnaryOp } from "@tenon/core";
import { roundHalfEven } from "./convert.js";

/** Each unary op on one float64 (an exact integer for integer dtypes). */
export const UNARY: Readonly<Record<UnaryOp, (x: number) => number>> = {
  neg: (x) => -x,
  abs: (x) => Math.abs(x),
  sign: (x) => Math.sign(x),
  floor: (x) => Math.floor(x),
  ceil: (x) => Math.ceil(x),
  round: roundHalfEven,
  exp: (x) => Math.exp(x),
  expm1: (x) => Math.expm1(x),
  log: (x) => Math.log(x),
  log1p: (x) => Math.log1p(x),
  sqrt: (x) => Math.sqrt(x),
  rsqrt: (x) => 1 / Math.sqrt(x),
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  tan: (x) => Math.tan(x),
  asin: (x) => Math.asin(x),
  acos: (x) => Math.acos(x),
  atan: (x) => Math.atan(x),
  tanh: (x) => Math.tanh(x),
  erf,
  sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  relu: (x) => (Number.isNaN(x) ? x : x > 0 ? x : 0),
  not: (x) => (x === 0 ? 1 : 0),
};

/** Each binary op on two float64s, before rounding to a float dtype. The bit and bool ops are in `INTEGER_BINARY`. */
export const FLOAT_BINARY: Readonly<Partial<Record<BinaryOp, (a: number, b: number) => number>>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  mod: floorMod,
  pow: ieeePow,
  max: (a, b) => Math.max(a, b),
  min: (a, b) => Math.min(a, b),
  atan2: (a, b) => Math.atan2(a, b),
};

/** Each binary op on two exact integers (bool: 0 and 1); the caller wraps the result. */
export const INTEGER_BINARY: Readonly<Partial<Record<BinaryOp, (a: number, b: number) => number>>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => Math.imul(a, b),
  div: (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  mod: (a, b) => (b === 0 ? 0 : a - Math.floor(a / b) * b),
  pow: integerPow,
  max: (a, b) => Math.max(a, b),
  min: (a, b) => Math.min(a, b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  shl: (a, b) => a << (b & 31),
  shr: (a, b) => a >> (b & 31),
  bitAnd: (a, b) => a & b,
  bitOr: (a, b) => a | b,
  bitXor: (a, b) => a ^ b,
};

export const COMPARE: Readonly<Record<CompareOp, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

/**
 * Below 2: 2/√π · x · Σ (−x²)ⁿ / (n!·(2n+1)) in integers scaled by 2¹²⁸, where cancellation costs nothing.
 * Above: 1 − e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))) (Abramowitz & Stegun 7.1.5 and 7.1.14).
 */
function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < 0 || Object.is(x, -0)) return -erf(-x);
  if (x >= 6) return 1;
  if (x < 2) return (2 / Math.sqrt(Math.PI)) * (x * erfSeries(x));
  let fraction = x;
  for (let n = 80; n >= 1; n--) fraction = x + n / 2 / fraction;
  return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

function erfSeries(x: number): number {
  if (x < 2 ** -26) return 1;
  const square = (BigInt(x * 2 ** 79) ** 2n) >> 30n; // x has its last bit above 2⁻⁷⁹
  let power = 1n << 128n;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n++) {
    sum += power / (2n * n - 1n);
    power = -((power * square) >> 128n) / n;
  }
  return Number(sum) / 2 ** 128;
}

/** The remainder with the divisor's sign, as Python's and torch.remainder's. */
function floorMod(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** C99's pow, which NumPy and PyTorch follow: JavaScript's differs where the base is ±1. */
function ieeePow(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY)) return 1;
  return a ** b;
}

/** aᵇ modulo 2³² by repeated squaring; a negative exponent gives the truncated quotient 1/a⁻ᵇ. */
function integerPow(a: number, b: number): number {
  if (b < 0) return a === 1 ? 1 : a === -1 ? (b % 2 === 0 ? 1 : -1) : 0;
  let result = 1;
  let square = a;
  for (let rest = b; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}
