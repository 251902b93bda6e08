import { badShape } from "../checks.js";
import type { HostData } from "../seam/dtype.js";
import { elementwise } from "../seam/infer.js";
import { sameShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { tensor } from "./create.js";
import { asMask } from "./masked-fill.js";
import { broadcastTo, reshape } from "./movement.js";
import { positionsOf } from "./nonzero.js";
import { readFirst, readFirstSync, type Unread } from "./read-first.js";
import { gatherAlong } from "./take.js";

/**
 * The elements of `x` where `mask` (bool) is true, in row-major order, as torch.masked_select; both broadcast. Shape: [count].
 * Gradients return to where the elements came from.
 *
 * The count depends on data, so the mask is read; inside `compile` that throws `read_in_trace`: where() keeps the shape.
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`.
 * @example
 * await maskedSelect(tensor([1, 2, 3]), tensor([true, false, true])); // [1, 3]
 */
export async function maskedSelect(x: TensorLike, mask: TensorLike): Promise<Tensor> {
  return readFirst(() => elements("maskedSelect", x, mask), pick);
}

/**
 * As `maskedSelect`, at once.
 * @throws TenonError `sync_read_unavailable` on a backend that answers later.
 * @example
 * maskedSelectSync(tensor([1, 2, 3]), tensor([true, false, true])); // [1, 3]
 */
export const maskedSelectSync = (x: TensorLike, mask: TensorLike): Tensor =>
  readFirstSync("maskedSelectSync", "await maskedSelect(x, mask)", () => elements("maskedSelectSync", x, mask), pick);

/**
 * The rows of `x` where `mask` is true, as NumPy's x[mask]: the mask has the sizes of the leading axes, which one axis of
 * length count replaces. Gradients return to the rows. As for `maskedSelect`, the mask is read.
 *
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`.
 * @example
 * await booleanMask(tensor([[1, 2], [3, 4]]), tensor([false, true])); // [[3, 4]]
 */
export async function booleanMask(x: TensorLike, mask: TensorLike): Promise<Tensor> {
  return readFirst(() => leadingRows("booleanMask", x, mask), pick);
}

/**
 * As `booleanMask`, at once.
 * @throws TenonError `sync_read_unavailable` on a backend that answers later.
 * @example
 * booleanMaskSync(tensor([[1, 2], [3, 4]]), tensor([false, true])); // [[3, 4]]
 */
export const booleanMaskSync = (x: TensorLike, mask: TensorLike): Tensor =>
  readFirstSync("booleanMaskSync", "await booleanMask(x, mask)", () => leadingRows("booleanMaskSync", x, mask), pick);

/** What to choose from, [n, ...rest], by n flags. */
interface Choice extends Unread {
  readonly rows: Tensor;
}

function elements(op: string, x: TensorLike, mask: TensorLike): Choice {
  const t = asTensor(x, op);
  const m = asMask(op, mask);
  const shape = elementwise(op, [t, m]);
  return { rows: reshape(broadcastTo(t, shape), [-1]), wanted: broadcastTo(m, shape) };
}

function leadingRows(op: string, x: TensorLike, mask: TensorLike): Choice {
  const t = asTensor(x, op);
  const m = asMask(op, mask);
  if (!sameShape(m.shape, t.shape.slice(0, m.rank)))
    throw badShape(op, { x: t, mask: m }, "a mask of the leading axes", "maskedSelect(), which broadcasts");
  return { rows: reshape(t, [sizeOf(m.shape), ...t.shape.slice(m.rank)]), wanted: m.alias() };
}

function pick({ rows }: Choice, flags: HostData): Tensor {
  return gatherAlong(rows, tensor(positionsOf(flags), { dtype: "int32", backend: rows.backend }), 0);
}
