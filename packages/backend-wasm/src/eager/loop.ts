import { BYTES, type DType, sizeOf } from "@tenon/core";
import { broadcastLayout } from "../compile/layout.js";
import { collapse, withLongRows } from "../kernels/collapse.js";
import { ELEMENTS_PER_TASK, emitElementwise, type LoopOperand, type Size, type Step } from "../kernels/index.js";
import { weigh } from "../kernels/program.js";
import { stepDTypes } from "../kernels/spec.js";
import type { EagerKernel, Machine } from "../machine.js";
import { NUMBERS } from "../threads/control.js";
import type { WasmHandle } from "../wasm-handle.js";
import { writeNumber } from "./number.js";

/** A tensor, or a number as an element of a dtype. */
export type LoopInput = WasmHandle | { readonly number: number; readonly dtype: DType };

interface LoopKernel {
  readonly kernel: EagerKernel;
  readonly weight: number;
}

/** The kernels of one scalar program, by dtypes and by how operands lie in memory. */
export interface LoopProgram {
  readonly name: string;
  /** The steps after the inputs, which are steps 0, 1, …; the last one is the result. */
  readonly steps: (dtypes: readonly DType[]) => readonly Step[];
  readonly kernels: Map<number, LoopKernel>;
}

export function loopProgram(name: string, steps: LoopProgram["steps"]): LoopProgram {
  return { name, steps, kernels: new Map() };
}

const CODE: Readonly<Record<DType, number>> = {
  bool: 0,
  int8: 1,
  uint8: 2,
  int32: 3,
  float16: 4,
  bfloat16: 5,
  float32: 6,
  float64: 7,
};

const isNumber = (x: LoopInput): x is Exclude<LoopInput, WasmHandle> => "number" in x;

/** Computes a scalar program at every position of `shape`, to which inputs broadcast, into a new tensor. */
export function runLoop(
  machine: Machine,
  program: LoopProgram,
  inputs: readonly LoopInput[],
  shape: readonly number[],
  dtype: DType,
): WasmHandle {
  const output = machine.create(shape, dtype);
  fillLoop(machine, program, inputs, output);
  return output;
}

/** The same into memory that exists: all of `output`, which may be a view. */
export function fillLoop(
  machine: Machine,
  program: LoopProgram,
  inputs: readonly LoopInput[],
  output: WasmHandle,
): void {
  const { size, shape } = output;
  if (size === 0) return;
  // The common case: everything dense and of one size, or a single element.
  let key = CODE[output.dtype];
  let flat = output.dense;
  for (const x of inputs) {
    const constant = isNumber(x) || x.size === 1;
    flat &&= constant || (x.dense && x.size === size);
    key = (key * 8 + CODE[x.dtype]) * 2 + (constant ? 1 : 0);
  }
  const addresses = inputs.map((x, i) => (isNumber(x) ? place(machine, x, i) : x.address));
  if (flat) {
    let known = program.kernels.get(key);
    if (!known) {
      const strides = inputs.map((x) => (isNumber(x) || x.size === 1 ? [0] : [1]));
      known = make(machine, program, inputs, output.dtype, ["given"], [[1], ...strides]);
      program.kernels.set(key, known);
    }
    const tasks = Math.ceil(size / ELEMENTS_PER_TASK);
    machine.launch(known.kernel, tasks, (size / 4) * known.weight, [output.address, ...addresses, size]);
    return;
  }
  const strides = inputs.map((x) => (isNumber(x) ? shape.map(() => 0) : broadcastLayout(x.layout, shape).strides));
  const box = withLongRows(collapse(shape, [output.layout.strides, ...strides]));
  if (box.shape.length === 0) {
    box.shape.push(1);
    for (const list of box.strides) list.push(0);
  }
  const last = box.shape.length - 1;
  // Negative, to be apart from the keys of flat loops: rank, then how each operand lies along the rows.
  let general = key * 64 + last;
  for (const list of box.strides) general = general * 4 + Math.min(2, list[last]! >>> 0);
  general = -1 - general;
  const forms = box.strides.map((list): Size[] => {
    const inner = list[last]!;
    return list.map((_, i) => (i === last && (inner === 0 || inner === 1) ? inner : "given"));
  });
  let known = program.kernels.get(general);
  if (!known) {
    known = make(
      machine,
      program,
      inputs,
      output.dtype,
      box.shape.map(() => "given"),
      forms,
    );
    program.kernels.set(general, known);
  }
  const sizes = box.strides.flatMap((list, i) => list.filter((_, k) => forms[i]![k] === "given"));
  const tasks = (sizeOf(box.shape) / box.shape[last]!) * Math.ceil(box.shape[last]! / ELEMENTS_PER_TASK);
  const args = [output.address, ...addresses, ...box.shape, ...sizes];
  machine.launch(known.kernel, tasks, (size / 4) * (known.weight + 2) + 10 * tasks, args);
}

function make(
  machine: Machine,
  program: LoopProgram,
  inputs: readonly LoopInput[],
  dtype: DType,
  shape: readonly Size[],
  strides: readonly (readonly Size[])[],
): LoopKernel {
  const operands = inputs.map((x, i): LoopOperand => ({ kind: "memory", dtype: x.dtype, strides: strides[i + 1]! }));
  const reads = inputs.map((_, input): Step => ({ kind: "input", input }));
  const steps = [...reads, ...program.steps(inputs.map((x) => x.dtype))];
  const key = `${program.name} ${dtype} ${JSON.stringify([shape, operands, strides[0]])}`;
  const outputs = [{ step: steps.length - 1, strides: strides[0]! }];
  const kernel = machine.kernel(key, (m) => emitElementwise(m, { shape, inputs: operands, steps, outputs }));
  const bytes = operands.reduce((sum, x) => sum + BYTES[x.dtype], BYTES[dtype]);
  return { kernel, weight: weigh(steps, stepDTypes(operands, steps)) + bytes / 4 };
}

/** Puts a number where kernels can read it, in the place of operand i. */
function place(machine: Machine, x: { readonly number: number; readonly dtype: DType }, i: number): number {
  const address = NUMBERS + 16 * i;
  writeNumber(machine.memory, address, x.dtype, x.number);
  return address;
}
