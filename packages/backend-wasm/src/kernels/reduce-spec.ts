import { BYTES, type ReduceOp, sizeOf } from "@tenon/core";
import { i32, type Local } from "../assembler/index.js";
import { collapse } from "./collapse.js";
import type { Context } from "./lanes.js";
import type { Cursor } from "./loop-nest.js";
import { type KernelSize, SizeReader } from "./sizes.js";
import { inBytes, type LoopOperand, type Size, type Step } from "./spec.js";

/**
 * A reduction of a scalar program over some axes of a box; the output is dense over the other axes.
 *
 * The order of operations depends on `shape` and `reduced` alone. If the last axis is reduced, runs of up to 8,192
 * elements go through 16 accumulators and the runs' results are combined one after the other; if not, each output
 * combines runs of 256 rows. Threads, layouts and fusion never change a bit.
 */
export interface ReduceSpec<S extends Size = Size> {
  readonly op: ReduceOp;
  /** Without axes of size 1; neighbours of one kind joined: see `reduceSpec`. */
  readonly shape: readonly S[];
  readonly reduced: readonly boolean[];
  readonly inputs: readonly LoopOperand[];
  readonly steps: readonly Step[];
  /** The step whose value is reduced; its dtype is the output's. */
  readonly value: number;
}

/** Elements of the last axis that are reduced together. */
export const ROW_RUN = 8192;
/** Neighbouring outputs per task when the last axis is kept. */
export const COLUMNS_PER_TASK = 16;

/**
 * The spec of a reduction over `axes` of a loop of `shape`: the form that fixes the order. `undefined` if an operand does
 * not step evenly through reduced axes that are neighbours; a dense copy of it does.
 */
export function reduceSpec(
  op: ReduceOp,
  shape: readonly number[],
  axes: readonly number[],
  program: Pick<ReduceSpec, "inputs" | "steps" | "value">,
): ReduceSpec<number> | undefined {
  const empty = sizeOf(shape) === 0;
  const strides = program.inputs.map((input) => (empty ? shape.map(() => 0) : (input.strides as readonly number[]))); // a logical shape has no given strides
  const isReduced = (axis: number) => axes.includes(axis);
  const next = (axis: number) => shape.findIndex((n, i) => i > axis && n !== 1);
  const box = collapse(shape, strides, (axis) => isReduced(axis) === isReduced(next(axis)));
  const reduced = box.axes.map(isReduced);
  if (reduced.some((kind, i) => kind && reduced[i + 1])) return undefined;
  const inputs = program.inputs.map((input, i) => ({ ...input, strides: box.strides[i]! }));
  return { op, shape: box.shape, reduced, inputs, steps: program.steps, value: program.value };
}

export const keptOf = <T>(list: readonly T[], reduced: readonly boolean[]) => list.filter((_, i) => !reduced[i]);
export const reducedOf = <T>(list: readonly T[], reduced: readonly boolean[]) => list.filter((_, i) => reduced[i]);

/** True when the last axis is reduced. */
export function alongRows({ reduced }: Pick<ReduceSpec, "reduced">): boolean {
  return reduced[reduced.length - 1] === true;
}

/** How many tasks a reduction has: one per output, or one per 16 neighbouring outputs. */
export function reduceTasks(spec: Pick<ReduceSpec<number>, "shape" | "reduced">): number {
  const kept = keptOf(spec.shape, spec.reduced);
  if (alongRows(spec)) return sizeOf(kept);
  const inner = kept.pop()!;
  return sizeOf(kept) * Math.ceil(inner / COLUMNS_PER_TASK);
}

/** How many runs each output of a reduction along rows combines. */
export function runsPerOutput({ shape, reduced }: Pick<ReduceSpec<number>, "shape" | "reduced">): number {
  const axes = reducedOf(shape, reduced);
  const inner = axes.pop()!;
  return sizeOf(axes) * Math.ceil(inner / ROW_RUN);
}

/** The shape and, for each input, its address and steps in bytes; `params` starts with the addresses. */
export function openReduce({ f }: Context, spec: ReduceSpec, params: readonly Local<"i32">[]) {
  const memory = spec.inputs.filter((input) => input.kind === "memory").length;
  const read = new SizeReader(params.slice(memory));
  const shape = read.readAll(spec.shape);
  let next = 0;
  const cursors = spec.inputs.map((input): Cursor => {
    if (input.kind === "index") return { at: f.let(i32.const(input.start)), steps: input.strides };
    return { at: params[next++]!, steps: inBytes(f, read.readAll(input.strides), BYTES[input.dtype]) };
  });
  return { shape, cursors };
}

export function stepsOf(cursors: readonly Cursor[], choose: (steps: readonly KernelSize[]) => readonly KernelSize[]) {
  return cursors.map((cursor): Cursor => ({ at: cursor.at, steps: choose(cursor.steps) }));
}
