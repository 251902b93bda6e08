import { sameShape } from "@tenon/core";
import type { ElementOp, Op, Source, WholeOp } from "./ir.js";
import { commonRefinement, type Layout, refineLayout, squeeze } from "./layout.js";
import type { Uses } from "./uses.js";

/** More ops or operands than this inside a reduction would spill registers. */
const MOST_OPS = 24;
const MOST_OPERANDS = 8;

/**
 * For each elementwise op whose value only one reduction wants, that reduction's position: it computes the value as it
 * goes. -1 for all other ops.
 */
export function absorb(ops: readonly Op[], uses: Uses): Int32Array {
  const into = new Int32Array(ops.length).fill(-1);
  const count = new Int32Array(ops.length);
  const operands = new Int32Array(ops.length);
  for (let i = ops.length - 1; i >= 0; i--) {
    const op = ops[i]!;
    if (!uses.live[i] || op.kind !== "element" || op.block.output >= 0) continue;
    if (uses.maker[op.block.id] !== i) continue;
    const r = onlyReduction(op, ops, uses, into);
    if (r < 0) continue;
    const blocks = op.sources.filter((s) => s.kind === "block").length;
    if (count[r]! + 1 > MOST_OPS || operands[r]! + blocks > MOST_OPERANDS) continue;
    into[i] = r;
    count[r]!++;
    operands[r]! += blocks;
  }
  return into;
}

function onlyReduction(op: ElementOp, ops: readonly Op[], uses: Uses, into: Int32Array): number {
  let r = -1;
  for (const { op: u, aligned } of uses.readers[op.block.id]!) {
    const user = ops[u]!;
    const target = user.kind === "whole" ? (user.node.op === "reduce" ? u : -1) : into[u]!;
    if (!aligned || target < 0 || (r >= 0 && target !== r)) return -1;
    r = target;
  }
  if (r < 0) return -1;
  const full = ops[r]!.sources[0]!.layout.shape;
  const shape = squeeze(full);
  const joint = commonRefinement(op.target.shape, shape);
  if (joint === undefined || !sameShape(squeeze(joint), shape)) return -1;
  const reduction = ops[r] as WholeOp; // only a reduction was taken as a target
  const axes = reduction.node.op === "reduce" ? reduction.node.attributes.axes : [];
  const fits = (s: Source) => s.kind === "number" || stepsEvenly(refineLayout(s.layout, full), axes);
  return op.sources.every(fits) ? r : -1;
}

/** True when neighbouring axes of `axes` can be walked as one: what the kernel of a reduction asks of its operands. */
export function stepsEvenly({ shape, strides }: Layout, axes: readonly number[]): boolean {
  let inner = -1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] === 1) continue;
    if (!axes.includes(i)) inner = -1;
    else {
      if (inner >= 0 && strides[i] !== strides[inner]! * shape[inner]!) return false;
      inner = i;
    }
  }
  return true;
}
