import { type ReduceOp, sizeOf } from "@tenon/core";
import { reshapeLayout } from "../compile/layout.js";
import {
  alongRows,
  emitReduce,
  emitSplitReduce,
  partialBytes,
  type ReduceSpec,
  reduceSpec,
  reduceTasks,
  runsPerOutput,
  type Size,
} from "../kernels/index.js";
import type { Machine } from "../machine.js";
import type { WasmHandle } from "../wasm-handle.js";
import { densely } from "./movement.js";
import type { Programs } from "./programs.js";

/** Elements per output above which a reduction to few outputs is worth splitting. */
const WORTH_SPLITTING = 65_536;

/** Reduces over `axes`, which stay with size 1. */
export function reduce(
  machine: Machine,
  programs: Programs,
  op: ReduceOp,
  x: WasmHandle,
  axes: readonly number[],
): WasmHandle {
  const shape = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const specOf = (input: WasmHandle) =>
    reduceSpec(op, x.shape, axes, {
      inputs: [{ kind: "memory", dtype: x.dtype, strides: input.layout.strides }],
      steps: [{ kind: "input", input: 0 }],
      value: 0,
    });
  return machine.with((keep) => {
    const direct = specOf(x);
    // Only axes of size 1 are reduced: the same elements.
    if (direct && !direct.reduced.includes(true)) return machine.view(x, reshapeLayout(x.layout, shape)!);
    const input = direct ? x : densely(machine, programs, x, keep);
    const spec = direct ?? specOf(input)!;
    const output = machine.create(shape, x.dtype);
    try {
      launch(machine, spec, input, output);
    } catch (error) {
      machine.dispose(output);
      throw error;
    }
    return output;
  });
}

function launch(machine: Machine, spec: ReduceSpec<number>, input: WasmHandle, output: WasmHandle): void {
  const [operand] = spec.inputs;
  const strides = operand!.strides as readonly number[]; // reduceSpec keeps numbers
  const inner = strides[strides.length - 1]!;
  const form = strides.map(
    (_, i): Size => (i === strides.length - 1 && (inner === 0 || inner === 1) ? inner : "given"),
  );
  const open: ReduceSpec = {
    ...spec,
    shape: spec.shape.map(() => "given"),
    inputs: [{ kind: "memory", dtype: input.dtype, strides: form }],
  };
  const sizes = [...spec.shape, ...strides.filter((_, i) => form[i] === "given")];
  const key = `reduce ${spec.op} ${input.dtype} ${spec.reduced.join()} ${form[form.length - 1]}`;
  const tasks = reduceTasks(spec);
  const elements = sizeOf(spec.shape);
  const few = tasks < 4 * machine.pool.threads && machine.pool.threads > 1;
  if (!few || elements < WORTH_SPLITTING || !alongRows(spec) || runsPerOutput(spec) < 2) {
    const kernel = machine.kernel(key, (m) => emitReduce(m, open));
    machine.launch(kernel, tasks, elements + 10 * tasks, [output.address, input.address, ...sizes]);
    return;
  }
  const partials = machine.kernel(`${key} partials`, (m) => emitSplitReduce(m, open).partials);
  const fold = machine.kernel(`${key} fold`, (m) => emitSplitReduce(m, open).fold);
  const runs = runsPerOutput(spec);
  const region = machine.allocator.take(tasks * runs * partialBytes(input.dtype));
  try {
    machine.launch(partials, tasks * runs, elements, [region.address, input.address, ...sizes]);
    machine.launch(fold, tasks, 0, [output.address, region.address, runs]);
  } finally {
    machine.allocator.give(region);
  }
}
