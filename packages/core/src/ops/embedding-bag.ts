import { badArgument, badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOptional, type TensorLike } from "../tensor-like.js";
import { unsqueeze } from "./axes.js";
import { div, maximum, minimum, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { greater, notEqual } from "./compare.js";
import { ones, zeros } from "./create.js";
import { paddingRow, table } from "./embedding.js";
import { narrow, reshape } from "./movement.js";
import { argMax, sum } from "./reduce.js";
import { cumsum } from "./scan.js";
import { argsort } from "./sort.js";
import { asIndices, gather, scatterAlong, take } from "./take.js";
import { where } from "./where.js";

export interface EmbeddingBagOptions {
  /** How the rows of a bag become one; default "mean". An empty bag gives zeros. */
  readonly mode?: "sum" | "mean" | "max";
  /** Where each bag begins in indices of rank 1: integers [B] that ascend from 0. */
  readonly offsets?: TensorLike | undefined;
  /** A factor for each index, for mode "sum" only: the shape of the indices. */
  readonly perSampleWeights?: TensorLike | undefined;
  /** Indices of this row are left out of their bags; negative ones count from the end. */
  readonly paddingIndex?: number | undefined;
}

/**
 * Sums, means or maxima of bags of rows of a table, as torch.nn.functional.embedding_bag.
 * Shapes: weight [V, D]; indices [B, L], a bag in each row, or [n] with `offsets` [B] → [B, D]. Of equal maxima the first takes
 * the gradient.
 *
 * @throws TenonError `shape_mismatch`; `invalid_argument` for options that exclude each other; `index_out_of_range`.
 * @example
 * const bags = tensor([[0, 1]], { dtype: "int32" });
 * embeddingBag(bags, tensor([[1, 2], [3, 4]]), { mode: "sum" }); // [[4, 6]]
 */
export function embeddingBag(indices: TensorLike, weight: TensorLike, options: EmbeddingBagOptions = {}): Tensor {
  const w = table("embeddingBag", weight);
  const given = asIndices("embeddingBag", indices);
  const { mode = "mean", paddingIndex } = options;
  const offsets = options.offsets === undefined ? undefined : asIndices("embeddingBag", options.offsets);
  const factors = asOptional(options.perSampleWeights, "embeddingBag");
  const padding = paddingRow("embeddingBag", w, paddingIndex);
  if (given.rank !== (offsets === undefined ? 2 : 1) || (offsets !== undefined && offsets.rank !== 1))
    throw badShape("embeddingBag", { indices: given, offsets }, "indices [B, L], or indices [n] with offsets [B]");
  if (factors !== undefined && !sameShape(factors.shape, given.shape))
    throw badShape("embeddingBag", { perSampleWeights: factors, indices: given }, "a weight for each index");
  if (factors !== undefined && mode !== "sum")
    throw badArgument("embeddingBag", { mode, perSampleWeights: factors }, 'mode "sum" with perSampleWeights');
  return scope(() => {
    const index = toDType(given, "int32");
    const counts = padding === undefined ? undefined : notEqual(index, padding);
    const bags = offsets === undefined ? BAG_PER_ROW : startsOfBags(index, toDType(offsets, "int32"));
    const rows = take(w, index); // [B, L, D] or [n, D]
    if (mode === "max") return bags.largest(rows, counts);
    const kept = counts === undefined ? rows : where(unsqueeze(counts, -1), rows, 0);
    const total = bags.sum(factors === undefined ? kept : mul(kept, unsqueeze(toDType(factors, w.dtype), -1)));
    if (mode === "sum") return total;
    const count = bags.sum(
      toDType(unsqueeze(counts ?? ones(index.shape, { dtype: "bool", backend: w.backend }), -1), "int32"),
    );
    return div(total, toDType(maximum(count, 1), w.dtype)); // [B, D] / [B, 1]
  });
}

/** How rows [..., D] are joined to bags [B, D]. */
interface Bags {
  readonly sum: (rows: Tensor) => Tensor;
  readonly largest: (rows: Tensor, counts: Tensor | undefined) => Tensor;
}

/** A bag in each row of the indices [B, L]. */
const BAG_PER_ROW: Bags = {
  sum: (rows) => sum(rows, { axis: 1 }),
  largest: (rows, counts) => {
    const [batch, length, size] = rows.shape as [number, number, number];
    if (length === 0) return zeros([batch, size], { dtype: rows.dtype, backend: rows.backend });
    const first = argMax(hidden(rows, counts), { axis: 1, keepDims: true }); // [B, 1, D]
    const found = reshape(gather(rows, 1, first), [batch, size]);
    return counts === undefined ? found : where(greater(sum(counts, { axis: 1, keepDims: true }), 0), found, 0);
  },
};

/** Bags that begin at offsets [B] in the indices [n]. */
function startsOfBags(index: Tensor, offsets: Tensor): Bags {
  const { backend } = index;
  const [length] = index.shape as [number];
  const [count] = offsets.shape as [number];
  const begun = scatterAlong(
    "add",
    zeros([length + 1], { dtype: "int32", backend }),
    offsets,
    ones([count], { dtype: "int32", backend }),
    0,
  );
  const bag = sub(narrow(cumsum(begun), 0, 0, length), 1); // [n]: the bag of each index
  const added = (rows: Tensor) =>
    scatterAlong("add", zeros([count, rows.shape[1]!], { dtype: rows.dtype, backend }), bag, rows, 0);
  return {
    sum: added,
    largest: (rows, counts) => {
      if (length === 0 || count === 0) return zeros([count, rows.shape[1]!], { dtype: rows.dtype, backend });
      // Sorted by size, then, stably, by bag: the first of each bag is its largest.
      const bySize = argsort(hidden(rows, counts), { axis: 0, descending: true }); // [n, D]
      const order = gather(bySize, 0, argsort(take(bag, bySize), { axis: 0 }));
      const first = take(order, minimum(offsets, length - 1)); // [B, D]
      const filled = added(toDType(unsqueeze(counts ?? ones([length], { dtype: "bool", backend }), -1), "int32")); // [B, 1]
      return where(greater(filled, 0), gather(rows, 0, first), 0);
    },
  };
}

/** Rows that do not count, below all others. */
const hidden = (rows: Tensor, counts: Tensor | undefined) =>
  counts === undefined ? rows : where(unsqueeze(counts, -1), rows, Number.NEGATIVE_INFINITY);
