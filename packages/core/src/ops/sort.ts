import { checkInteger } from "../checks.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { narrow, reshape } from "./movement.js";
import { alongAxis, pickAlong, type ValuesAndIndices } from "./rows.js";

export interface SortOptions {
  /** The axis to sort; the last by default. */
  readonly axis?: number;
  readonly descending?: boolean;
}

/** The stable order along an axis, int32; NaN last. */
export const sortOrder = (x: Tensor, axis: number, descending = false): Tensor =>
  run("argsort", [x], { axis, descending }, undefined);

/**
 * Indices that would sort along an axis, int32; equal elements keep their order, NaN comes last.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * argsort(tensor([3, 1, 2])); // [1, 2, 0]
 */
export function argsort(x: TensorLike, { axis = -1, descending = false }: SortOptions = {}): Tensor {
  const t = asTensor(x, "argsort");
  if (t.rank === 0) return scope(() => reshape(argsort(reshape(t, [1]), { axis, descending }), []));
  return sortOrder(t, normalizeAxis("argsort", axis, t.rank), descending);
}

/**
 * The elements in order along an axis, and the indices they had, int32. Equal elements keep their order; NaN comes last, also
 * when descending. The gradient goes back where each element came from.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * const { values, indices } = sort(tensor([3, 1, 2])); // [1, 2, 3], [1, 2, 0]
 */
export const sort = (x: TensorLike, { axis = -1, descending = false }: SortOptions = {}): ValuesAndIndices =>
  alongAxis("sort", x, axis, (t, a) => {
    const indices = sortOrder(t, a, descending);
    return { values: pickAlong(t, indices, a), indices };
  });

export interface TopKOptions {
  /** The axis to search; the last by default. */
  readonly axis?: number;
  /** False for the smallest. */
  readonly largest?: boolean;
}

/**
 * The `k` largest (or smallest) elements along an axis, best first, and their indices, int32. Of equals the first come first; NaN
 * counts as worse than any number. By sorting: O(n log n) for an axis of n.
 * Shapes: [..., n, ...] → [..., k, ...].
 * @throws TenonError `invalid_argument` unless 0 ≤ k ≤ n, or for an axis outside the rank.
 * @example
 * const { values, indices } = topK(tensor([1, 4, 2, 3]), 2); // [4, 3], [1, 3]
 */
export const topK = (x: TensorLike, k: number, { axis = -1, largest = true }: TopKOptions = {}): ValuesAndIndices =>
  alongAxis("topK", x, axis, (t, a) => {
    checkInteger("topK", "k", k, 0, t.shape[a]);
    const indices = narrow(sortOrder(t, a, largest), a, 0, k);
    return { values: pickAlong(t, indices, a), indices };
  });
