import { checkChoice } from "../checks.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { full } from "./create.js";
import { broadcastTo } from "./movement.js";
import { asIndices, scatterAlong } from "./take.js";

export interface IndexUpdateOptions {
  /** The axis whose entries are written; 0 by default. */
  readonly axis?: number;
  /** "set": the last update of an entry wins. "add": all add up. */
  readonly mode?: "set" | "add";
}

/**
 * A copy of `x` with whole entries of an axis set or added: the counterpart of `take`, and torch's index_copy, index_fill (for
 * a number) and index_add in one. `updates` broadcast to the shape of take(x, indices, { axis }).
 *
 * @throws TenonError `shape_mismatch`, `index_out_of_range`, `dtype_mismatch`, `invalid_argument` for another mode.
 * @example
 * indexUpdate(zeros([3, 2]), tensor([2, 0], { dtype: "int32" }), tensor([[1, 2], [3, 4]])); // [[3, 4], [0, 0], [1, 2]]
 */
export function indexUpdate(
  x: TensorLike,
  indices: TensorLike,
  updates: Operand,
  { axis = 0, mode = "set" }: IndexUpdateOptions = {},
): Tensor {
  const t = asTensor(x, "indexUpdate");
  const i = asIndices("indexUpdate", indices);
  const a = normalizeAxis("indexUpdate", axis, t.rank);
  checkChoice("indexUpdate", "mode", mode, ["set", "add"]);
  return scope(() => {
    const { dtype, backend } = t;
    const u = typeof updates === "number" ? full([], updates, { dtype, backend }) : asTensor(updates, "indexUpdate");
    const shape = [...t.shape.slice(0, a), ...i.shape, ...t.shape.slice(a + 1)];
    return scatterAlong(mode, t, toDType(i, "int32"), broadcastTo(toDType(u, dtype), shape), a);
  });
}
