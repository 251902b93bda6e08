import type { DType } from "@tenon/core";
import { emitMatmul } from "../kernels/index.js";
import { isMatmulDType, isPackable, type MatmulPlan, matmulShape, planMatmul } from "../kernels/matmul-plan.js";
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
  const shape = matmulShape(a.shape, b.shape, transA, transB);
  return machine.with((keep) => {
    // 16-bit floats multiply in float32, narrow integers in int32.
    const computed = accumulatorOf(a.dtype);
    if (computed !== a.dtype) {
      const cast = (x: WasmHandle, dtype: DType) => runLoop(machine, programs.cast[dtype], [x], x.shape, dtype);
      const [left, right] = [keep(cast(a, computed)), keep(cast(b, computed))];
      return cast(keep(matmul(machine, programs, left, right, transA, transB)), a.dtype);
    }
    if (!isMatmulDType(a.dtype)) throw new RangeError(`matmul is not defined on ${a.dtype}`);
    const ready = (x: WasmHandle) => (isPackable(x.layout) ? x : keep(copyOf(machine, programs, x)));
    let [left, right] = [ready(a), ready(b)];
    let plan = planMatmul(a.dtype, shape, left.layout, right.layout, transA, transB);
    if (plan === undefined) {
      const spread = (x: WasmHandle) => {
        const full = [...shape.slice(0, -2), ...x.shape.slice(-2)];
        return keep(runLoop(machine, programs.copy, [x], full, x.dtype));
      };
      [left, right] = [spread(a), spread(b)];
      plan = planMatmul(a.dtype, shape, left.layout, right.layout, transA, transB)!; // dense batches join into one
    }
    return launch(machine, plan, shape, left, right);
  });
}

function launch(machine: Machine, plan: MatmulPlan, shape: readonly number[], a: WasmHandle, b: WasmHandle) {
  const { spec, key, sizes, tasks, work } = plan;
  const output = machine.create(shape, spec.dtype);
  const kernel = machine.kernel(key, (m) => emitMatmul(m, spec));
  machine.launch(kernel, tasks, work, [output.address, a.address, b.address, ...sizes]);
  return output;
}
