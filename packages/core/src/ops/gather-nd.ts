import { badShape, checkChoice } from "../checks.js";
import { scope } from "../memory/scope.js";
import { sameShape, showShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { zeros } from "./create.js";
import { narrow, reshape } from "./movement.js";
import { asIndices, gatherAlong, positionsIn, scatterAlong, within } from "./take.js";

/**
 * Slices of `x` by index tuples in the last axis of `indices`, as TensorFlow's gather_nd:
 * x [S₁ … S_K, ...rest], indices [..., K] → [..., ...rest].
 *
 * @throws TenonError `shape_mismatch`, `index_out_of_range`, `dtype_mismatch`.
 * @example
 * gatherNd(tensor([[1, 2], [3, 4]]), tensor([[0, 1], [1, 0]], { dtype: "int32" })); // [2, 3]
 */
export function gatherNd(x: TensorLike, indices: TensorLike): Tensor {
  const t = asTensor(x, "gatherNd");
  const i = asTuples("gatherNd", indices, t);
  return scope(() => {
    const { rows, positions } = flatten(t, i);
    return reshape(gatherAlong(rows, positions, 0), resultShape(t, i));
  });
}

export interface ScatterNdOptions {
  /** "set": the last update of a place wins. "add": all add up. */
  readonly mode?: "set" | "add";
}

/**
 * A copy of `x` with slices set or added by index tuples, as TensorFlow's tensor_scatter_nd_update and tensor_scatter_nd_add
 * (scatter_nd is adding to zeros): x [S₁ … S_K, ...rest], indices [..., K], updates [..., ...rest].
 *
 * @throws TenonError `shape_mismatch`, `index_out_of_range`, `dtype_mismatch`, `invalid_argument` for another mode.
 * @example
 * scatterNd(zeros([2, 2]), tensor([[0, 1], [0, 1]], { dtype: "int32" }), tensor([5, 6]), { mode: "add" }); // [[0, 11], [0, 0]]
 */
export function scatterNd(
  x: TensorLike,
  indices: TensorLike,
  updates: TensorLike,
  { mode = "set" }: ScatterNdOptions = {},
): Tensor {
  const t = asTensor(x, "scatterNd");
  const i = asTuples("scatterNd", indices, t);
  const u = asTensor(updates, "scatterNd");
  checkChoice("scatterNd", "mode", mode, ["set", "add"]);
  const wanted = resultShape(t, i);
  if (!sameShape(u.shape, wanted))
    throw badShape("scatterNd", { x: t, indices: i, updates: u }, `updates ${showShape(wanted)}`);
  return scope(() => {
    const { rows, positions } = flatten(t, i);
    const values = reshape(toDType(u, t.dtype), [positions.size, ...rows.shape.slice(1)]);
    return reshape(scatterAlong(mode, rows, positions, values, 0), t.shape);
  });
}

function asTuples(op: string, indices: TensorLike, x: Tensor): Tensor {
  const i = asIndices(op, indices);
  const length = i.shape.at(-1);
  if (length === undefined || length > x.rank)
    throw badShape(op, { x, indices: i }, `indices [..., K] with K ≤ ${x.rank}`);
  return i;
}

const resultShape = (x: Tensor, indices: Tensor) => [
  ...indices.shape.slice(0, -1),
  ...x.shape.slice(indices.shape.at(-1)),
];

/** The indexed axes joined into one, and the position of each tuple there. */
function flatten(x: Tensor, indices: Tensor): { rows: Tensor; positions: Tensor } {
  const depth = indices.shape.at(-1)!; // asTuples has checked
  const sizes = x.shape.slice(0, depth);
  const count = sizeOf(indices.shape.slice(0, -1));
  const tuples = reshape(indices, [count, depth]);
  const columns = sizes.map((n, axis) => within(reshape(narrow(tuples, 1, axis, 1), [count]), n, axis));
  const positions = depth === 0 ? zeros([count], { dtype: "int32", backend: x.backend }) : positionsIn(sizes, columns);
  return { rows: reshape(x, [sizeOf(sizes), ...x.shape.slice(depth)]), positions };
}
