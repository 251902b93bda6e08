import { badArgument } from "../checks.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { checkShape, sizeOf, stridesOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { mod, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { asIndices, positionsIn, within } from "./take.js";

/**
 * Row-major positions in a tensor of `shape` from the indices along each axis, which broadcast; as np.ravel_multi_index. int32.
 * @throws TenonError `invalid_argument` unless there are indices for each axis, `index_out_of_range`, `dtype_mismatch`.
 * @example
 * ravelIndex([tensor([0, 1], { dtype: "int32" }), tensor([2, 0], { dtype: "int32" })], [2, 3]); // [2, 3]
 */
export function ravelIndex(indices: readonly TensorLike[], shape: readonly number[]): Tensor {
  checkShape("ravelIndex", shape);
  const list = indices.map((i) => asIndices("ravelIndex", i));
  if (list.length !== shape.length || list.length === 0)
    throw badArgument("ravelIndex", { indices: list.length, shape }, "one index tensor for each axis");
  return scope(() =>
    positionsIn(
      shape,
      list.map((i, axis) => within(i, shape[axis]!, axis)),
    ),
  );
}

/**
 * The indices along each axis of a tensor of `shape` from row-major positions, as np.unravel_index: one int32 tensor an axis.
 * @throws TenonError `index_out_of_range` for a position outside, `dtype_mismatch`.
 * @example
 * unravelIndex(tensor([2, 3], { dtype: "int32" }), [2, 3]); // [0, 1], [2, 0]
 */
export function unravelIndex(positions: TensorLike, shape: readonly number[]): Tensor[] {
  checkShape("unravelIndex", shape);
  const p = asIndices("unravelIndex", positions);
  return scope(() => {
    const inside = sizeOf(shape) === 0 ? within(p, 0, 0) : toDType(p, "int32");
    return stridesOf(shape).map((stride, axis) => {
      const rows = floorQuotient(inside, stride);
      return axis === 0 ? within(rows, shape[0]!, 0) : mod(rows, shape[axis]!);
    });
  });
}

/** ⌊x / n⌋: `mod` takes the sign of n, so that the quotient is whole. */
const floorQuotient = (x: Tensor, n: number): Tensor => run("binary", [sub(x, mod(x, n)), n], { op: "div" }, undefined);
