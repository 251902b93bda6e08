import { noGrad } from "../engine/context.js";
import { run } from "../engine/run.js";
import type { ArgReduceOp } from "../seam/op-names.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { checkNotEmpty, dropAxes } from "./reduce.js";
import { alongAxis, pickAlong, type ValuesAndIndices } from "./rows.js";

export interface AlongOptions {
  /** The axis to search; the last by default. */
  readonly axis?: number;
  readonly keepDims?: boolean;
}

/** Searches an axis for one element each: `find` gives its index, with the axis kept at size 1. */
export function searched(
  op: string,
  x: TensorLike,
  { axis = -1, keepDims = false }: AlongOptions,
  find: (t: Tensor, axis: number) => Tensor,
): ValuesAndIndices {
  return alongAxis(op, x, axis, (t, a) => {
    checkNotEmpty(op, t, [a]);
    const indices = noGrad(() => find(t, a));
    const values = pickAlong(t, indices, a);
    return keepDims ? { values, indices } : { values: dropAxes(values, [a]), indices: dropAxes(indices, [a]) };
  });
}

const extreme = (name: string, op: ArgReduceOp, x: TensorLike, options: AlongOptions) =>
  searched(name, x, options, (t, axis) => run("argReduce", [t], { op, axis }, undefined));

/**
 * Largest element along an axis and its index, int32: the first of equals, which gets all of the gradient (torch.max with dim);
 * the first NaN if there is one.
 * @throws TenonError `invalid_argument` over an axis without elements, or outside the rank.
 * @example
 * const { values, indices } = maxWithIndices(tensor([[1, 5], [7, 4]])); // [5, 7], [1, 0]
 */
export const maxWithIndices = (x: TensorLike, options: AlongOptions = {}): ValuesAndIndices =>
  extreme("maxWithIndices", "max", x, options);

/**
 * Smallest element along an axis and its index, int32: the first of equals, which gets all of the gradient (torch.min with dim);
 * the first NaN if there is one.
 * @throws TenonError `invalid_argument` over an axis without elements, or outside the rank.
 * @example
 * const { values, indices } = minWithIndices(tensor([[1, 5], [7, 4]])); // [1, 4], [0, 1]
 */
export const minWithIndices = (x: TensorLike, options: AlongOptions = {}): ValuesAndIndices =>
  extreme("minWithIndices", "min", x, options);
