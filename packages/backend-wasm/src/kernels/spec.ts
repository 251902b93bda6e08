import type { BinaryOp, CompareOp, DType, UnaryOp } from "@tenon/core";
import { type FunctionBuilder, type FunctionRef, i32 } from "../assembler/index.js";
import type { KernelSize } from "./sizes.js";

/** A size or stride, in elements: known when the kernel is made, or a parameter of every call. */
export type Size = number | "given";

/** Elements in memory, one stride per axis of the kernel's loop; its address is a parameter. */
export interface MemoryOperand {
  readonly kind: "memory";
  readonly dtype: DType;
  readonly strides: readonly Size[];
}

/** The number `start + Σ strides[k]·i[k]` of the position i, as a value of `dtype`. */
export interface IndexOperand {
  readonly kind: "index";
  readonly dtype: DType;
  readonly start: number;
  readonly strides: readonly number[];
}

export type LoopOperand = MemoryOperand | IndexOperand;

/** One scalar operation. Operands are positions of earlier steps; the dtype follows from them. */
export type Step =
  | { readonly kind: "input"; readonly input: number }
  | { readonly kind: "number"; readonly value: number; readonly dtype: DType }
  | { readonly kind: "unary"; readonly op: UnaryOp; readonly x: number }
  | { readonly kind: "binary"; readonly op: BinaryOp; readonly a: number; readonly b: number }
  | { readonly kind: "compare"; readonly op: CompareOp; readonly a: number; readonly b: number }
  | { readonly kind: "where"; readonly condition: number; readonly a: number; readonly b: number }
  | { readonly kind: "cast"; readonly x: number; readonly dtype: DType };

/**
 * A kernel inside a module. `run(begin, end, ...addresses, ...sizes)` does the tasks begin ≤ i < end: addresses in bytes
 * of the outputs, then of the memory inputs; then the values of the spec's "given" sizes, in the order in which the
 * emitter documents. Tasks are independent of each other; any split over threads gives the same bits.
 */
export interface Kernel {
  readonly run: FunctionRef<readonly "i32"[], "void">;
  /** How many tasks there are; `undefined` when that depends on given sizes. */
  readonly tasks: number | undefined;
  /** Multiply-adds, transcendental calls and the like per task, roughly, to judge whether threads pay. */
  readonly work: number | undefined;
}

/** The dtype of every step. */
export function stepDTypes(inputs: readonly { readonly dtype: DType }[], steps: readonly Step[]): DType[] {
  const dtypes: DType[] = [];
  for (const step of steps) dtypes.push(dtypeOf(step));
  return dtypes;

  function dtypeOf(step: Step): DType {
    switch (step.kind) {
      case "input":
        return inputs[step.input]!.dtype;
      case "number":
      case "cast":
        return step.dtype;
      case "unary":
        return dtypes[step.x]!;
      case "compare":
        return "bool";
      default:
        return dtypes[step.a]!;
    }
  }
}

/** True when no size is a parameter. */
export function known(sizes: readonly Size[]): sizes is readonly number[] {
  return !sizes.includes("given");
}

/** Strides in bytes; given ones are multiplied once, where this is called. */
export function inBytes(f: FunctionBuilder, strides: readonly KernelSize[], bytes: number): KernelSize[] {
  return strides.map((stride) => (typeof stride === "number" ? stride * bytes : f.let(i32.mul(stride, bytes))));
}
