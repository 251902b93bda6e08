import type { DType } from "@tenon/core";
import { type Layout, permuteLayout } from "../compile/layout.js";
import { batchAxes, isMatmulDType } from "../compile/matmul-call.js";
import {
  emitMatmul,
  type MatmulSpec,
  type MatrixStrides,
  matmulSizes,
  matmulTasks,
  type Size,
} from "../kernels/index.js";
import { accumulatorOf } from "../kernels/reduction.js";
import type { Machine } from "../machine.js";
import type { WasmHandle } from "../wasm-handle.js";
import { runLoop } from "./loop.js";
import { copyOf } from "./movement.js";
import type { Programs } from "./programs.js";

/** Multiplies the last two axes, transposed first if flagged; leading axes broadcast. */
export function matmul(
  machine: Machine,
  programs: Programs,
  a: WasmHandle,
  b: WasmHandle,
  transA: boolean,
  transB: boolean,
): WasmHandle {
  return machine.with((keep) => {
    const computed = accumulatorOf(a.dtype);
    const cast = (x: WasmHandle, dtype: DType) => runLoop(machine, programs.cast[dtype], [x], x.shape, dtype);
    if (computed !== a.dtype) {
      const [left, right] = [keep(cast(a, computed)), keep(cast(b, computed))];
      return cast(keep(matmul(machine, programs, left, right, transA, transB)), a.dtype);
    }
    if (!isMatmulDType(a.dtype)) throw new RangeError(`matmul is not defined on ${a.dtype}`);
    const left = oriented(a.layout, transA);
    const right = oriented(b.layout, transB);
    const shape = [...leadOf(left.shape, right.shape), left.shape.at(-2)!, right.shape.at(-1)!];
    const batch = batchAxes(shape, left, right);
    // Three or more batch axes that do not join, or a matrix without dense rows or columns: copy.
    const uneven = (x: WasmHandle) => !x.dense && (batch === undefined || !isPackable(x.layout));
    if (uneven(a) || uneven(b))
      return matmul(
        machine,
        programs,
        uneven(a) ? keep(copyOf(machine, programs, a)) : a,
        uneven(b) ? keep(copyOf(machine, programs, b)) : b,
        transA,
        transB,
      );
    if (batch === undefined) return viaBroadcast(machine, programs, a, b, transA, transB, shape.slice(0, -2));
    const spec: MatmulSpec<number> = {
      dtype: a.dtype,
      batch: batch.shape,
      m: shape.at(-2)!,
      k: left.shape.at(-1)!,
      n: shape.at(-1)!,
      a: strides(left, batch.strides[0]),
      b: strides(right, batch.strides[1]),
    };
    const output = machine.create(shape, a.dtype);
    launch(machine, spec, output, a, b);
    return output;
  });
}

function launch(machine: Machine, spec: MatmulSpec<number>, output: WasmHandle, a: WasmHandle, b: WasmHandle): void {
  const open: MatmulSpec = {
    dtype: spec.dtype,
    batch: ["given", "given"],
    m: "given",
    k: "given",
    n: "given",
    a: arrangement(spec.a),
    b: arrangement(spec.b),
  };
  const given = matmulSizes(open).map((size) => size === "given");
  const sizes = matmulSizes(spec).filter((_, i) => given[i]);
  const kernel = machine.kernel(`matmul ${JSON.stringify(open)}`, (m) => emitMatmul(m, open));
  const tasks = matmulTasks(spec, spec.batch[0] * spec.batch[1], spec.m, spec.n);
  machine.launch(kernel, tasks, (output.size * spec.k) / 4, [output.address, a.address, b.address, ...sizes]);
}

/** Batches that differ in three or more places: both operands spread out to the full batch. */
function viaBroadcast(
  machine: Machine,
  programs: Programs,
  a: WasmHandle,
  b: WasmHandle,
  transA: boolean,
  transB: boolean,
  lead: readonly number[],
): WasmHandle {
  return machine.with((keep) => {
    const spread = (x: WasmHandle) =>
      keep(runLoop(machine, programs.copy, [x], [...lead, ...x.shape.slice(-2)], x.dtype));
    return matmul(machine, programs, spread(a), spread(b), transA, transB);
  });
}

function oriented(layout: Layout, transposed: boolean): Layout {
  if (!transposed) return layout;
  const rank = layout.shape.length;
  return permuteLayout(
    layout,
    layout.shape.map((_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i)),
  );
}

function leadOf(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length) - 2;
  return Array.from({ length: rank }, (_, i) => {
    const m = a[i + a.length - 2 - rank] ?? 1;
    return m === 1 ? (b[i + b.length - 2 - rank] ?? 1) : m;
  });
}

/** True when rows or columns lie side by side. */
function isPackable({ shape, strides: s }: Layout): boolean {
  return s.at(-1) === 1 || s.at(-2) === 1 || shape.at(-1) === 1 || shape.at(-2) === 1;
}

function strides({ shape, strides: s }: Layout, batch: readonly [number, number]): MatrixStrides<number> {
  const [row, column] = [s.at(-2)!, s.at(-1)!];
  // Along an axis of size 1 any stride will do: the one that makes the other axis's neighbours lie side by side.
  if (shape.at(-1) === 1) return { row, column: 1, batch };
  if (shape.at(-2) === 1 && column !== 1) return { row: 1, column, batch };
  return { row, column, batch };
}

/** Which strides the kernel must know: it packs rows and columns in different ways. */
function arrangement({ row, column }: MatrixStrides<number>): MatrixStrides<Size> {
  if (column === 1) return { row: "given", column: 1, batch: ["given", "given"] };
  return { row: row === 1 ? 1 : "given", column: "given", batch: ["given", "given"] };
}
