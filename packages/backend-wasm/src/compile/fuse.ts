import { BYTES, sameShape, sizeOf } from "@tenon/core";
import { absorb } from "./absorb.js";
import type { Block, ElementOp, Lowered, Op, Source, WholeOp } from "./ir.js";
import { commonRefinement, squeeze } from "./layout.js";
import { UnionFind } from "./union-find.js";
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
}

/** More ops or operands than this in one loop would spill registers and make V8 slow. */
const MOST_OPS = 48;
const MOST_OPERANDS = 16;

interface Loop {
  readonly shape: readonly number[];
  /** Blocks that the ops of the loop compute, and all that they read. */
  readonly made: ReadonlySet<Block>;
  readonly read: ReadonlySet<Block>;
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
  const early = earliest(ops, uses, absorbed, enabled);
  const { level, loops } = latest(ops, uses, absorbed, early, enabled);
  return collect(ops, uses, absorbed, level, loops);
}

/** The op whose value `source` is, element by element and before it reaches memory; -1 if there is none. */
function feeder(ops: readonly Op[], uses: Uses, source: Source): number {
  if (source.kind !== "block" || !identity(source)) return -1;
  const writers = uses.writers[source.block.id]!;
  if (writers.length !== 1) return -1;
  const op = ops[writers[0]!]!;
  return op.kind === "element" && sizeOf(op.target.shape) === source.block.size ? writers[0]! : -1;
}

function loopOf(op: Op): Loop {
  const read = new Set<Block>();
  if (op.kind === "whole") return { shape: squeeze(op.shape), made: new Set([op.block]), read };
  for (const s of op.sources) if (s.kind === "block") read.add(s.block);
  return { shape: squeeze(op.target.shape), made: new Set([op.block]), read };
}

function join(a: Loop, b: Loop): Loop | undefined {
  const shape = commonRefinement(a.shape, b.shape);
  if (shape === undefined || a.made.size + b.made.size > MOST_OPS) return undefined;
  const made = union(a.made, b.made);
  const read = union(a.read, b.read);
  let operands = 0;
  for (const block of read) if (!made.has(block)) operands++;
  return operands > MOST_OPERANDS ? undefined : { shape, made, read };
}

function union<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  const all = new Set(a);
  for (const x of b) all.add(x);
  return all;
}

/** The loop that joins `op` with the loops of `members`, if one can. */
function joinAll(loop: Loop, sets: UnionFind<Loop>, members: readonly number[]): Loop | undefined {
  let joint: Loop | undefined = loop;
  for (const root of new Set(members.map((m) => sets.find(m)))) {
    if (joint === undefined) return undefined;
    joint = join(joint, sets.value(root));
  }
  return joint;
}

interface Early {
  readonly level: Int32Array;
  readonly loops: UnionFind<Loop>;
}

function earliest(ops: readonly Op[], uses: Uses, absorbed: Int32Array, enabled: boolean): Early {
  const level = new Int32Array(ops.length);
  const loops = new UnionFind<Loop>(ops.length, (i) => loopOf(ops[i]!));
  let front = 1;
  const after = (block: Block) => uses.writers[block.id]!.reduce((most, w) => Math.max(most, level[w]! + 1), 1);
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i]!;
    if (!uses.live[i]) continue;
    // An absorbed op passes on the level that its operands allow; its reduction runs at the highest of them.
    let at = op.region > 0 ? front : 1;
    const feeders: number[] = [];
    for (const source of op.sources) {
      if (source.kind !== "block") continue;
      const f = enabled ? feeder(ops, uses, source) : -1;
      if (f >= 0 && absorbed[f]! >= 0) at = Math.max(at, level[f]!);
      else if (f >= 0 && op.kind === "element" && absorbed[i]! < 0) {
        feeders.push(f);
        at = Math.max(at, level[f]!);
      } else at = Math.max(at, after(source.block));
    }
    if (op.kind === "element" && op.overwrites)
      for (const w of uses.writers[op.block.id]!) if (!overwrites(ops[w]!)) at = Math.max(at, level[w]! + 1);
    const peers = feeders.filter((f) => level[f] === at);
    if (peers.length > 0) {
      const joint = joinAll(loopOf(op), loops, peers);
      if (joint === undefined) at++;
      else loops.union([...peers, i], joint);
    }
    level[i] = at;
    if (op.region === 0) front = Math.max(front, at);
  }
  return { level, loops };
}

