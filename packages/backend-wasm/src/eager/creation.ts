import { type DType, type HostData, hostArray, type Operand, sizeOf } from "@tenon/core";
import { reshapeLayout } from "../compile/layout.js";
import {
  emitElementwise,
  emitFoldWindows,
  emitRandom,
  foldWindowsSizes,
  foldWindowsTasks,
  randomTasks,
  type Size,
} from "../kernels/index.js";
import type { Machine } from "../machine.js";
import { NUMBERS } from "../threads/control.js";
import type { WasmHandle } from "../wasm-handle.js";
import { runLoop } from "./loop.js";
import { densely } from "./movement.js";
import { writeNumber } from "./number.js";
import type { Programs } from "./programs.js";

const isHalf = (dtype: DType) => dtype === "float16" || dtype === "bfloat16";

export function upload(
  machine: Machine,
  programs: Programs,
  data: HostData,
  shape: readonly number[],
  dtype: DType,
): WasmHandle {
  if (!isHalf(dtype)) {
    const x = machine.create(shape, dtype);
    machine.memory.view(dtype, x.address, x.size).set(data);
    return x;
  }
  return machine.with((keep) => {
    const wide = keep(upload(machine, programs, data, shape, "float32"));
    return runLoop(machine, programs.cast[dtype], [wide], shape, dtype);
  });
}

export function download(machine: Machine, programs: Programs, x: WasmHandle): HostData {
  return machine.with((keep) => {
    const dtype = isHalf(x.dtype) ? "float32" : x.dtype;
    const wide = dtype === x.dtype ? x : keep(runLoop(machine, programs.cast[dtype], [x], x.shape, dtype));
    const source = densely(machine, programs, wide, keep);
    const data = hostArray(dtype, x.size);
    data.set(machine.memory.view(dtype, source.address, x.size));
    return data;
  });
}

export function full(
  machine: Machine,
  programs: Programs,
  shape: readonly number[],
  value: number,
  dtype: DType,
): WasmHandle {
  return runLoop(machine, programs.copy, [{ number: value, dtype }], shape, dtype);
}

export function iota(machine: Machine, shape: readonly number[], axis: number, dtype: DType): WasmHandle {
  const output = machine.create(shape, dtype);
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const length = shape[axis]!;
  if (output.size === 0) return output;
  const last = inner === 1;
  const box = last ? [outer, length] : [outer, length, inner];
  const kernel = machine.kernel(`iota ${dtype} ${last}`, (m) =>
    emitElementwise(m, {
      shape: box.map((): Size => "given"),
      inputs: [{ kind: "index", dtype, start: 0, strides: last ? [0, 1] : [0, 1, 0] }],
      steps: [{ kind: "input", input: 0 }],
      outputs: [{ step: 0, strides: last ? ["given", 1] : ["given", "given", 1] }],
    }),
  );
  const strides = last ? [length] : [length * inner, inner];
  const tasks = outer * (last ? Math.ceil(length / 4096) : length * Math.ceil(inner / 4096));
  machine.launch(kernel, tasks, output.size, [output.address, ...box, ...strides]);
  return output;
}

export function randomUniform(
  machine: Machine,
  programs: Programs,
  shape: readonly number[],
  dtype: "int32" | "float32",
  key: WasmHandle,
  offset: Operand<WasmHandle>,
): WasmHandle {
  return machine.with((keep) => {
    const output = machine.create(shape, dtype);
    const keys = densely(machine, programs, key, keep);
    if (typeof offset === "number") writeNumber(machine.memory, NUMBERS, "int32", offset | 0);
    const kernel = machine.kernel(`random ${dtype}`, (m) => emitRandom(m, { dtype, size: "given" }));
    const at = typeof offset === "number" ? NUMBERS : offset.address;
    machine.launch(kernel, randomTasks(output.size), 8 * output.size, [output.address, keys.address, at, output.size]);
    return output;
  });
}

export function foldWindows(
  machine: Machine,
  programs: Programs,
  x: WasmHandle,
  axis: number,
  length: number,
  stride: number,
  dilation: number,
): WasmHandle {
  return machine.with((keep) => {
    const rank = x.shape.length;
    const window = x.shape[rank - 1]!;
    const count = x.shape[axis]!;
    const outer = sizeOf(x.shape.slice(0, axis));
    const inner = sizeOf(x.shape.slice(axis + 1, -1));
    const box = [outer, count, inner, window];
    const input = reshapeLayout(x.layout, box) ? x : densely(machine, programs, x, keep);
    const strides = reshapeLayout(input.layout, box)!.strides as readonly [number, number, number, number]; // of four axes
    const output = machine.create([...x.shape.slice(0, axis), length, ...x.shape.slice(axis + 1, -1)], x.dtype);
    const spec = { dtype: x.dtype, outer, count, inner, window, length, stride, dilation, x: strides };
    const kernel = machine.kernel(`foldWindows ${x.dtype}`, (m) => emitFoldWindows(m, { dtype: x.dtype, ...GIVEN }));
    const args = [output.address, input.address, ...foldWindowsSizes(spec)];
    machine.launch(kernel, foldWindowsTasks(spec), 12 * output.size * window, args);
    return output;
  });
}

const GIVEN = {
  outer: "given",
  count: "given",
  inner: "given",
  window: "given",
  length: "given",
  stride: "given",
  dilation: "given",
  x: ["given", "given", "given", "given"],
} as const;
