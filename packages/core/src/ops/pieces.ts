import { checkIntegers, normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { split } from "./movement.js";

/**
 * Cuts an axis (default 0) into at most `count` pieces of one size, the last possibly smaller, as torch.chunk: 5 elements in
 * 4 chunks are 2, 2 and 1.
 * @throws TenonError `invalid_argument` unless `count` is an integer ≥ 1.
 * @example
 * chunk(tensor([1, 2, 3, 4, 5]), 2); // [1, 2, 3], [4, 5]
 */
export function chunk(x: TensorLike, count: number, { axis = 0 }: { readonly axis?: number } = {}): Tensor[] {
  const [t, a, length] = toCut("chunk", x, count, axis);
  return split(t, length === 0 ? Array<number>(count).fill(0) : Math.ceil(length / count), { axis: a });
}

/**
 * Cuts an axis (default 0) into exactly `count` pieces whose sizes differ by one at most, larger ones first, as
 * np.array_split and torch.tensor_split.
 * @throws TenonError `invalid_argument` unless `count` is an integer ≥ 1.
 * @example
 * arraySplit(tensor([1, 2, 3, 4, 5]), 3); // [1, 2], [3, 4], [5]
 */
export function arraySplit(x: TensorLike, count: number, { axis = 0 }: { readonly axis?: number } = {}): Tensor[] {
  const [t, a, length] = toCut("arraySplit", x, count, axis);
  const sizes = Array.from({ length: count }, (_, i) => Math.floor((length + count - 1 - i) / count));
  return split(t, sizes, { axis: a });
}

function toCut(op: string, x: TensorLike, count: number, axis: number): [t: Tensor, axis: number, length: number] {
  const t = asTensor(x, op);
  const a = normalizeAxis(op, axis, t.rank);
  checkIntegers(op, "count", count, 1);
  return [t, a, t.shape[a]!];
}
