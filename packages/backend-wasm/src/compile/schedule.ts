import { sizeOf } from "@tenon/core";
import type { Kernel } from "./fuse.js";
import type { Block } from "./ir.js";

/** A kernel in its place: which phase, and who runs it. */
export interface Scheduled {
  readonly kernel: Kernel;
  /** All threads meet between phases. */
  readonly phase: number;
  /** All threads share the kernel when -1, else thread `owner` modulo their number runs it alone; -2 when no thread does. */
  readonly owner: number;
}

/** Nanoseconds of one thread below which sharing a kernel costs more than it saves. */
const WORTH_SHARING = 3000;
/** Nanoseconds above which an unshared kernel is given to the thread with the least to do. */
const WORTH_SPREADING = 1500;
const OWNERS = 4;

/**
 * Orders kernels by level and lets threads meet only where one needs what another wrote: small kernels that follow one
 * another on the same thread need no meeting. `tasksOf` says into how many parts a kernel can be split; -1 means that it
 * is no kernel of the step, but an op done between segments. Level `safe` starts a phase.
 */
export function schedule(
  kernels: readonly Kernel[],
  tasksOf: (kernel: Kernel) => number,
  safe: number,
): { steps: Scheduled[]; safePhase: number } {
  const steps: Scheduled[] = [];
  let safePhase = -1;
  let phase = 0;
  let writers = new Map<Block, Set<number>>();
  let load = new Array<number>(OWNERS).fill(0);
  const needs = (blocks: readonly Block[]) => new Set(blocks.flatMap((b) => [...(writers.get(b) ?? [])]));
  for (let from = 0; from < kernels.length; ) {
    let to = from;
    while (to < kernels.length && kernels[to]!.level === kernels[from]!.level) to++;
    const level = kernels.slice(from, to).map((kernel) => {
      const { reads, writes } = kernel;
      const time = cost(kernel);
      const tasks = tasksOf(kernel);
      const shared = tasks < 0 || (tasks > 1 && time > WORTH_SHARING);
      return { kernel, time, tasks, shared, needs: needs([...reads, ...writes]) };
    });
    const conflicts = (k: (typeof level)[number]) =>
      k.needs.size > 1 || [...k.needs].some((owner) => owner < 0) || (k.needs.size > 0 && k.shared);
    const isSafe = safePhase < 0 && kernels[from]!.level >= safe;
    if ((isSafe && from > 0) || level.some(conflicts)) {
      phase++;
      writers = new Map();
      load = new Array<number>(OWNERS).fill(0);
      for (const k of level) k.needs.clear();
    }
    if (isSafe) safePhase = phase;
    for (const { kernel, time, tasks, shared, needs } of level) {
      let owner = tasks < 0 ? -2 : -1;
      if (!shared) {
        const [same] = needs;
        owner = same ?? (time > WORTH_SPREADING ? load.indexOf(Math.min(...load)) : 0);
        load[owner]! += time;
      }
      for (const block of kernel.writes) {
        const set = writers.get(block) ?? new Set();
        writers.set(block, set.add(owner));
      }
      steps.push({ kernel, phase, owner });
    }
    from = to;
  }
  return { steps, safePhase: safePhase < 0 ? phase + 1 : safePhase };
}

const SLOW = new Set([
  "exp",
  "expm1",
  "log",
  "log1p",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "tanh",
  "erf",
  "sigmoid",
  "pow",
  "atan2",
  "mod",
]);

/** Rough nanoseconds on one thread. */
function cost(kernel: Kernel): number {
  let time = 0;
  if (kernel.half?.stage === "fold") return kernel.half.partials.size;
  for (const { code, target } of kernel.elements)
    time += sizeOf(target.shape) * ("op" in code && SLOW.has(code.op) ? 2 : 0.25);
  const { whole } = kernel;
  if (whole === undefined) return time;
  const size = whole.sources.reduce((most, s) => Math.max(most, sizeOf(s.layout.shape)), sizeOf(whole.shape));
  if (whole.node.op === "matmul") {
    const a = whole.sources[0]!.layout.shape;
    return time + (sizeOf(whole.shape) * a.at(whole.node.attributes.transA ? -2 : -1)!) / 16;
  }
  return time + size * (whole.node.op === "randomUniform" ? 4 : 0.5);
}
