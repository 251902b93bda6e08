import { badArgument, badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import { toFloat } from "../seam/dtype.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOptional, asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul, sub } from "./binary.js";
import { countInto } from "./bincount.js";
import { toDType, toWide } from "./cast.js";
import { equal } from "./compare.js";
import { linspace } from "./create.js";
import { narrow, reshape } from "./movement.js";
import { max, min } from "./reduce.js";
import { bucketize } from "./search-sorted.js";
import { where } from "./where.js";

export interface HistogramOptions {
  /** Number of bins of equal width (default 10), or their ascending edges [bins + 1]. */
  readonly bins?: number | TensorLike;
  /** Where the first bin begins and the last one ends; default: the smallest and the largest element. */
  readonly range?: readonly [low: number, high: number];
  /** What each element adds to its bin; default 1. */
  readonly weights?: TensorLike;
}

/** What `histogram` counts. */
export interface Histogram {
  /** [bins], int32, or the dtype of the weights. */
  readonly counts: Tensor;
  /** [bins + 1] */
  readonly edges: Tensor;
}

/**
 * How many elements fall between the edges of each bin: low ≤ x < high, in the last bin low ≤ x ≤ high. Elements outside, and NaN, are not
 * counted. Where all elements are equal and no range is given, bins reach 0.5 to either side.
 * @throws TenonError `invalid_argument` unless bins ≥ 1, and for a range that is not finite or descends; `shape_mismatch` for weights
 * of another shape or edges that are no list of two or more.
 * @example
 * const { counts, edges } = histogram(tensor([0, 1, 1, 4]), { bins: 2 }); // [3, 1], [0, 2, 4]
 */
export function histogram(x: TensorLike, { bins = 10, range, weights }: HistogramOptions = {}): Histogram {
  const given = asTensor(x, "histogram");
  const w = asOptional(weights, "histogram");
  if (w !== undefined && !sameShape(w.shape, given.shape))
    throw badShape("histogram", { x: given, weights: w }, "one weight for each element");
  return scope(() => {
    const t = toWide(reshape(given.detach(), [-1]));
    const edges = typeof bins === "number" ? evenEdges(t, bins, range) : givenEdges(bins);
    const count = edges.size - 1;
    const place = bucketize(t, edges, { right: true }); // 0 below, count + 1 above
    const inside = where(equal(t, narrow(edges, 0, count, 1)), count, place);
    const counts = countInto(count + 2, inside, w && reshape(w, [-1]));
    return { counts: narrow(counts, 0, 1, count), edges: toDType(edges, toFloat(given.dtype)) };
  });
}

function givenEdges(bins: TensorLike): Tensor {
  const edges = asTensor(bins, "histogram");
  if (edges.rank === 1 && edges.size > 1) return edges.detach();
  throw badShape("histogram", { bins: edges }, "a list of two edges or more");
}

function evenEdges(t: Tensor, bins: number, range: readonly [number, number] | undefined): Tensor {
  checkInteger("histogram", "bins", bins, 1);
  const [low, high] = range ?? [0, 1];
  if (!(low <= high && Number.isFinite(high - low)))
    throw badArgument("histogram", { range }, "two numbers that ascend");
  const { dtype, backend } = t;
  const unit = (from: number, to: number) => linspace(from, to, bins + 1, { dtype, backend });
  if (range !== undefined || t.size === 0) return low === high ? unit(low - 0.5, high + 0.5) : unit(low, high);
  const [least, most] = [min(t), max(t)];
  const margin = where(equal(least, most), 0.5, 0);
  // A weighted mean of both ends hits them exactly.
  return add(mul(sub(least, margin), unit(1, 0)), mul(add(most, margin), unit(0, 1)));
}
