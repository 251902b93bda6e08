import type { BinaryOp, CompareOp, UnaryOp } from "@tenon/core";
import { erf } from "./erf.js";

/** An elementwise op of one argument: the kernel that may do it, and what it means. */
export interface UnaryDefinition {
  readonly kernel: string;
  /** The result is one of the exact ones, so even the sign of a zero counts. */
  readonly exact?: boolean;
  /** Below this argument the result is subnormal, and some kernels give 0. */
  readonly subnormalBelow?: number;
  readonly of: (x: number) => number;
}

/** An elementwise op of two arguments; without a kernel it is computed on the host. */
export interface BinaryDefinition {
  readonly kernel?: string;
  /** The kernel loses a NaN on one side only; see `withNaN`. */
  readonly patchNaN?: boolean;
  readonly of: (a: number, b: number) => number;
}

const sign = (x: number) => (x > 0 ? 1 : x < 0 ? -1 : x);
const relu = (x: number) => (x <= 0 ? 0 : x);

export const FLOAT_UNARY: Readonly<Record<Exclude<UnaryOp, "not">, UnaryDefinition>> = {
  neg: { kernel: "Neg", exact: true, of: (x) => -x },
  abs: { kernel: "Abs", exact: true, of: Math.abs },
  sign: { kernel: "Sign", exact: true, of: sign },
  floor: { kernel: "Floor", exact: true, of: Math.floor },
  ceil: { kernel: "Ceil", exact: true, of: Math.ceil },
  round: { kernel: "Round", exact: true, of: roundHalfToEven },
  exp: { kernel: "Exp", of: Math.exp },
  expm1: { kernel: "Expm1", of: Math.expm1 },
  log: { kernel: "Log", of: Math.log },
  log1p: { kernel: "Log1p", of: Math.log1p },
  sqrt: { kernel: "Sqrt", of: Math.sqrt },
  rsqrt: { kernel: "Rsqrt", of: (x) => 1 / Math.sqrt(x) },
  sin: { kernel: "Sin", of: Math.sin },
  cos: { kernel: "Cos", of: Math.cos },
  tan: { kernel: "Tan", of: Math.tan },
  asin: { kernel: "Asin", of: Math.asin },
  acos: { kernel: "Acos", of: Math.acos },
  atan: { kernel: "Atan", of: Math.atan },
  tanh: { kernel: "Tanh", of: Math.tanh },
  erf: { kernel: "Erf", of: erf },
  sigmoid: {
    kernel: "Sigmoid",
    subnormalBelow: -87,
    of: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  },
  relu: { kernel: "Relu", exact: true, of: relu },
};

export const INT_UNARY: Readonly<Record<"neg" | "abs" | "sign" | "relu", UnaryDefinition>> = {
  neg: { kernel: "Neg", of: (x) => -x | 0 },
  abs: { kernel: "Abs", of: (x) => Math.abs(x) | 0 },
  sign: { kernel: "Sign", of: sign },
  relu: { kernel: "Relu", of: relu },
};

export const BOOL_UNARY: Readonly<Record<"not", UnaryDefinition>> = {
  not: { kernel: "LogicalNot", of: (x) => 1 - x },
};

type Arithmetic = "add" | "sub" | "mul" | "div" | "mod" | "pow" | "max" | "min";
type Bitwise = "shl" | "shr" | "bitAnd" | "bitOr" | "bitXor";

export const FLOAT_BINARY: Readonly<Record<Arithmetic | "atan2", BinaryDefinition>> = {
  add: { kernel: "Add", of: (a, b) => a + b },
  sub: { kernel: "Sub", of: (a, b) => a - b },
  mul: { kernel: "Multiply", of: (a, b) => a * b },
  div: { kernel: "RealDiv", of: (a, b) => a / b },
  mod: { kernel: "Mod", of: floorMod },
  pow: { kernel: "Pow", of: ieeePow },
  max: { kernel: "Maximum", patchNaN: true, of: Math.max },
  min: { kernel: "Minimum", patchNaN: true, of: Math.min },
  atan2: { kernel: "Atan2", of: Math.atan2 },
};

/** div, mod and pow name no kernel: some engines trap on a zero divisor and are unusable afterwards. */
export const INT_BINARY: Readonly<Record<Arithmetic | Bitwise, BinaryDefinition>> = {
  add: { kernel: "Add", of: (a, b) => (a + b) | 0 },
  sub: { kernel: "Sub", of: (a, b) => (a - b) | 0 },
  mul: { kernel: "Multiply", of: Math.imul },
  div: { of: (a, b) => (b === 0 ? 0 : (a / b) | 0) },
  mod: { of: (a, b) => (b === 0 ? 0 : floorMod(a, b)) },
  pow: { of: intPow },
  max: { kernel: "Maximum", of: Math.max },
  min: { kernel: "Minimum", of: Math.min },
  shl: { of: (a, b) => a << b },
  shr: { of: (a, b) => a >> b },
  bitAnd: { of: (a, b) => a & b },
  bitOr: { of: (a, b) => a | b },
  bitXor: { of: (a, b) => a ^ b },
};

export const BOOL_BINARY: Readonly<Record<"and" | "or" | "xor" | "max" | "min", BinaryDefinition>> = {
  and: { kernel: "LogicalAnd", of: (a, b) => a & b },
  or: { kernel: "LogicalOr", of: (a, b) => a | b },
  xor: { kernel: "NotEqual", of: (a, b) => a ^ b },
  max: { kernel: "LogicalOr", of: (a, b) => a | b },
  min: { kernel: "LogicalAnd", of: (a, b) => a & b },
} satisfies Partial<Record<BinaryOp, BinaryDefinition>>;

export const COMPARE: Readonly<Record<CompareOp, BinaryDefinition>> = {
  eq: { kernel: "Equal", of: (a, b) => (a === b ? 1 : 0) },
  ne: { kernel: "NotEqual", of: (a, b) => (a !== b ? 1 : 0) },
  lt: { kernel: "Less", of: (a, b) => (a < b ? 1 : 0) },
  le: { kernel: "LessEqual", of: (a, b) => (a <= b ? 1 : 0) },
  gt: { kernel: "Greater", of: (a, b) => (a > b ? 1 : 0) },
  ge: { kernel: "GreaterEqual", of: (a, b) => (a >= b ? 1 : 0) },
};

function roundHalfToEven(x: number): number {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

function floorMod(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** IEEE 754's pow, which differs from ECMAScript's where the base is ±1. */
function ieeePow(a: number, b: number): number {
  if (a === 1 || (a === -1 && (b === Infinity || b === -Infinity))) return 1;
  return a ** b;
}

function intPow(a: number, b: number): number {
  if (b < 0) return a === 1 ? 1 : a === -1 ? (b & 1 ? -1 : 1) : 0;
  let result = 1;
  let square = a;
  for (let rest = b; rest > 0; rest >>>= 1) {
    if (rest & 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}
