import type { Backend, Handle, Operand } from "../seam/backend.js";
import type { FusedAttributes, FusedName } from "../seam/fused.js";
import type { PrimitiveAttributes, PrimitiveName } from "../seam/primitives.js";
import type { Tensor } from "../tensor.js";
import type { FusedFunction } from "./fused-op.js";
import type { Derivative } from "./rule.js";
import type { Storage } from "./storage.js";
import type { Vjp } from "./with-vjp.js";

/**
 * A `vmap` in progress. Its tensors show the shape of one example; ops on them run on all examples at once, one level out.
 * What records gradients asks here, because both levels have a graph.
 */
export interface Batching {
  readonly backend: Backend;
  /** A tensor from outside as a handle here: equal for all examples. */
  adopt(x: Tensor): Handle;
  call<K extends PrimitiveName>(
    op: K,
    inputs: readonly Operand<Handle>[],
    attributes: PrimitiveAttributes[K],
    derivative: Derivative<K> | undefined,
  ): Handle;
  /** `compute` as one node of the graph one level out, not yet of the graph here. */
  withVjp(name: string, inputs: readonly Tensor[], compute: () => readonly Tensor[], vjp: Vjp): Tensor[];
  /** The fused op on all examples in one call, where its attributes can say so. */
  fused<K extends FusedName>(
    name: K,
    f: FusedFunction<K>,
    inputs: readonly Tensor[],
    attributes: FusedAttributes[K],
  ): (() => Tensor[]) | undefined;
  /** The storage as one whose values stop gradients one level out too. Takes one more ownership. */
  detach(storage: Storage): Storage;
  /** Releases what a Variable or `.grad` was to hold, and throws. */
  refuseWrite(storage: Storage | undefined): never;
}

let innermost: Batching | undefined;

/** The innermost `vmap` in progress, if any. */
export function batching(): Batching | undefined {
  return innermost;
}

/** Runs `fn` with `level` (or none) as the innermost. */
export function withBatching<R>(level: Batching | undefined, fn: () => R): R {
  const outer = innermost;
  innermost = level;
  try {
    return fn();
  } finally {
    innermost = outer;
  }
}
