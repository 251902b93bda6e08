import { BYTES, sameShape, sizeOf } from "@tenon/core";
import { absorb } from "./absorb.js";
import type { Block, BlockSource, ElementOp, Lowered, Op, WholeOp } from "./ir.js";
import { Loops } from "./loops.js";
import { identity, type Uses, usesOf } from "./uses.js";

/** Elementwise ops that share one loop; `reduce` takes the value of the last of them. */
export interface Kernel {
  /** Kernels of one level do not depend on each other; each depends only on lower ones. */
  level: number;
  /** The shape of the loop; the ops' shapes are coarser groupings of it. */
  readonly shape: readonly number[];
  readonly elements: readonly ElementOp[];
  /** The elementwise ops whose values go to memory. */
  readonly stores: readonly ElementOp[];
  readonly whole: WholeOp | undefined;
  /** Blocks read from memory and written to it, without repeats. */
  readonly reads: readonly Block[];
  readonly writes: readonly Block[];
  /** Of the blocks read, those read only element by element where the loop writes, if it writes whole blocks. */
  readonly aligned: readonly Block[];
  /** One half of a reduction done in two: results of runs go to `partials`, or come from there. */
  readonly half?: { readonly stage: "runs" | "fold"; readonly partials: Block };
}

/**
 * Groups elementwise ops into kernels, in linear time and without cycles. Each op gets the earliest level at which its
 * operands exist, counting a step of one only where a value has to pass through memory; elementwise ops then sink to the
 * level of their first consumer when that keeps their value out of memory. Ops of one level that feed each other element
 * by element share a loop: a path between them that left the loop would have had to rise a level.
 */
export function fuse(lowered: Lowered, enabled: boolean): Kernel[] {
  const { ops } = lowered;
  const uses = usesOf(lowered);
  const absorbed = enabled ? absorb(ops, uses) : new Int32Array(ops.length).fill(-1);
  const early = earliest(lowered, uses, absorbed, enabled);
  const placed = enabled ? latest(lowered, uses, absorbed, early) : early;
  return collect(ops, uses, absorbed, placed);
}

/** A level and a loop for each op. */
interface Placing {
  readonly level: Int32Array;
  readonly loops: Loops;
}

/** The elementwise op whose value `source` is, before it reaches memory; -1 if there is none. */
function feeder(uses: Uses, source: BlockSource): number {
  const maker = uses.maker[source.block.id]!;
  return maker >= 0 && identity(source) ? maker : -1;
}

function earliest(lowered: Lowered, uses: Uses, absorbed: Int32Array, enabled: boolean): Placing {
  const { ops } = lowered;
  const level = new Int32Array(ops.length);
  const loops = new Loops(lowered);
  let front = 1;
  const after = (block: Block) => {
    let most = 1;
    for (const w of uses.writers[block.id]!) most = Math.max(most, level[w]! + 1);
    return most;
  };
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i]!;
    if (!uses.live[i]) continue;
    // An absorbed op passes on the level that its operands allow; its reduction runs at the highest of them.
    let at = op.region > 0 ? front : 1;
    const feeders: number[] = [];
    for (const source of op.sources) {
      if (source.kind !== "block") continue;
      const f = enabled ? feeder(uses, source) : -1;
      if (f >= 0 && absorbed[f]! >= 0) at = Math.max(at, level[f]!);
      else if (f >= 0 && op.kind === "element" && absorbed[i]! < 0) {
        feeders.push(f);
        at = Math.max(at, level[f]!);
      } else at = Math.max(at, after(source.block));
    }
    if (overwrites(op))
      for (const w of uses.writers[op.block.id]!) if (!overwrites(ops[w]!)) at = Math.max(at, level[w]! + 1);
    const peers = feeders.filter((f) => level[f] === at);
    if (peers.length > 0) {
      const members = [i, ...peers];
      const joint = loops.joint(members);
      if (joint === undefined) at++;
      else loops.join(members, joint);
    }
    level[i] = at;
    if (op.region === 0) front = Math.max(front, at);
  }
  return { level, loops };
}

