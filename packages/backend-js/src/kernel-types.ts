import type { BinaryOp, CompareOp, UnaryOp } from "@tenon/core";
import type { NumberArray } from "./number-array.js";

/**
 * Kernels are nests of two loops over `n1` × `n0` elements. `o` is the output; `xi` is where array x starts, `x1` and `x0`
 * how far it moves with each step of the outer and the inner loop. Outputs without an `o0` move by 1.
 */
export type UnaryKernel = (
  o: NumberArray,
  oi: number,
  o1: number,
  a: NumberArray,
  ai: number,
  a1: number,
  a0: number,
  n1: number,
  n0: number,
) => void;

export type BinaryKernel = (
  o: NumberArray,
  oi: number,
  o1: number,
  a: NumberArray,
  ai: number,
  a1: number,
  a0: number,
  b: NumberArray,
  bi: number,
  b1: number,
  b0: number,
  n1: number,
  n0: number,
) => void;

export type SelectKernel = (
  o: NumberArray,
  oi: number,
  o1: number,
  c: NumberArray,
  ci: number,
  c1: number,
  c0: number,
  a: NumberArray,
  ai: number,
  a1: number,
  a0: number,
  b: NumberArray,
  bi: number,
  b1: number,
  b0: number,
  n1: number,
  n0: number,
) => void;

export type CopyKernel = (
  o: NumberArray,
  oi: number,
  o1: number,
  o0: number,
  a: NumberArray,
  ai: number,
  a1: number,
  a0: number,
  n1: number,
  n0: number,
) => void;

/** Takes `n` rows of `width` adjacent elements, numbered by `rows`, out of `a`. */
export type GatherKernel = (
  o: NumberArray,
  oi: number,
  a: NumberArray,
  ai: number,
  rows: NumberArray,
  n: number,
  width: number,
) => void;

/** Puts the `n` adjacent rows of `u` where `rows` says in `o`. */
export type ScatterKernel = (
  o: NumberArray,
  oi: number,
  rows: NumberArray,
  n: number,
  width: number,
  u: NumberArray,
  ui: number,
) => void;

export interface MoveKernel {
  readonly copy: CopyKernel;
  readonly select: SelectKernel;
  readonly gather: GatherKernel;
  readonly scatter: ScatterKernel;
}

export interface AddKernel {
  readonly accumulate: CopyKernel;
  readonly scatter: ScatterKernel;
}

/** Running results of a fold: float64 for floats, int32 for integers. */
export type Totals = Float64Array | Int32Array;

export interface FoldKernel {
  /** `t` after it took in the `n` elements of `a` from `p`, `s` apart. */
  readonly row: (a: NumberArray, p: number, s: number, n: number, t: number) => number;
  /** As `row` for `n` columns at once, `s` apart, their elements `r` apart; `blocks` is room for n numbers. */
  readonly columns: (
    totals: Totals,
    blocks: Totals,
    a: NumberArray,
    p: number,
    r: number,
    s: number,
    rows: number,
    n: number,
  ) => void;
  /** Scans `n` lines at once, which lie `o0` and `a0` apart; writes what was folded before or with each element. */
  readonly scan: (
    totals: Totals,
    o: NumberArray,
    oi: number,
    o1: number,
    o0: number,
    a: NumberArray,
    ai: number,
    a1: number,
    a0: number,
    rows: number,
    n: number,
    exclusive: boolean,
  ) => void;
}

/** Position of the best of the `n` ≥ 1 elements of `a` from `p`, `s` apart. */
export type ArgBestKernel = (a: NumberArray, p: number, s: number, n: number) => number;

export type FloatUnaryOp = Exclude<UnaryOp, "not">;
export type IntegerUnaryOp = "neg" | "abs" | "sign" | "relu";
export type BitOp = "shl" | "shr" | "bitAnd" | "bitOr" | "bitXor";
export type BoolOp = "and" | "or" | "xor";
export type FloatBinaryOp = Exclude<BinaryOp, BitOp | BoolOp>;
export type IntegerBinaryOp = Exclude<FloatBinaryOp, "atan2">;
/** The comparisons that have kernels; `gt` and `ge` exchange the operands of `lt` and `le`. */
export type CoreCompareOp = Exclude<CompareOp, "gt" | "ge">;
