import { badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOptional, type TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { ones, zeros } from "./create.js";
import { pad } from "./pad.js";
import { readFirst, readFirstSync, type Unread } from "./read-first.js";
import { max } from "./reduce.js";
import { asIndices, scatterAlong } from "./take.js";

export interface BincountOptions {
  /** Number of bins; default: one more than the largest element, which is read for it. */
  readonly length?: number;
  /** What each element adds to its bin; default 1. Gradients flow to it. */
  readonly weights?: TensorLike;
}

/**
 * How often each of 0 … length − 1 occurs in a list of integers, or the sum of the weights there; int32, or the weights' dtype.
 *
 * With `length` at once and everywhere; without it, its largest element must be read: a promise, and inside `compile` the error
 * `read_in_trace`. Shapes: x [n], weights [n] → [length].
 * @throws TenonError `dtype_mismatch` for floats; `shape_mismatch`; `invalid_argument` for a length that is no integer ≥ 0;
 * `index_out_of_range` for elements below 0, or not below `length`.
 * @example
 * bincount(tensor([1, 0, 1], { dtype: "int32" }), { length: 3 }); // [1, 2, 0]
 * await bincount(tensor([1, 0, 1], { dtype: "int32" })); // [1, 2]
 */
export function bincount(x: TensorLike, options: BincountOptions & { readonly length: number }): Tensor;
export function bincount(x: TensorLike, options?: BincountOptions): Promise<Tensor>;
export function bincount(x: TensorLike, options: BincountOptions = {}): Tensor | Promise<Tensor> {
  const { length } = options;
  if (length === undefined) return countAll(x, options);
  const { t, weights } = checked("bincount", x, options);
  return countInto(length, t, weights);
}

async function countAll(x: TensorLike, options: BincountOptions): Promise<Tensor> {
  return readFirst(() => elements("bincount", x, options), countRead);
}

/**
 * As `bincount`, at once.
 * @throws TenonError as `bincount`; `sync_read_unavailable` on a backend that answers later, without `length`.
 * @example
 * bincountSync(tensor([1, 0, 1], { dtype: "int32" })); // [1, 2]
 */
export const bincountSync = (x: TensorLike, options: BincountOptions = {}): Tensor =>
  options.length === undefined
    ? readFirstSync(
        "bincountSync",
        "await bincount(x), or { length }",
        () => elements("bincountSync", x, options),
        countRead,
      )
    : bincount(x, { ...options, length: options.length });

interface Elements extends Unread {
  readonly t: Tensor;
  readonly weights: Tensor | undefined;
}

/** The arguments, kept whatever becomes of them, and their largest element; −1 where there is none. */
function elements(op: string, x: TensorLike, options: BincountOptions): Elements {
  const { t, weights } = checked(op, x, options);
  const wanted = max(pad(toDType(t, "int32"), { lo: [1], hi: [0], value: -1 }));
  return { t: t.alias(), weights: weights?.alias(), wanted };
}

const countRead = ({ t, weights }: Elements, largest: ArrayLike<number>): Tensor =>
  countInto(largest[0]! + 1, t, weights);

function checked(op: string, x: TensorLike, { length = 0, weights }: BincountOptions) {
  const t = asIndices(op, x);
  const w = asOptional(weights, op);
  if (t.rank !== 1 || (w !== undefined && !sameShape(w.shape, t.shape)))
    throw badShape(op, { x: t, weights: w }, "a list, and one weight for each element");
  checkInteger(op, "length", length, 0);
  return { t, weights: w };
}

/** Sums of weights (default 1) by bin; every bin lies in 0 … length − 1. */
export const countInto = (length: number, bins: Tensor, weights: Tensor | undefined): Tensor =>
  scope(() => {
    const { backend } = bins;
    const values = weights ?? ones(bins.shape, { dtype: "int32", backend });
    const summed = isFloat(values.dtype) ? values : toDType(values, "int32");
    return scatterAlong("add", zeros([length], { dtype: summed.dtype, backend }), toDType(bins, "int32"), summed, 0);
  });
