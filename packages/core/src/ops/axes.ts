import { TenonError } from "../errors.js";
import { elementwise } from "../seam/infer.js";
import { normalizeAxis, showShape, sizeOf } from "../shape.js";
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
    throw new TenonError(
      "invalid_argument",
      `moveAxis: axes ${showShape(from)} cannot move to ${showShape(to)}`,
      "as many different destinations as different sources",
      { source, destination },
    );
  const rest = t.shape.flatMap((_, axis) => (from.includes(axis) ? [] : [axis]));
  return permute(
    t,
    t.shape.map((_, axis) => (to.includes(axis) ? from[to.indexOf(axis)]! : rest.shift()!)),
  );
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
    throw new TenonError(
      "shape_mismatch",
      `unflatten: ${showShape(sizes)} does not divide axis ${a} of ${showShape(t.shape)}`,
      `sizes whose product is ${length}, one -1 at most`,
      { sizes, axis, shape: t.shape },
    );
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
