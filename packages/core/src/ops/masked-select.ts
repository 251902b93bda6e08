import { TenonError } from "../errors.js";
import { scope, unscoped } from "../memory/scope.js";
import type { HostData } from "../seam/dtype.js";
import { sameShape, showShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { tensor } from "./create.js";
import { asMask, jointShape } from "./masked-fill.js";
import { broadcastTo, reshape } from "./movement.js";
import { positionsOf } from "./nonzero.js";
import { data, dataSync } from "./read.js";
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
  return select(() => elements("maskedSelect", x, mask));
}

/**
 * As `maskedSelect`, at once.
 * @throws TenonError `sync_read_unavailable` on a backend that answers later.
 * @example
 * maskedSelectSync(tensor([1, 2, 3]), tensor([true, false, true])); // [1, 3]
 */
export const maskedSelectSync = (x: TensorLike, mask: TensorLike): Tensor =>
  selectSync("maskedSelectSync", "await maskedSelect(x, mask)", () => elements("maskedSelectSync", x, mask));

/**
 * The rows of `x` where `mask` is true, as NumPy's x[mask]: the mask has the sizes of the leading axes, which one axis of
 * length count replaces. Gradients return to the rows. As for `maskedSelect`, the mask is read.
 *
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`.
 * @example
 * await booleanMask(tensor([[1, 2], [3, 4]]), tensor([false, true])); // [[3, 4]]
 */
export async function booleanMask(x: TensorLike, mask: TensorLike): Promise<Tensor> {
  return select(() => leadingRows("booleanMask", x, mask));
}

/**
 * As `booleanMask`, at once.
 * @throws TenonError `sync_read_unavailable` on a backend that answers later.
 * @example
 * booleanMaskSync(tensor([[1, 2], [3, 4]]), tensor([false, true])); // [[3, 4]]
 */
export const booleanMaskSync = (x: TensorLike, mask: TensorLike): Tensor =>
  selectSync("booleanMaskSync", "await booleanMask(x, mask)", () => leadingRows("booleanMaskSync", x, mask));

/** What to choose from, [n, ...rest], and n flags. */
type Choice = readonly [rows: Tensor, flags: Tensor];

function elements(op: string, x: TensorLike, mask: TensorLike): Choice {
  const t = asTensor(x, op);
  const m = asMask(op, mask);
  const shape = jointShape(op, t, m);
  return [reshape(broadcastTo(t, shape), [-1]), broadcastTo(m, shape)];
}

function leadingRows(op: string, x: TensorLike, mask: TensorLike): Choice {
  const t = asTensor(x, op);
  const m = asMask(op, mask);
  if (!sameShape(m.shape, t.shape.slice(0, m.rank)))
    throw new TenonError(
      "shape_mismatch",
      `${op}: a mask of shape ${showShape(m.shape)} does not cover the leading axes of ${showShape(t.shape)}`,
      "a mask with the sizes of the first axes; maskedSelect() broadcasts",
      { mask: m.shape, shape: t.shape },
    );
  return [reshape(t, [sizeOf(m.shape), ...t.shape.slice(m.rank)]), reshape(m, m.shape)];
}

async function select(choose: () => Choice): Promise<Tensor> {
  const [rows, flags] = unscoped(() => scope(choose)); // they outlive the caller's scope
  try {
    return pick(rows, await data(flags));
  } finally {
    rows.dispose();
    flags.dispose();
  }
}

function selectSync(op: string, help: string, choose: () => Choice): Tensor {
  return scope(() => {
    const [rows, flags] = choose();
    return pick(rows, dataSync(flags, op, help));
  });
}

function pick(rows: Tensor, flags: HostData): Tensor {
  return scope(() => gatherAlong(rows, tensor(positionsOf(flags), { dtype: "int32", backend: rows.backend }), 0));
}
