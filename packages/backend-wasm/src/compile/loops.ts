import { sameShape } from "@tenon/core";
import type { Lowered, Op } from "./ir.js";
import { commonRefinement, squeeze } from "./layout.js";

/** More ops or operands than this in one loop would spill registers and make V8 slow. */
const MOST_OPS = 48;
const MOST_OPERANDS = 16;

/** Elementwise ops that share a loop of `shape`, of which their own shapes are coarser groupings. */
export interface Loop {
  readonly shape: readonly number[];
  readonly ops: readonly number[];
}

/** Disjoint sets of ops, each a loop; at first every op is alone. */
export class Loops {
  private readonly parent: Int32Array;
  private readonly joined: (Loop | undefined)[];
  /** Marks of the last count of operands: per block the round in which it was made or read. */
  private readonly made: Int32Array;
  private readonly read: Int32Array;
  private round = 0;

  constructor(private readonly lowered: Lowered) {
    const { ops, blocks } = lowered;
    this.parent = Int32Array.from({ length: ops.length }, (_, i) => i);
    this.joined = new Array<Loop | undefined>(ops.length).fill(undefined);
    this.made = new Int32Array(blocks.length);
    this.read = new Int32Array(blocks.length);
  }

  find(i: number): number {
    let root = i;
    while (this.parent[root] !== root) root = this.parent[root]!;
    for (let at = i; at !== root; ) {
      const next = this.parent[at]!;
      this.parent[at] = root;
      at = next;
    }
    return root;
  }

  of(i: number): Loop {
    const root = this.find(i);
    return this.joined[root] ?? { shape: shapeOf(this.lowered.ops[root]!), ops: [root] };
  }

  /** The loop that holds the ops of all the loops of `members`, if their shapes and number allow one. */
  joint(members: readonly number[]): Loop | undefined {
    let { shape, ops } = this.of(members[0]!);
    for (let k = 1; k < members.length; k++) {
      const i = members[k]!;
      if (ops.includes(i)) continue;
      const loop = this.of(i);
      const refined = commonRefinement(shape, loop.shape);
      if (refined === undefined || ops.length + loop.ops.length > MOST_OPS) return undefined;
      shape = refined;
      ops = [...ops, ...loop.ops];
    }
    return this.operands(ops) > MOST_OPERANDS ? undefined : { shape, ops };
  }

  join(members: readonly number[], loop: Loop): void {
    const root = this.find(members[0]!);
    for (const member of members) this.parent[this.find(member)] = root;
    this.joined[root] = loop;
  }

  private operands(list: readonly number[]): number {
    const { ops } = this.lowered;
    this.round++;
    for (const i of list) this.made[ops[i]!.block.id] = this.round;
    let count = 0;
    for (const i of list)
      for (const s of ops[i]!.sources) {
        if (s.kind !== "block" || this.made[s.block.id] === this.round || this.read[s.block.id] === this.round)
          continue;
        this.read[s.block.id] = this.round;
        count++;
      }
    return count;
  }
}

/** True when joining the loops of `members` into `loop` leaves the shape of each as it is. */
export function keepsShapes(loops: Loops, members: readonly number[], loop: Loop): boolean {
  return members.every((i) => sameShape(loops.of(i).shape, loop.shape));
}

function shapeOf(op: Op): readonly number[] {
  return squeeze(op.kind === "whole" ? op.shape : op.target.shape);
}
