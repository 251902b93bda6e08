import type { BinaryOp, CompareOp, DType, Handle, PrimitiveNode, UnaryOp } from "@tenon/core";
import type { Layout } from "./layout.js";

/** What a block of memory holds before the step runs, or who writes it. */
export type Origin = "input" | "host" | "constant" | "computed";

/** A run of elements in linear memory. */
export interface Block {
  readonly id: number;
  readonly dtype: DType;
  /** Elements. */
  readonly size: number;
  readonly origin: Origin;
  /** Position among the graph's inputs, hosts or constants; -1 when computed. */
  readonly index: number;
  /** Position among the graph's outputs, or -1: an output's memory outlives the step. */
  output: number;
}

/** An operand: elements of a block, one number everywhere, or the affine function `layout` of the position. */
export type Source =
  | { readonly kind: "block"; readonly block: Block; readonly layout: Layout; readonly dtype: DType }
  | { readonly kind: "number"; readonly value: number; readonly layout: Layout; readonly dtype: DType }
  | { readonly kind: "index"; readonly layout: Layout; readonly dtype: DType };

export type BlockSource = Extract<Source, { kind: "block" }>;

/** One elementwise operation, without its dtypes. */
export type ElementCode =
  | { readonly family: "unary"; readonly op: UnaryOp }
  | { readonly family: "binary"; readonly op: BinaryOp }
  | { readonly family: "compare"; readonly op: CompareOp }
  | { readonly family: "where" }
  | { readonly family: "cast" }
  | { readonly family: "copy" };

/** An elementwise op: every source has the shape of `target`, a layout inside `block`. */
export interface ElementOp {
  readonly kind: "element";
  readonly code: ElementCode;
  readonly sources: readonly Source[];
  readonly dtype: DType;
  readonly block: Block;
  readonly target: Layout;
  /** True when it writes over elements that an earlier op wrote to the same block. */
  readonly overwrites: boolean;
  /** Steps of a recomputed region are not moved before what precedes them. */
  readonly region: number;
}

/** Primitives that are neither elementwise nor a change of layout. */
export type WholeName =
  | "randomUniform"
  | "reduce"
  | "argReduce"
  | "argsort"
  | "scan"
  | "matmul"
  | "foldWindows"
  | "gather"
  | "scatter";

/** An op that fills one dense block; a scatter changes one that holds its base. */
export interface WholeOp {
  readonly kind: "whole";
  readonly node: Extract<PrimitiveNode, { op: WholeName }>;
  readonly sources: readonly Source[];
  readonly block: Block;
  readonly shape: readonly number[];
  readonly region: number;
}

export type Op = ElementOp | WholeOp;

/** A graph whose views and fused nodes are resolved: ops over blocks, in topological order. */
export interface Lowered<T extends Handle = Handle> {
  /** The tensors of the blocks of origin "constant". */
  readonly constants: readonly T[];
  readonly blocks: Block[];
  readonly ops: readonly Op[];
  /** The dense block of each output. */
  readonly outputs: readonly Block[];
}
