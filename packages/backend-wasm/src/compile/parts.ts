import { sizeOf } from "@tenon/core";
import type { Source } from "./ir.js";

/** A box inside a tensor, every `step[i]`-th element along axis i, that holds the elements of `source`. */
export interface Part {
  readonly start: readonly number[];
  readonly step: readonly number[];
  readonly source: Source;
}

/**
 * A tensor that is `value` everywhere except in its parts, which do not overlap: what padding makes. The gradient of
 * slicing is a sum of such tensors, which is again one, if its parts are disjoint; so the gradients of all time steps'
 * slices are written once to their places instead of being added up at full size.
 */
export interface Parts {
  readonly shape: readonly number[];
  readonly value: number;
  readonly parts: readonly Part[];
  /** True when zero was added to each part, which turns −0 into 0. */
  readonly added: boolean;
}

/** Comparing every part with every other is quadratic. */
const MOST_PARTS = 2048;

/** The sum of two tensors that are zero outside their parts; `undefined` when their parts overlap. */
export function addParts(a: Parts, b: Parts): Parts | undefined {
  const fits = a.value === 0 && b.value === 0 && a.parts.length + b.parts.length <= MOST_PARTS;
  // 0 + 0 is 0, but −0 + −0 is −0.
  if (!fits || Object.is(a.value, -0) || Object.is(b.value, -0)) return undefined;
  for (const p of a.parts) for (const q of b.parts) if (overlap(p, q)) return undefined;
  return { shape: a.shape, value: 0, parts: [...a.parts, ...b.parts], added: true };
}

/** True when the parts leave no element out. */
export function covers({ shape, parts }: Parts): boolean {
  return parts.reduce((sum, { source }) => sum + sizeOf(source.layout.shape), 0) === sizeOf(shape);
}

/** The boxes around a part, axis by axis: what earlier axes have covered is left out. */
export function frameOf(
  shape: readonly number[],
  part: Part,
  box: (start: readonly number[], size: readonly number[]) => void,
): void {
  const start = new Array<number>(shape.length).fill(0);
  const size = [...shape];
  for (let axis = 0; axis < shape.length; axis++) {
    const from = part.start[axis]!;
    const extent = part.source.layout.shape[axis]!;
    box([...start], size.with(axis, from));
    box(start.with(axis, from + extent), size.with(axis, shape[axis]! - from - extent));
    start[axis] = from;
    size[axis] = extent;
  }
}

function overlap(p: Part, q: Part): boolean {
  const m = p.source.layout.shape;
  const n = q.source.layout.shape;
  for (let i = 0; i < m.length; i++) {
    const first = p.start[i]! + (m[i]! - 1) * p.step[i]! < q.start[i]!;
    const second = q.start[i]! + (n[i]! - 1) * q.step[i]! < p.start[i]!;
    if (first || second) return false;
  }
  return true;
}
