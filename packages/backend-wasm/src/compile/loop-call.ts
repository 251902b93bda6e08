import { collapse, withLongRows } from "../kernels/collapse.js";
import { type ElementwiseSpec, elementwiseTasks, emitElementwise } from "../kernels/elementwise.js";
import type { Kernel } from "./fuse.js";
import type { KernelCall } from "./kernel-call.js";
import { refineLayout } from "./layout.js";
import { LoopProgram, type Place } from "./loop-program.js";
import { specKey } from "./spec-key.js";

/** The elementwise kernel for a group of ops: axes merged where all operands allow it, the length of a flat loop given. */
export function loopCall({ elements, stores, shape }: Kernel): KernelCall {
  const program = new LoopProgram(shape);
  const stored = new Set(stores);
  const outputs: { step: number; strides: readonly number[] }[] = [];
  const places: Place[] = [];
  for (const op of elements) {
    const step = program.apply(op);
    if (!stored.has(op)) continue;
    const { strides, offset } = refineLayout(op.target, shape);
    outputs.push({ step, strides });
    places.push({ block: op.block, offset });
  }
  const { inputs, steps } = program;
  const lists = [...outputs.map((o) => o.strides), ...inputs.map((i) => i.strides)];
  const merged = withLongRows(collapse(shape, lists));
  const flat = merged.shape.length === 1;
  const spec: ElementwiseSpec = {
    shape: flat ? ["given"] : merged.shape,
    inputs: inputs.map((input, i) => ({ ...input, strides: merged.strides[outputs.length + i]! })),
    steps,
    outputs: outputs.map(({ step }, i) => ({ step, strides: merged.strides[i]! })),
  };
  return {
    key: specKey("loop", spec),
    emit: (m) => emitElementwise(m, spec),
    places: [...places, ...program.places],
    sizes: flat ? merged.shape : [],
    tasks: elementwiseTasks(merged.shape),
  };
}
