import { badArgument, badShape } from "../checks.js";
import { elementwise } from "../seam/infer.js";
import { normalizeAxes, normalizeAxis, otherAxes, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { broadcastTo, permute, reshape } from "./movement.js";

/**
 * Moves axes to new places, the others keep their order, as np.moveaxis and torch.movedim.
 * @throws TenonError `invalid_argument` when an axis is outside or named twice, or the lists differ in length.
 * @example
 * moveAxis(zeros([2, 3, 4]), 0, -1).shape; // [3, 4, 2]
 */
export function moveAxis(
  x: TensorLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const t = asTensor(x, "moveAxis");
  const [from, to] = [source, destination].map((axes) =>
    (typeof axes === "number" ? [axes] : axes).map((axis) => normalizeAxis("moveAxis", axis, t.rank)),
  ) as [number[], number[]]; // a pair stays a pair
  if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length)
    throw badArgument("moveAxis", { source, destination }, "as many different destinations as different sources");
  const rest = otherAxes(t.rank, from);
  return permute(
    t,
    t.shape.map((_, axis) => (to.includes(axis) ? from[to.indexOf(axis)]! : rest.shift()!)),
  );
}

/**
 * Removes axes of size 1: all of them, or those named.
 * @throws TenonError `shape_mismatch` when a named axis is not of size 1.
 * @example
 * squeeze(zeros([1, 3, 1])).shape; // [3]
 */
export function squeeze(x: TensorLike, axes?: number | readonly number[]): Tensor {
  const t = asTensor(x, "squeeze");
  const drop =
    axes === undefined ? t.shape.flatMap((n, i) => (n === 1 ? [i] : [])) : normalizeAxes("squeeze", axes, t.rank);
  for (const axis of drop) if (t.shape[axis] !== 1) throw badShape("squeeze", { x: t, axis }, "an axis of size 1");
  return reshape(
    t,
    t.shape.filter((_, i) => !drop.includes(i)),
  );
}

/**
 * Inserts an axis of size 1 before `axis`; −1 puts it last.
 * @example
 * unsqueeze(tensor([1, 2]), -1).shape; // [2, 1]
 */
export function unsqueeze(x: TensorLike, axis: number): Tensor {
  const t = asTensor(x, "unsqueeze");
  const a = normalizeAxis("unsqueeze", axis, t.rank + 1);
  return reshape(t, [...t.shape.slice(0, a), 1, ...t.shape.slice(a)]);
}

/**
 * Joins the axes from `start` to `end`, both included, into one.
 * @example
 * flatten(zeros([2, 3, 4]), 1).shape; // [2, 12]
 */
export function flatten(x: TensorLike, start = 0, end = -1): Tensor {
  const t = asTensor(x, "flatten");
  if (t.rank === 0) return reshape(t, [1]);
  const from = normalizeAxis("flatten", start, t.rank);
  const to = normalizeAxis("flatten", end, t.rank);
  if (from > to) throw badArgument("flatten", { x: t, start, end }, "a start at or before the end");
  return reshape(t, [...t.shape.slice(0, from), sizeOf(t.shape.slice(from, to + 1)), ...t.shape.slice(to + 1)]);
}

/**
 * Splits an axis into several; one size may be −1 and is inferred, as torch.unflatten. `flatten` undoes it.
 * @throws TenonError `shape_mismatch` when the sizes do not multiply to that of the axis.
 * @example
 * unflatten(zeros([2, 12]), 1, [3, -1]).shape; // [2, 3, 4]
 */
export function unflatten(x: TensorLike, axis: number, sizes: readonly number[]): Tensor {
  const t = asTensor(x, "unflatten");
  const a = normalizeAxis("unflatten", axis, t.rank);
  const length = t.shape[a]!;
  const rest = sizeOf(sizes.filter((n) => n !== -1));
  const parts = sizes.map((n) => (n === -1 ? length / rest : n));
  const fits = sizes.indexOf(-1) === sizes.lastIndexOf(-1) && parts.every((n) => Number.isInteger(n) && n >= 0);
  if (!fits || sizes.length === 0 || sizeOf(parts) !== length)
    throw badShape("unflatten", { x: t, axis, sizes }, `sizes whose product is ${length}, one -1 at most`);
  return reshape(t, [...t.shape.slice(0, a), ...parts, ...t.shape.slice(a + 1)]);
}

/**
 * All tensors stretched to the one shape to which they broadcast.
 * @throws TenonError `shape_mismatch` when they do not.
 * @example
 * broadcastTensors([tensor([1, 2]), tensor([[3], [4]])]); // [[1, 2], [1, 2]], [[3, 3], [4, 4]]
 */
export function broadcastTensors(tensors: readonly TensorLike[]): Tensor[] {
  const list = tensors.map((x) => asTensor(x, "broadcastTensors"));
  const shape = elementwise("broadcastTensors", list);
  return list.map((x) => broadcastTo(x, shape));
}
