import { badDType, badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { promoteNumber } from "../seam/dtype.js";
import { stretches } from "../shape.js";
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
 * `value` is a number, or a tensor that broadcasts to x as well.
 *
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`.
 * @example
 * maskedFill(tensor([1, 2, 3]), tensor([false, true, false]), 0); // [1, 0, 3]
 */
export function maskedFill(x: TensorLike, mask: TensorLike, value: Operand): Tensor {
  const t = asTensor(x, "maskedFill");
  const m = asMask("maskedFill", mask);
  checkStretches("maskedFill", t, m);
  if (typeof value === "number") {
    if (promoteNumber(t.dtype, value) === t.dtype) return where(m, value, t);
    return scope(() => where(m, full([], value, { dtype: t.dtype, backend: t.backend }), t));
  }
  const v = asTensor(value, "maskedFill");
  checkStretches("maskedFill", t, v);
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
  const m = asMask("maskedScatter", mask);
  checkStretches("maskedScatter", t, m);
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
  if (m.dtype !== "bool") throw badDType(op, { mask: m.dtype }, "bools", 'x.greater(0), or x.cast("bool")');
  return m;
}

/** Throws unless `x` keeps its shape when it meets `other`. */
function checkStretches(op: string, x: Tensor, other: Tensor): void {
  if (!stretches(other.shape, x.shape)) throw badShape(op, { x, other }, "a mask, and a value, that broadcast to x");
}
