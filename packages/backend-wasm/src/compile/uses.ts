import { sizeOf } from "@tenon/core";
import type { BlockSource, Lowered } from "./ir.js";
import { isDense } from "./layout.js";

/** An op that reads a block. */
export interface Use {
  readonly op: number;
  /** It reads nothing but all of the block, element by element. */
  aligned: boolean;
}

/** Who writes and who reads each block, by positions in the list of ops, each ascending; and which ops are needed. */
export interface Uses {
  readonly writers: readonly (readonly number[])[];
  readonly readers: readonly (readonly Use[])[];
  readonly live: readonly boolean[];
  /** Per block the elementwise op that alone computes all of it, or -1. */
  readonly maker: Int32Array;
}

/** Walks the ops once each way. Ops that no output depends on are dead and read nothing. */
export function usesOf({ ops, blocks }: Lowered): Uses {
  const writers: number[][] = blocks.map(() => []);
  const readers: Use[][] = blocks.map(() => []);
  const maker = new Int32Array(blocks.length).fill(-1);
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i]!;
    const list = writers[op.block.id]!;
    list.push(i);
    const whole = list.length === 1 && op.kind === "element" && sizeOf(op.target.shape) === op.block.size;
    maker[op.block.id] = whole ? i : -1;
  }
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
      const last = list[list.length - 1];
      if (last?.op === i) last.aligned &&= identity(source);
      else list.push({ op: i, aligned: identity(source) });
    }
  }
  for (const list of readers) list.reverse();
  return { writers, readers, live, maker };
}

/** True when `source` is all of its block in row-major order, whatever its shape. */
export function identity({ block, layout }: BlockSource): boolean {
  return layout.offset === 0 && sizeOf(layout.shape) === block.size && isDense(layout);
}
