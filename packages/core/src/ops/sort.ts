import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { reshape } from "./movement.js";

export interface SortOptions {
  /** The axis to sort; the last by default. */
  readonly axis?: number;
  readonly descending?: boolean;
}

/**
 * Indices that would sort along an axis, int32; equal elements keep their order, NaN comes last.
 * @example
 * argsort(tensor([3, 1, 2])); // [1, 2, 0]
 */
export function argsort(x: TensorLike, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  const t = asTensor(x, "argsort");
  if (t.rank === 0) return scope(() => reshape(argsort(reshape(t, [1]), { axis, descending }), []));
  return run("argsort", [t], { axis: normalizeAxis("argsort", axis, t.rank), descending }, undefined);
}
