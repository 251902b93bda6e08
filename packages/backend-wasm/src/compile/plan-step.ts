import { BYTES, type Graph, type Handle } from "@tenon/core";
import { fuse } from "./fuse.js";
import type { Lowered, WholeOp } from "./ir.js";
import { callOf, type KernelCall } from "./kernel-call.js";
import { lower } from "./lower.js";
import { planMemory } from "./memory-plan.js";
import type { CompileOptions } from "./options.js";
import { splitReductions } from "./reduce-call.js";
import { type Scheduled, schedule } from "./schedule.js";
import { delayStateWriters, inPlaceOutputs, safeLevel } from "./state.js";

/** One thing to do: a kernel of the step's module, or an op that the backend does eagerly between two segments. */
export type PlannedCall = Scheduled &
  ({ readonly call: KernelCall } | { readonly call: undefined; readonly eager: WholeOp });

/** A step with everything decided but addresses. */
export interface StepPlan<T extends Handle> {
  readonly graph: Graph<T>;
  readonly lowered: Lowered<T>;
  /** Ordered by phase. */
  readonly calls: readonly PlannedCall[];
  /** Per block its offset in the arena, -1 for blocks that live elsewhere. */
  readonly offsets: readonly number[];
  readonly arenaBytes: number;
  /** Per output the input over which it may be written, or -1. */
  readonly inPlace: readonly number[];
  /** From this phase on nothing can fail; the step stops before it if an index was out of range. */
  readonly safePhase: number;
}

export function planStep<T extends Handle>(graph: Graph<T>, options: CompileOptions): StepPlan<T> {
  const lowered = lower(graph);
  const kernels = splitReductions(fuse(lowered, options.fusion), lowered.blocks);
  const calls = new Map(kernels.map((kernel) => [kernel, callOf(kernel)]));
  const safe = safeLevel(kernels, (kernel) => calls.get(kernel) === undefined);
  if (options.inPlace) delayStateWriters(graph, lowered, kernels, safe);
  kernels.sort((a, b) => a.level - b.level);
  const { steps, safePhase } = schedule(kernels, (kernel) => calls.get(kernel)?.tasks ?? -1, safe);
  const planned = steps.map((step): PlannedCall => {
    const call = calls.get(step.kernel);
    return call === undefined ? { ...step, call, eager: step.kernel.whole! } : { ...step, call }; // only whole ops lack a kernel
  });
  const inPlace = options.inPlace ? inPlaceOutputs(graph, lowered, steps, safePhase) : lowered.outputs.map(() => -1);
  const memory = planMemory(
    steps.map(({ kernel: { reads, writes, aligned }, phase }) => ({
      level: phase,
      reads: reads.map((b) => b.id),
      writes: writes.map((b) => b.id),
      aligned: aligned.map((b) => b.id),
    })),
    lowered.blocks.map((b) => (b.origin === "computed" && b.output < 0 ? b.size * BYTES[b.dtype] : -1)),
    options.memoryPlan,
  );
  return { graph, lowered, calls: planned, offsets: memory.offsets, arenaBytes: memory.bytes, inPlace, safePhase };
}
