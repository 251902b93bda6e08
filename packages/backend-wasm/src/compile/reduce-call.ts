import { emitReduce } from "../kernels/reduce.js";
import { emitSplitReduce } from "../kernels/reduce-rows.js";
import { alongRows, type ReduceSpec, reduceSpec, reduceTasks, runsPerOutput } from "../kernels/reduce-spec.js";
import { accumulatorOf } from "../kernels/reduction.js";
import type { Kernel } from "./fuse.js";
import type { Block } from "./ir.js";
import type { KernelCall } from "./kernel-call.js";
import { LoopProgram, type Place } from "./loop-program.js";
import { specKey } from "./spec-key.js";

/** A reduction to fewer outputs than this is worth splitting into runs, if there are at least so many of them. */
const FEW_OUTPUTS = 8;
const MANY_RUNS = 4;

/** The kernel of a reduction with the elementwise ops that feed it, or of one half of it. */
export function reduceCall(kernel: Kernel): KernelCall {
  const { spec, places } = specOf(kernel);
  const output: Place = { block: kernel.whole!.block, offset: 0 };
  if (kernel.half === undefined)
    return {
      key: specKey("reduce", spec),
      emit: (m) => emitReduce(m, spec),
      places: [output, ...places],
      sizes: [],
      tasks: reduceTasks(spec),
    };
  const { stage } = kernel.half;
  const partials: Place = { block: kernel.half.partials, offset: 0 };
  const runs = runsPerOutput(spec);
  if (stage === "runs")
    return {
      key: specKey("reduce runs", spec),
      emit: (m) => emitSplitReduce(m, spec).partials,
      places: [partials, ...places],
      sizes: [],
      tasks: reduceTasks(spec) * runs,
    };
  return {
    key: specKey("reduce fold", spec),
    emit: (m) => emitSplitReduce(m, spec).fold,
    places: [output, partials],
    sizes: [runs],
    tasks: reduceTasks(spec),
  };
}

/** Does big reductions to few outputs in two kernels, so that threads can share the first. Adds blocks for its results. */
export function splitReductions(kernels: readonly Kernel[], blocks: Block[]): Kernel[] {
  return kernels.flatMap((kernel): Kernel[] => {
    if (kernel.whole?.node.op !== "reduce") return [kernel];
    const { spec } = specOf(kernel);
    const outputs = reduceTasks(spec);
    if (!alongRows(spec) || outputs > FEW_OUTPUTS || outputs * runsPerOutput(spec) < MANY_RUNS) return [kernel];
    const partials: Block = {
      id: blocks.length,
      dtype: accumulatorOf(kernel.whole.block.dtype),
      size: outputs * runsPerOutput(spec),
      origin: "computed",
      index: -1,
      output: -1,
    };
    blocks.push(partials);
    return [
      { ...kernel, half: { stage: "runs", partials }, writes: [partials] },
      { ...kernel, half: { stage: "fold", partials }, reads: [partials], level: kernel.level + 0.5 },
    ];
  });
}

function specOf({ elements, whole }: Kernel): { spec: ReduceSpec<number>; places: readonly Place[] } {
  const node = whole?.node;
  if (node?.op !== "reduce") throw new Error("not a reduction");
  const source = whole!.sources[0]!;
  const program = new LoopProgram(source.layout.shape);
  for (const op of elements) program.apply(op);
  const value = program.source(source);
  const { inputs, steps } = program;
  const { op, axes } = node.attributes;
  const spec = reduceSpec(op, source.layout.shape, axes, { inputs, steps, value });
  if (spec === undefined) throw new Error(`${op}: an operand that steps unevenly was not copied`);
  return { spec, places: program.places };
}
