import { scope } from "../memory/scope.js";
import { normalizeAxis, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul } from "./binary.js";
import { iota } from "./create.js";
import { reshape } from "./movement.js";
import { gatherAlong } from "./take.js";

/** Elements, and where they stand along the axis that was searched (int32). */
export interface ValuesAndIndices {
  readonly values: Tensor;
  readonly indices: Tensor;
}

/** A shape seen from one axis: all before it, itself, all behind it. */
export type Rows = readonly [lead: number, length: number, trail: number];

export function asRows(shape: readonly number[], axis: number): Rows {
  return [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))];
}

/** Runs `f` along an axis, in a scope; a tensor of rank 0 counts as one element along axis 0, and so do its results. */
export function alongAxis(
  op: string,
  x: TensorLike,
  axis: number,
  f: (t: Tensor, axis: number) => ValuesAndIndices,
): ValuesAndIndices {
  const t = asTensor(x, op);
  const a = normalizeAxis(op, axis, Math.max(1, t.rank));
  return scope(() => {
    if (t.rank > 0) return f(t, a);
    const { values, indices } = f(reshape(t, [1]), a);
    return { values: reshape(values, []), indices: reshape(indices, []) };
  });
}

/** Where `indices` along an axis stand in a tensor of `shape` when it is flat; both shapes agree beside the axis. */
export function flatPositions(shape: readonly number[], indices: Tensor, axis: number): Tensor {
  const [lead, n, trail] = asRows(shape, axis);
  if (lead === 1 && trail === 1) return reshape(indices, [-1]);
  const { backend } = indices;
  const starts = mul(iota([lead, 1, trail], 0, { backend }), n * trail);
  const within = mul(reshape(indices, asRows(indices.shape, axis)), trail);
  return reshape(add(within, add(starts, iota([lead, 1, trail], 2, { backend }))), [-1]);
}

/** The elements at `indices` along an axis; every index lies inside. */
export function pickAlong(x: Tensor, indices: Tensor, axis: number): Tensor {
  const positions = flatPositions(x.shape, indices, axis);
  return reshape(gatherAlong(reshape(x, [-1]), positions, 0), indices.shape);
}
