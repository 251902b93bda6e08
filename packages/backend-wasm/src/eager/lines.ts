import type { ArgReduceOp, ScanOp, ScanOptions } from "@tenon/core";
import { sizeOf } from "@tenon/core";
import { reshapeLayout } from "../compile/layout.js";
import { emitArgReduce, emitScan, lineTasks } from "../kernels/index.js";
import type { Size } from "../kernels/spec.js";
import type { Machine } from "../machine.js";
import type { WasmHandle } from "../wasm-handle.js";
import { runLoop } from "./loop.js";
import { densely } from "./movement.js";
import type { Programs } from "./programs.js";

type Three = readonly [number, number, number];

/** A tensor seen as [outer, axis, lane]: the last axis's lanes are the rows when `axis` is the last. */
function lines(machine: Machine, programs: Programs, x: WasmHandle, axis: number, keep: (x: WasmHandle) => WasmHandle) {
  const outer = sizeOf(x.shape.slice(0, axis));
  const length = x.shape[axis]!;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const joint = reshapeLayout(x.layout, [outer, length, inner]);
  const input = joint ? x : densely(machine, programs, x, keep);
  const [o, a, l] = (joint ?? reshapeLayout(input.layout, [outer, length, inner])!).strides as Three; // of three axes
  const dense = (axisLength: number): Three => [axisLength * inner, inner, 1];
  const turn = ([p, q, r]: Three): Three => (inner === 1 ? [r, q, p] : [p, q, r]);
  const shape = turn([outer, length, inner]);
  return { input, shape, strides: turn([o, a, l]), dense: (axisLength: number) => turn(dense(axisLength)) };
}

const open = (strides: Three): [Size, Size, Size] => ["given", "given", strides[2] === 1 ? 1 : "given"];
const givenOf = (strides: Three) => (strides[2] === 1 ? strides.slice(0, 2) : strides);

export function argReduce(
  machine: Machine,
  programs: Programs,
  op: ArgReduceOp,
  x: WasmHandle,
  axis: number,
): WasmHandle {
  return machine.with((keep) => {
    const { input, shape, strides, dense } = lines(machine, programs, x, axis, keep);
    const target = dense(1);
    const output = machine.create(x.shape.with(axis, 1), "int32");
    const spec = { op, dtype: x.dtype, output: open(target), input: open(strides) };
    const kernel = machine.kernel(`argReduce ${op} ${x.dtype} ${target[2] === 1} ${strides[2] === 1}`, (m) =>
      emitArgReduce(m, { ...spec, shape: ["given", "given", "given"] }),
    );
    const args = [output.address, input.address, ...shape, ...givenOf(target), ...givenOf(strides)];
    machine.launch(kernel, lineTasks(shape[0], shape[2]), 3 * x.size, args);
    return output;
  });
}

export function scan(
  machine: Machine,
  programs: Programs,
  op: ScanOp,
  x: WasmHandle,
  axis: number,
  { reverse, exclusive }: ScanOptions,
): WasmHandle {
  return machine.with((keep) => {
    const { input, shape, strides, dense } = lines(machine, programs, x, axis, keep);
    const target = dense(x.shape[axis]!);
    const output = machine.create(x.shape, x.dtype);
    const spec = { op, dtype: x.dtype, reverse, exclusive, output: open(target), input: open(strides) };
    const kernel = machine.kernel(
      `scan ${op} ${x.dtype} ${reverse} ${exclusive} ${target[2] === 1} ${strides[2] === 1}`,
      (m) => emitScan(m, { ...spec, shape: ["given", "given", "given"] }),
    );
    const args = [output.address, input.address, ...shape, ...givenOf(target), ...givenOf(strides)];
    machine.launch(kernel, lineTasks(shape[0], shape[2]), 2 * x.size, args);
    return output;
  });
}

/** Stable order along `axis`, by the host: keys in order, NaN last in both directions. */
export function argsort(
  machine: Machine,
  programs: Programs,
  x: WasmHandle,
  axis: number,
  descending: boolean,
): WasmHandle {
  return machine.with((keep) => {
    const half = x.dtype === "float16" || x.dtype === "bfloat16";
    const wide = half ? keep(runLoop(machine, programs.cast.float32, [x], x.shape, "float32")) : x;
    const input = densely(machine, programs, wide, keep);
    const output = machine.create(x.shape, "int32");
    const keys = machine.memory.view(input.dtype, input.address, input.size);
    const target = machine.memory.i32;
    const base = output.address >>> 2;
    const length = x.shape[axis]!;
    const inner = sizeOf(x.shape.slice(axis + 1));
    const order = new Int32Array(length);
    const line = new Float64Array(length);
    const direction = descending ? -1 : 1;
    const compare = (i: number, j: number) => {
      const [p, q] = [line[i]!, line[j]!];
      if (p < q) return -direction;
      if (p > q) return direction;
      return Number(Number.isNaN(p)) - Number(Number.isNaN(q));
    };
    for (let start = 0; start < x.size; start += length * inner)
      for (let i = start; i < start + inner && length > 0; i++) {
        for (let k = 0; k < length; k++) {
          line[k] = keys[i + k * inner]!;
          order[k] = k;
        }
        order.sort(compare);
        for (let k = 0; k < length; k++) target[base + i + k * inner] = order[k]!;
      }
    return output;
  });
}
