import type { Lowered } from "./ir.js";
import { commonRefinement, squeeze } from "./layout.js";

/** More ops or operands than this in one loop would spill registers and make V8 slow. */
const MOST_OPS = 48;
const MOST_OPERANDS = 16;

/** Disjoint sets of ops, each a loop that its ops share; at first every op is alone. */
export class Loops {
  private readonly parent: Int32Array;
  /** Of the roots of sets: the loop's shape, of which its ops' shapes are coarser groupings, and its ops. */
  private readonly shapes: (readonly number[] | undefined)[];
  private readonly members: (number[] | undefined)[];
  /** Marks of the last count of operands: per block the round in which it was made or read. */
  private readonly made: Int32Array;
  private readonly read: Int32Array;
  private round = 0;

  constructor(private readonly lowered: Lowered) {
    const { ops, blocks } = lowered;
    this.parent = new Int32Array(ops.length);
    for (let i = 0; i < ops.length; i++) this.parent[i] = i;
    this.shapes = new Array<undefined>(ops.length).fill(undefined);
    this.members = new Array<undefined>(ops.length).fill(undefined);
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

  shapeOf(i: number): readonly number[] {
    const root = this.find(i);
    const op = this.lowered.ops[root]!;
    this.shapes[root] ??= squeeze(op.kind === "whole" ? op.shape : op.target.shape);
    return this.shapes[root]!;
  }

  /** The shape of the loop that could hold all the ops of the loops of `list`; `undefined` if none can. */
  joint(list: readonly number[]): readonly number[] | undefined {
    const roots = this.rootsOf(list);
    let shape: readonly number[] | undefined = this.shapeOf(roots[0]!);
    let count = 0;
    for (const root of roots) {
      shape = commonRefinement(shape, this.shapeOf(root));
      count += this.opsOf(root).length;
      if (shape === undefined || count > MOST_OPS) return undefined;
    }
    return this.operands(roots) > MOST_OPERANDS ? undefined : shape;
  }

  /** Makes one loop of `shape` of the loops of `list`. */
  join(list: readonly number[], shape: readonly number[]): void {
    const [first, ...rest] = this.rootsOf(list) as [number, ...number[]]; // a loop is joined with itself at least
    const ops = this.opsOf(first);
    for (const root of rest) {
      this.parent[root] = first;
      ops.push(...this.opsOf(root));
    }
    this.shapes[first] = shape;
  }

  private opsOf(root: number): number[] {
    this.members[root] ??= [root];
    return this.members[root];
  }

  private rootsOf(list: readonly number[]): number[] {
    const roots: number[] = [];
    for (const i of list) {
      const root = this.find(i);
      if (!roots.includes(root)) roots.push(root);
    }
    return roots;
  }

  /** How many blocks the ops of these loops read that they do not make. */
  private operands(roots: readonly number[]): number {
    const { ops } = this.lowered;
    this.round++;
    for (const root of roots) for (const i of this.opsOf(root)) this.made[ops[i]!.block.id] = this.round;
    let count = 0;
    for (const root of roots)
      for (const i of this.opsOf(root))
        for (const s of ops[i]!.sources) {
          if (s.kind !== "block" || this.made[s.block.id] === this.round || this.read[s.block.id] === this.round)
            continue;
          this.read[s.block.id] = this.round;
          count++;
        }
    return count;
  }
}
