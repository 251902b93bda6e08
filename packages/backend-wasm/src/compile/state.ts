import { type Graph, sizeOf } from "@tenon/core";
import type { Kernel } from "./fuse.js";
import type { Block, Lowered } from "./ir.js";
import type { Scheduled } from "./schedule.js";

/** A state input and the output that replaces it. */
interface Pair {
  readonly from: Block;
  readonly to: Block;
}

function pairs(graph: Pick<Graph, "state">, { blocks, outputs }: Lowered): Pair[] {
  const inputs = blocks.filter((block) => block.origin === "input");
  return graph.state.map(({ input, output }) => ({ from: inputs[input]!, to: outputs[output]! }));
}

/**
 * Moves kernels that only write new state behind all readers of the old state, so that they can write over it, and to
 * `safe` or later.
 */
export function delayStateWriters(
  graph: Pick<Graph, "state">,
  lowered: Lowered,
  kernels: readonly Kernel[],
  safe: number,
): void {
  const readers = new Map<Block, Kernel[]>();
  const writers = new Map<Block, Kernel[]>();
  for (const kernel of kernels) {
    for (const block of kernel.reads) append(readers, block, kernel);
    for (const block of kernel.writes) append(writers, block, kernel);
  }
  const replaced = new Map(pairs(graph, lowered).map(({ from, to }) => [to, from]));
  for (const kernel of kernels) {
    const writes = kernel.writes;
    if (writes.some((block) => !replaced.has(block) || readers.has(block) || writers.get(block)!.length > 1)) continue;
    kernel.level = Math.max(kernel.level, safe);
    for (const block of writes)
      for (const reader of readers.get(replaced.get(block)!) ?? [])
        if (reader !== kernel) kernel.level = Math.max(kernel.level, reader.level + 1);
  }
}

/** The first level after everything that can fail: ops left to the eager backend, and indices that no kernel has checked. */
export function safeLevel(kernels: readonly Kernel[], isEager: (kernel: Kernel) => boolean): number {
  const checked = new Set<string>();
  let level = 0;
  for (const kernel of kernels) {
    const key = indexKey(kernel);
    if (!isEager(kernel) && (key === undefined || checked.has(key))) continue;
    if (key !== undefined) checked.add(key);
    level = Math.max(level, kernel.level + 1);
  }
  return level;
}

/** What a gather or scatter checks: these indices against an axis of this size. */
function indexKey({ whole }: Kernel): string | undefined {
  if (whole === undefined || (whole.node.op !== "gather" && whole.node.op !== "scatter")) return undefined;
  const [first, second] = whole.sources;
  const indices = whole.node.op === "gather" ? second! : first!;
  const indexed = whole.node.op === "gather" ? first!.layout.shape : whole.shape;
  const block = indices.kind === "block" ? indices.block.id : -1;
  return `${block} ${indices.layout.offset} ${sizeOf(indices.layout.shape)} ${indexed[whole.node.attributes.axis]}`;
}

/**
 * For each output its state input's position if the step may write the new state over the old: no other kernel reads the
 * old one in or after the phase of the first write, and the writer itself reads each element before it replaces it.
 */
export function inPlaceOutputs(
  graph: Pick<Graph, "state">,
  lowered: Lowered,
  steps: readonly Scheduled[],
  firstPhase: number,
): number[] {
  const result = lowered.outputs.map(() => -1);
  const reading = new Map<Block, Scheduled[]>();
  const writing = new Map<Block, Scheduled[]>();
  for (const step of steps) {
    for (const block of step.kernel.reads) append(reading, block, step);
    for (const block of step.kernel.writes) append(writing, block, step);
  }
  for (const { from, to } of pairs(graph, lowered)) {
    const writers = writing.get(to) ?? [];
    const first = writers.reduce((least, w) => Math.min(least, w.phase), Number.POSITIVE_INFINITY);
    const safe = (reading.get(from) ?? []).every(
      (reader) =>
        reader.phase < first || (writers.length === 1 && writers[0] === reader && reader.kernel.aligned.includes(from)),
    );
    if (safe && first >= firstPhase) result[to.output] = from.index;
  }
  return result;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
