import { badShape, checkInteger } from "../checks.js";
import { windowCount } from "../seam/infer.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { windows } from "./windows.js";

export interface SlidingWindowsOptions {
  /** The axis to cut; the last by default. */
  readonly axis?: number;
  /** From the start of one window to the start of the next; 1 by default. */
  readonly step?: number;
}

/**
 * All windows of `size` neighbours along an axis, as torch.Tensor.unfold: [..., L, ...] → [..., N, ..., size] with
 * N = ⌊(L − size) / step⌋ + 1.
 *
 * @throws TenonError `invalid_argument` for a size or step that is no integer ≥ 1, `shape_mismatch` when no window fits.
 * @example
 * slidingWindows(tensor([1, 2, 3, 4]), 2); // [[1, 2], [2, 3], [3, 4]]
 */
export function slidingWindows(
  x: TensorLike,
  size: number,
  { axis = -1, step = 1 }: SlidingWindowsOptions = {},
): Tensor {
  const t = asTensor(x, "slidingWindows");
  const a = normalizeAxis("slidingWindows", axis, t.rank);
  checkInteger("slidingWindows", "size and step", [size, step], 1);
  if (windowCount(t.shape[a]!, size, step, 1) === 0)
    throw badShape("slidingWindows", { x: t, axis: a, size }, "a size of at most that of the axis");
  return windows(t, a, size, step, 1);
}
