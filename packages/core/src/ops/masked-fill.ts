import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { promoteNumber } from "../seam/dtype.js";
import { broadcastShapes, sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { sub } from "./binary.js";
import { toDType } from "./cast.js";
import { full } from "./create.js";
import { broadcastTo, reshape } from "./movement.js";
import { cumsum } from "./scan.js";
import { gatherAlong } from "./take.js";
import { where } from "./where.js";

/**
 * A copy of `x` with `value` where `mask` (bool, broadcast to x) is true, as torch.masked_fill; the dtype stays.
 * `value` is a number or a tensor of one element.
 *
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`.
 * @example
 * maskedFill(tensor([1, 2, 3]), tensor([false, true, false]), 0); // [1, 0, 3]
 */
export function maskedFill(x: TensorLike, mask: TensorLike, value: Operand): Tensor {
  const t = asTensor(x, "maskedFill");
  const m = maskFor("maskedFill", t, mask);
  if (typeof value === "number") {
    if (promoteNumber(t.dtype, value) === t.dtype) return where(m, value, t);
    return scope(() => where(m, full([], value, { dtype: t.dtype, backend: t.backend }), t));
  }
  const v = asTensor(value, "maskedFill");
  if (v.size !== 1 || v.rank > t.rank)
    throw new TenonError(
      "shape_mismatch",
      `maskedFill: one value was expected, a tensor of shape ${showShape(v.shape)} was given`,
      "where(mask, values, x) or maskedScatter(x, mask, values)",
      { value: v.shape },
    );
  return scope(() => where(m, toDType(v, t.dtype), t));
}

/**
 * A copy of `x` with the first elements of `source`, in row-major order, where `mask` (bool, broadcast to x) is true, as
 * torch.masked_scatter and NumPy's x[mask] = source; the dtype stays.
 *
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`; `index_out_of_range` when `source` has too few elements.
 * @example
 * maskedScatter(tensor([1, 2, 3]), tensor([true, false, true]), tensor([7, 8])); // [7, 2, 8]
 */
export function maskedScatter(x: TensorLike, mask: TensorLike, source: TensorLike): Tensor {
  const t = asTensor(x, "maskedScatter");
  const m = maskFor("maskedScatter", t, mask);
  const s = asTensor(source, "maskedScatter");
  return scope(() => {
    const flags = reshape(broadcastTo(m, t.shape), [-1]);
    const numbers = where(flags, sub(cumsum(flags), 1), 0); // the k-th true takes element k
    const values = reshape(gatherAlong(reshape(toDType(s, t.dtype), [-1]), numbers, 0), t.shape);
    return where(m, values, t);
  });
}

/** A mask as a tensor; throws unless it is bool. */
export function asMask(op: string, mask: TensorLike): Tensor {
  const m = asTensor(mask, op);
  if (m.dtype !== "bool")
    throw new TenonError(
      "dtype_mismatch",
      `${op}: a mask of bools was expected, ${m.dtype} was given`,
      'x.greater(0), or x.cast("bool")',
      { dtype: m.dtype },
    );
  return m;
}

/** The shape to which `x` and its mask broadcast. */
export function jointShape(op: string, x: Tensor, mask: Tensor): readonly number[] {
  const shape = broadcastShapes(x.shape, mask.shape);
  if (shape === undefined)
    throw new TenonError(
      "shape_mismatch",
      `${op}: x is ${showShape(x.shape)}, the mask ${showShape(mask.shape)}`,
      "sizes that are equal or 1, aligned at the end",
      { shape: x.shape, mask: mask.shape },
    );
  return shape;
}

/** A mask that stretches to `x`. */
function maskFor(op: string, x: Tensor, mask: TensorLike): Tensor {
  const m = asMask(op, mask);
  if (!sameShape(jointShape(op, x, m), x.shape))
    throw new TenonError(
      "shape_mismatch",
      `${op}: a mask of shape ${showShape(m.shape)} is larger than ${showShape(x.shape)}`,
      "a mask that broadcasts to x",
      { shape: x.shape, mask: m.shape },
    );
  return m;
}
