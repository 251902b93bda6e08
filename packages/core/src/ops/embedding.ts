import { badShape, checkInteger } from "../checks.js";
import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { unsqueeze } from "./axes.js";
import { toDType } from "./cast.js";
import { notEqual } from "./compare.js";
import { zeros } from "./create.js";
import { asIndices, gatherAlong, scatterAlong, take } from "./take.js";
import { where } from "./where.js";

export interface EmbeddingOptions {
  /** A row that gets no gradient, though it is looked up; negative ones count from the end. */
  readonly paddingIndex?: number | undefined;
}

/**
 * Rows of a table: indices [...] of integers, weight [V, D] → [..., D].
 * @throws TenonError `index_out_of_range` for an index outside 0 … V − 1; `invalid_argument` for such a paddingIndex.
 * @example
 * embedding(tensor([1], { dtype: "int32" }), tensor([[1, 2], [3, 4]])); // [[3, 4]]
 */
export function embedding(indices: TensorLike, weight: TensorLike, { paddingIndex }: EmbeddingOptions = {}): Tensor {
  const w = table("embedding", weight);
  const padding = paddingRow("embedding", w, paddingIndex);
  if (padding === undefined) return take(w, indices);
  const i = asIndices("embedding", indices);
  return scope(() => {
    const index = toDType(i, "int32");
    const { shape, dtype } = w;
    const [rows] = withVjp("embedding", [w, index], () => [gatherAlong(w, index, 0)], {
      inputs: [1],
      of: ([g], [at]) => {
        const kept = where(unsqueeze(notEqual(at!, padding), -1), g!, 0); // [..., D]
        return [scatterAlong("add", zeros(shape, { dtype, backend: kept.backend }), at!, kept, 0), undefined];
      },
    });
    return rows!;
  });
}

/** The table as a tensor; throws unless it is [V, D]. */
export function table(op: string, weight: TensorLike): Tensor {
  const w = asTensor(weight, op);
  if (w.rank !== 2) throw badShape(op, { weight: w }, "a table [V, D]", `${op}(indices, weight), in this order`);
  return w;
}

/** The row that `paddingIndex` names; throws when it is outside the table. */
export function paddingRow(op: string, { shape }: Tensor, paddingIndex: number | undefined): number | undefined {
  if (paddingIndex === undefined) return undefined;
  const count = shape[0]!;
  const row = paddingIndex < 0 ? paddingIndex + count : paddingIndex;
  checkInteger(op, "paddingIndex", paddingIndex, -count, count - 1);
  return row;
}
