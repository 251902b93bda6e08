import { type ScatterOp, sizeOf, TenonError } from "@tenon/core";
import { emitGather, emitScatter, gatherTasks, type IndexedShape, scatterTasks } from "../kernels/index.js";
import type { Machine } from "../machine.js";
import type { WasmHandle } from "../wasm-handle.js";
import { runLoop } from "./loop.js";
import { copyOf, densely } from "./movement.js";
import type { Programs } from "./programs.js";

const GIVEN = { outer: "given", axis: "given", inner: "given", count: "given" } as const;

function indexed(x: WasmHandle, indices: WasmHandle, axis: number): IndexedShape<number> {
  const outer = sizeOf(x.shape.slice(0, axis));
  const inner = sizeOf(x.shape.slice(axis + 1));
  return { outer, axis: x.shape[axis]!, inner, count: indices.size };
}

const sizes = ({ outer, axis, inner, count }: IndexedShape<number>) => [outer, axis, inner, count];

/** np.take: the shape of `indices` replaces `axis`. */
export function gather(
  machine: Machine,
  programs: Programs,
  x: WasmHandle,
  indices: WasmHandle,
  axis: number,
): WasmHandle {
  return machine.with((keep) => {
    const shape = indexed(x, indices, axis);
    if (shape.axis === 0 && shape.count > 0) throw outOfRange("gather", 0);
    const table = densely(machine, programs, x, keep);
    const positions = densely(machine, programs, indices, keep);
    const output = machine.create([...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], x.dtype);
    const kernel = machine.kernel(`gather ${x.dtype}`, (m) => emitGather(m, { ...GIVEN, dtype: x.dtype }));
    const args = [output.address, table.address, positions.address, ...sizes(shape)];
    machine.launch(kernel, gatherTasks(shape), output.size + 4 * shape.count, args);
    return checked(machine, "gather", output, shape);
  });
}

/** A copy of `base` with `updates` set or added at `indices` along `axis`. */
export function scatter(
  machine: Machine,
  programs: Programs,
  op: ScatterOp,
  base: WasmHandle,
  indices: WasmHandle,
  updates: WasmHandle,
  axis: number,
): WasmHandle {
  return machine.with((keep) => {
    const shape = indexed(base, indices, axis);
    if (shape.axis === 0 && shape.count > 0) throw outOfRange("scatter", 0);
    if (op === "add" && (base.dtype === "float16" || base.dtype === "bfloat16")) {
      // 16-bit floats add up in float32.
      const widen = (x: WasmHandle) => keep(runLoop(machine, programs.cast.float32, [x], x.shape, "float32"));
      const sum = keep(scatter(machine, programs, op, widen(base), indices, widen(updates), axis));
      return runLoop(machine, programs.cast[base.dtype], [sum], base.shape, base.dtype);
    }
    const positions = densely(machine, programs, indices, keep);
    const values = densely(machine, programs, updates, keep);
    const output = copyOf(machine, programs, base);
    const { dtype } = base;
    const kernel = machine.kernel(`scatter ${op} ${dtype}`, (m) => emitScatter(m, { ...GIVEN, op, dtype }));
    const args = [output.address, positions.address, values.address, ...sizes(shape)];
    machine.launch(kernel, scatterTasks(shape), updates.size + 4 * shape.count, args);
    return checked(machine, "scatter", output, shape);
  });
}

function checked(machine: Machine, op: string, output: WasmHandle, { axis }: IndexedShape<number>): WasmHandle {
  if (!machine.takeIndexError()) return output;
  machine.dispose(output);
  throw outOfRange(op, axis);
}

function outOfRange(op: string, size: number): TenonError {
  const help = size === 0 ? "an axis that is not empty" : `indices from 0 to ${size - 1}`;
  return new TenonError("index_out_of_range", `${op}: an index is outside an axis of size ${size}`, help, { size });
}
