import {
  broadcastLayout,
  flipLayout,
  permuteLayout,
  reshapeLayout,
  rowMajor,
  sliceLayout,
  windowsLayout,
} from "../compile/layout.js";
import type { Machine } from "../machine.js";
import type { WasmHandle } from "../wasm-handle.js";
import { fillLoop, runLoop } from "./loop.js";
import type { Programs } from "./programs.js";

/** A dense copy. */
export function copyOf(machine: Machine, programs: Programs, x: WasmHandle): WasmHandle {
  return runLoop(machine, programs.copy, [x], x.shape, x.dtype);
}

/** `x` itself if it is dense, else a copy that `keep` looks after. */
export function densely(
  machine: Machine,
  programs: Programs,
  x: WasmHandle,
  keep: (copy: WasmHandle) => WasmHandle,
): WasmHandle {
  return x.dense ? x : keep(copyOf(machine, programs, x));
}

export function reshape(machine: Machine, programs: Programs, x: WasmHandle, shape: readonly number[]): WasmHandle {
  const layout = reshapeLayout(x.layout, shape);
  if (layout) return machine.view(x, layout);
  return machine.with((keep) => machine.view(keep(copyOf(machine, programs, x)), rowMajor(shape)));
}

export function permute(machine: Machine, x: WasmHandle, axes: readonly number[]): WasmHandle {
  return machine.view(x, permuteLayout(x.layout, axes));
}

export function broadcastTo(machine: Machine, x: WasmHandle, shape: readonly number[]): WasmHandle {
  return machine.view(x, broadcastLayout(x.layout, shape));
}

export function flip(machine: Machine, x: WasmHandle, axes: readonly number[]): WasmHandle {
  return machine.view(x, flipLayout(x.layout, axes));
}

export function slice(
  machine: Machine,
  x: WasmHandle,
  start: readonly number[],
  size: readonly number[],
  step: readonly number[],
): WasmHandle {
  return machine.view(x, sliceLayout(x.layout, start, size, step));
}

export function windows(
  machine: Machine,
  x: WasmHandle,
  axis: number,
  size: number,
  stride: number,
  dilation: number,
): WasmHandle {
  return machine.view(x, windowsLayout(x.layout, axis, size, stride, dilation));
}

export function pad(
  machine: Machine,
  programs: Programs,
  x: WasmHandle,
  lo: readonly number[],
  hi: readonly number[],
  interior: readonly number[],
  value: number,
): WasmHandle {
  const shape = x.shape.map((n, i) => lo[i]! + hi[i]! + n + Math.max(0, n - 1) * interior[i]!);
  const output = runLoop(machine, programs.copy, [{ number: value, dtype: x.dtype }], shape, x.dtype);
  const step = interior.map((n) => n + 1);
  const target = machine.view(output, sliceLayout(output.layout, lo, x.shape, step));
  fillLoop(machine, programs.copy, [x], target);
  machine.dispose(target);
  return output;
}

export function concat(machine: Machine, programs: Programs, xs: readonly WasmHandle[], axis: number): WasmHandle {
  const first = xs[0]!;
  const length = xs.reduce((sum, x) => sum + x.shape[axis]!, 0);
  const output = machine.create(first.shape.with(axis, length), first.dtype);
  const start = first.shape.map(() => 0);
  const step = first.shape.map(() => 1);
  for (const x of xs) {
    const target = machine.view(output, sliceLayout(output.layout, start, x.shape, step));
    fillLoop(machine, programs.copy, [x], target);
    machine.dispose(target);
    start[axis]! += x.shape[axis]!;
  }
  return output;
}
