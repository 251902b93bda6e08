/**
 * Names of the ops behind each family of the `Backend` interface, with the semantics that the suite pins down.
 * Integer arithmetic wraps; integer x / 0 and mod 0 are 0; reductions of 16-bit floats accumulate in float32.
 */

/**
 * - `neg abs sign relu`: all numbers. abs(−128) in int8 wraps to −128. sign(NaN) and relu(NaN) are NaN; relu(−0) is 0.
 * - `not`: bool.
 * - the rest: floats. `round` is half to even; `rsqrt` is 1/√x; `erf` and `sigmoid` saturate exactly at ±∞.
 */
export const UNARY_OPS = [
  "neg",
  "abs",
  "sign",
  "floor",
  "ceil",
  "round",
  "exp",
  "expm1",
  "log",
  "log1p",
  "sqrt",
  "rsqrt",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "tanh",
  "erf",
  "sigmoid",
  "relu",
  "not",
] as const;
/** One of `UNARY_OPS`. */
export type UnaryOp = (typeof UNARY_OPS)[number];

/**
 * - `add sub mul max min`: all numbers; max and min propagate NaN; bool takes max (or) and min (and).
 * - `div`: all numbers; on integers truncates toward zero, x / 0 = 0.
 * - `mod`: all numbers; the result has the divisor's sign; on integers mod 0 = 0; on floats mod 0 is NaN.
 * - `pow`: all numbers; 0⁰ = 1; on integers a negative exponent gives the truncated quotient 1/aⁿ (0, 1 or −1; a = 0: 0).
 * - `atan2`: floats. `and or xor`: bool. `shl shr bitAnd bitOr bitXor`: int32, shift counts mod 32, shr is arithmetic.
 */
export const BINARY_OPS = [
  "add",
  "sub",
  "mul",
  "div",
  "mod",
  "pow",
  "max",
  "min",
  "atan2",
  "and",
  "or",
  "xor",
  "shl",
  "shr",
  "bitAnd",
  "bitOr",
  "bitXor",
] as const;
/** One of `BINARY_OPS`. */
export type BinaryOp = (typeof BINARY_OPS)[number];

/** On every dtype that computes, bool included (false < true). */
export const COMPARE_OPS = ["eq", "ne", "lt", "le", "gt", "ge"] as const;
/** One of `COMPARE_OPS`. */
export type CompareOp = (typeof COMPARE_OPS)[number];

/** `sum` and `prod`: numbers (int8 and uint8 wrap; core widens them first). `max` and `min`: every dtype. */
export const REDUCE_OPS = ["sum", "prod", "max", "min"] as const;
/** One of `REDUCE_OPS`. */
export type ReduceOp = (typeof REDUCE_OPS)[number];

/** The first of equal elements; NaN wins. */
export const ARG_REDUCE_OPS = ["max", "min"] as const;
/** One of `ARG_REDUCE_OPS`. */
export type ArgReduceOp = (typeof ARG_REDUCE_OPS)[number];

/** The identity that an exclusive scan starts from: 0, 1, lowest, highest. */
export const SCAN_OPS = ["sum", "prod", "max", "min"] as const;
/** One of `SCAN_OPS`. */
export type ScanOp = (typeof SCAN_OPS)[number];

/** How a scan runs along its axis. */
export interface ScanOptions {
  /** From the last element to the first. */
  readonly reverse: boolean;
  /** Without the element itself: the first result is the identity. */
  readonly exclusive: boolean;
}

/** `set`: the last update in row-major order wins. `add`: duplicates add up in index order. */
export const SCATTER_OPS = ["set", "add"] as const;
/** One of `SCATTER_OPS`. */
export type ScatterOp = (typeof SCATTER_OPS)[number];