function latest(lowered: Lowered, uses: Uses, absorbed: Int32Array, early: Placing): Placing {
  const { ops } = lowered;
  const level = Int32Array.from(early.level);
  const loops = new Loops(lowered);
  for (let i = ops.length - 1; i >= 0; i--) {
    const op = ops[i]!;
    if (!uses.live[i] || absorbed[i]! >= 0) continue;
    const feeds = uses.maker[op.block.id] === i;
    let bound = Number.POSITIVE_INFINITY;
    const readers: number[] = [];
    for (const { op: u, aligned } of uses.readers[op.block.id]!) {
      const into = absorbed[u]! >= 0 ? absorbed[u]! : u;
      const fed = feeds && aligned && into === u && ops[u]!.kind === "element";
      if (fed) readers.push(u);
      bound = Math.min(bound, level[into]! - (fed ? 0 : 1));
    }
    if (!overwrites(op))
      for (const w of uses.writers[op.block.id]!) if (overwrites(ops[w]!)) bound = Math.min(bound, level[w]! - 1);
    if (Number.isFinite(bound) && bound > level[i]! && sinks(op)) {
      const peers = readers.filter((u) => level[u] === bound);
      const members = [i, ...peers];
      const joint = loops.joint(members);
      // Refining a loop's shape could keep later ops from joining it.
      const fits = joint !== undefined && peers.every((u) => sameShape(loops.shapeOf(u), joint));
      if (fits && (peers.length > 0 || grows(op))) {
        level[i] = bound;
        if (op.kind === "element") loops.join(members, joint);
        continue;
      }
    }
    if (op.kind !== "element") continue;
    // What shared a loop before shares one again: its ops have kept their level.
    const home = early.loops.find(i);
    const peers = readers.filter((u) => level[u] === level[i] && early.loops.find(u) === home);
    loops.join([i, ...peers], early.loops.shapeOf(i));
  }
  return { level, loops };
}

/** True for ops that write where another op has written. */
function overwrites(op: Op): boolean {
  return op.kind === "element" ? op.overwrites : op.node.op === "scatter";
}

/** Waiting must not keep much more memory alive than the op's value would. */
function sinks(op: Op): boolean {
  return op.kind === "element" ? sourceBytes(op) <= 2 * ownBytes(op) : grows(op);
}

/** True for ops that make much from little, as fills and random numbers: best done just before use. */
function grows(op: Op): boolean {
  return sourceBytes(op) * 4 < ownBytes(op);
}

function sourceBytes(op: Op): number {
  let bytes = 0;
  for (const s of op.sources) if (s.kind === "block") bytes += s.block.size * BYTES[s.dtype];
  return bytes;
}

function ownBytes(op: Op): number {
  const size = op.kind === "element" ? sizeOf(op.target.shape) : op.block.size;
  return size * BYTES[op.block.dtype];
}

function collect(ops: readonly Op[], uses: Uses, absorbed: Int32Array, { level, loops }: Placing): Kernel[] {
  const groups = new Map<number, number[]>();
  const homes = new Int32Array(ops.length).fill(-1);
  for (let i = 0; i < ops.length; i++) {
    if (!uses.live[i]) continue;
    const home = absorbed[i]! >= 0 ? absorbed[i]! : ops[i]!.kind === "whole" ? i : loops.find(i);
    homes[i] = home;
    const group = groups.get(home);
    if (group === undefined) groups.set(home, [i]);
    else group.push(i);
  }
  const kernels: Kernel[] = [];
  for (const [home, members] of groups) {
    const elements: ElementOp[] = [];
    const stores: ElementOp[] = [];
    const head = ops[home]!;
    const whole = head.kind === "whole" ? head : undefined;
    for (const i of members) {
      const op = ops[i]!;
      if (op.kind !== "element") continue;
      elements.push(op);
      const { block } = op;
      const inside = block.output < 0 && uses.maker[block.id] === i;
      if (whole === undefined && !(inside && uses.readers[block.id]!.every((u) => homes[u.op] === home)))
        stores.push(op);
    }
    const shape = whole === undefined ? loops.shapeOf(home) : (whole.sources[0]?.layout.shape ?? whole.shape);
    kernels.push({ level: level[home]!, shape, elements, stores, whole, ...traffic(elements, stores, whole) });
  }
  return kernels.sort((a, b) => a.level - b.level);
}

function traffic(
  elements: readonly ElementOp[],
  stores: readonly ElementOp[],
  whole: WholeOp | undefined,
): Pick<Kernel, "reads" | "writes" | "aligned"> {
  const inside = new Set<Block>();
  for (const { block } of elements) inside.add(block);
  const reads = new Set<Block>();
  const strided = new Set<Block>();
  for (const op of whole === undefined ? elements : [...elements, whole])
    for (const s of op.sources) {
      if (s.kind !== "block" || inside.has(s.block)) continue;
      reads.add(s.block);
      if (!identity(s)) strided.add(s.block);
    }
  const list = [...reads];
  const partly = whole !== undefined || stores.some((op) => sizeOf(op.target.shape) !== op.block.size);
  return {
    reads: list,
    writes: whole === undefined ? [...new Set(stores.map((op) => op.block))] : [whole.block],
    aligned: partly ? [] : list.filter((block) => !strided.has(block)),
  };
}
