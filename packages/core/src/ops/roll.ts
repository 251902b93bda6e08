import { badArgument } from "../checks.js";
import { scope } from "../memory/scope.js";
import { normalizeAxes, normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { flip, narrow, reshape, transpose } from "./movement.js";
import { concat } from "./pieces.js";

/**
 * Shifts elements along axes; what leaves at one end enters at the other, as np.roll and torch.roll. Without `axis`, the
 * flattened tensor is rolled.
 *
 * @throws TenonError `invalid_argument` for shifts that are no integers, or not as many as axes.
 * @example
 * roll(tensor([1, 2, 3, 4]), 1); // [4, 1, 2, 3]
 * roll(tensor([[1, 2], [3, 4]]), [1, 1], { axis: [0, 1] }); // [[4, 3], [2, 1]]
 */
export function roll(
  x: TensorLike,
  shifts: number | readonly number[],
  { axis }: { readonly axis?: number | readonly number[] } = {},
): Tensor {
  const t = asTensor(x, "roll");
  const list = typeof shifts === "number" ? [shifts] : shifts;
  const axes = axis === undefined ? [0] : typeof axis === "number" ? [axis] : axis;
  if (list.length !== axes.length || !list.every(Number.isInteger))
    throw badArgument("roll", { shifts, axis }, "one integer for each axis");
  return scope(() => {
    if (axis === undefined) return reshape(rolled(reshape(t, [-1]), list[0]!, 0), t.shape);
    const normal = axes.map((a) => normalizeAxis("roll", a, t.rank));
    return normal.reduce((y, a, i) => rolled(y, list[i]!, a), t.alias());
  });
}

function rolled(x: Tensor, shift: number, axis: number): Tensor {
  const n = x.shape[axis]!;
  const tail = n === 0 ? 0 : ((shift % n) + n) % n; // how many come to the front
  return tail === 0 ? x : concat([narrow(x, axis, n - tail, tail), narrow(x, axis, 0, n - tail)], { axis });
}

/**
 * Rotates by `turns` quarter turns in the plane of two axes, from the first towards the second, as np.rot90 and torch.rot90.
 * @throws TenonError `invalid_argument` for turns that are no integer, or axes that are no two different ones.
 * @example
 * rot90(tensor([[1, 2], [3, 4]])); // [[2, 4], [1, 3]]
 */
export function rot90(x: TensorLike, turns = 1, { axes = [0, 1] }: { readonly axes?: readonly number[] } = {}): Tensor {
  const t = asTensor(x, "rot90");
  if (!Number.isInteger(turns) || normalizeAxes("rot90", axes, t.rank).length !== 2)
    throw badArgument("rot90", { turns, axes }, "an integer, and two different axes");
  const [a, b] = axes as [number, number]; // checked above
  const quarter = ((turns % 4) + 4) % 4;
  if (quarter === 0) return t.alias();
  if (quarter === 2) return flip(t, axes);
  return scope(() => flip(transpose(t, a, b), quarter === 1 ? a : b));
}