function latest(ops: readonly Op[], uses: Uses, absorbed: Int32Array, early: Early, enabled: boolean): Early {
  const level = Int32Array.from(early.level);
  const loops = new UnionFind<Loop>(ops.length, (i) => loopOf(ops[i]!));
  for (let i = ops.length - 1; i >= 0; i--) {
    const op = ops[i]!;
    if (!enabled || !uses.live[i] || absorbed[i]! >= 0) continue;
    let bound = Number.POSITIVE_INFINITY;
    const readers: number[] = [];
    for (const u of uses.readers[op.block.id]!) {
      if (!uses.live[u]) continue;
      const into = absorbed[u]! >= 0 ? absorbed[u]! : u;
      const feeds = into === u && ops[u]!.kind === "element" && ops[u]!.sources.some((s) => feeder(ops, uses, s) === i);
      const strided = feeds && ops[u]!.sources.some((s) => s.kind === "block" && s.block === op.block && !identity(s));
      if (feeds && !strided) readers.push(u);
      bound = Math.min(bound, level[into]! - (feeds && !strided ? 0 : 1));
    }
    for (const w of uses.writers[op.block.id]!)
      if (w > i && overwrites(ops[w]!)) bound = Math.min(bound, level[w]! - 1);
    if (Number.isFinite(bound) && bound > early.level[i]! && sinks(op)) {
      const peers = readers.filter((u) => level[u] === bound);
      const joint = joinAll(loopOf(op), loops, peers);
      // Refining a loop's shape could keep later ops from joining it.
      const fits = joint !== undefined && peers.every((u) => sameShape(loops.value(u).shape, joint.shape));
      if (fits && (peers.length > 0 || grows(op))) {
        level[i] = bound;
        if (op.kind === "element") loops.union([...peers, i], joint);
        continue;
      }
    }
    if (op.kind !== "element") continue;
    const home = early.loops.find(i);
    const peers = readers.filter((u) => level[u] === level[i] && early.loops.find(u) === home);
    const own = loopOf(op);
    const parts = [...new Set(peers.map((u) => loops.find(u)))].map((r) => loops.value(r));
    loops.union([...peers, i], {
      shape: early.loops.value(i).shape,
      made: parts.reduce((all, l) => union(all, l.made), own.made),
      read: parts.reduce((all, l) => union(all, l.read), own.read),
    });
  }
  return { level, loops };
}

function overwrites(op: Op): boolean {
  return op.kind === "element" && op.overwrites;
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
  return op.block.size * BYTES[op.block.dtype];
}

function collect(
  ops: readonly Op[],
  uses: Uses,
  absorbed: Int32Array,
  level: Int32Array,
  loops: UnionFind<Loop>,
): Kernel[] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < ops.length; i++) {
    if (!uses.live[i]) continue;
    const home = absorbed[i]! >= 0 ? absorbed[i]! : ops[i]!.kind === "whole" ? i : loops.find(i);
    const group = groups.get(home);
    if (group === undefined) groups.set(home, [i]);
    else group.push(i);
  }
  const kernels: Kernel[] = [];
  for (const [home, members] of groups) {
    const inside = new Set(members);
    const elements = members.map((i) => ops[i]!).filter((op) => op.kind === "element");
    const head = ops[home]!;
    const whole = head.kind === "whole" ? head : undefined;
    const stays = (i: number) => {
      const op = ops[i]!;
      const { block } = op;
      if (block.output >= 0 || uses.writers[block.id]!.length > 1 || sizeOf(loopOf(op).shape) !== block.size)
        return true;
      return uses.readers[block.id]!.some((u) => uses.live[u] && !inside.has(u));
    };
    const stores = whole === undefined ? members.filter(stays).map((i) => ops[i] as ElementOp) : []; // no whole op inside
    const shape = whole === undefined ? loops.value(home).shape : (whole.sources[0]?.layout.shape ?? whole.shape);
    kernels.push({ level: level[home]!, shape, elements, stores, whole });
  }
  return kernels.sort((a, b) => a.level - b.level);
}
