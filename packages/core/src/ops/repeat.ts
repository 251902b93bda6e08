import { badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { tensor } from "./create.js";
import { broadcastTo, reshape } from "./movement.js";
import { gatherAlong } from "./take.js";

/**
 * Each element several times in a row, as np.repeat and torch.repeat_interleave: one count for all, or one for each entry of
 * the axis. Without `axis`, of the flattened tensor.
 *
 * @throws TenonError `invalid_argument` for counts that are no integers ≥ 0, `shape_mismatch` for another number of them.
 * @example
 * repeat(tensor([1, 2]), 2); // [1, 1, 2, 2]
 * repeat(tensor([[1, 2], [3, 4]]), [2, 1], { axis: 0 }); // [[1, 2], [1, 2], [3, 4]]
 */
export function repeat(
  x: TensorLike,
  counts: number | readonly number[],
  { axis }: { readonly axis?: number } = {},
): Tensor {
  const t = asTensor(x, "repeat");
  if (axis === undefined && t.rank !== 1) return scope(() => repeat(reshape(t, [-1]), counts));
  const a = normalizeAxis("repeat", axis ?? 0, t.rank);
  checkInteger("repeat", "counts", counts, 0);
  if (typeof counts === "number") return copies(t, a, counts, a + 1);
  if (counts.length !== t.shape[a]) throw badShape("repeat", { x: t, axis: a, counts }, `one count, or ${t.shape[a]}`);
  const rows = counts.flatMap((n, i) => Array<number>(n).fill(i));
  return scope(() => gatherAlong(t, tensor(rows, { dtype: "int32", backend: t.backend }), a));
}

/**
 * The whole tensor side by side with itself, as np.tile: one count for each axis, from the last axis backwards when there are
 * fewer; more counts than axes add leading axes. A single number is for the last axis.
 *
 * @throws TenonError `invalid_argument` for counts that are no integers ≥ 0.
 * @example
 * tile(tensor([1, 2]), 2); // [1, 2, 1, 2]
 * tile(tensor([1, 2]), [2, 1]); // [[1, 2], [1, 2]]
 */
export function tile(x: TensorLike, counts: number | readonly number[]): Tensor {
  const t = asTensor(x, "tile");
  const list = typeof counts === "number" ? [counts] : counts;
  checkInteger("tile", "counts", list, 0);
  const rank = Math.max(list.length, t.rank);
  return scope(() => {
    let y = reshape(t, [...Array<number>(rank - t.rank).fill(1), ...t.shape]);
    for (const [i, n] of list.entries()) {
      const axis = rank - list.length + i;
      if (n !== 1) y = copies(y, axis, n, axis);
    }
    return y;
  });
}

/** `axis` n times as long: between the axes before `at` and those from `at` on, an axis of n copies is put and merged. */
function copies(x: Tensor, axis: number, n: number, at: number): Tensor {
  const before = sizeOf(x.shape.slice(0, at));
  const after = sizeOf(x.shape.slice(at));
  const shape = x.shape.map((size, i) => (i === axis ? size * n : size));
  return scope(() => reshape(broadcastTo(reshape(x, [before, 1, after]), [before, n, after]), shape));
}
