import { sizeOf } from "@tenon/core";
import type { BlockSource, Lowered } from "./ir.js";
import { isDense } from "./layout.js";

/** Who writes and who reads each block, by positions in the list of ops, each ascending; and which ops are needed. */
export interface Uses {
  readonly writers: readonly (readonly number[])[];
  readonly readers: readonly (readonly number[])[];
  readonly live: readonly boolean[];
}

/** Walks the ops once each way. Ops that no output depends on are dead and read nothing. */
export function usesOf({ ops, blocks }: Lowered): Uses {
  const writers: number[][] = blocks.map(() => []);
  const readers: number[][] = blocks.map(() => []);
  ops.forEach((op, i) => {
    writers[op.block.id]!.push(i);
  });
  const needed = blocks.map((block) => block.output >= 0);
  const live = new Array<boolean>(ops.length).fill(false);
  for (let i = ops.length - 1; i >= 0; i--) {
    const op = ops[i]!;
    if (!needed[op.block.id]) continue;
    live[i] = true;
    for (const source of op.sources) {
      if (source.kind !== "block") continue;
      needed[source.block.id] = true;
      const list = readers[source.block.id]!;
      if (list.at(-1) !== i) list.push(i);
    }
  }
  for (const list of readers) list.reverse();
  return { writers, readers, live };
}

/** True when `source` is all of its block in row-major order, whatever its shape. */
export function identity({ block, layout }: BlockSource): boolean {
  return layout.offset === 0 && sizeOf(layout.shape) === block.size && isDense(layout);
}
