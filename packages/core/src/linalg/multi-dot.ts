import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { matmul } from "../ops/matmul.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";

/**
 * The product of several matrices, multiplied in the order that takes the fewest operations; the first and the last may be
 * vectors (torch.linalg.multi_dot).
 *
 * @throws TenonError `invalid_argument` for fewer than two tensors; `shape_mismatch` when ranks or sizes do not fit.
 * @example
 * multiDot([tensor([[1, 2]]), tensor([[3], [4]]), tensor([[5, 6]])]); // [[55, 66]]
 */
export function multiDot(tensors: readonly TensorLike[]): Tensor {
  const list = tensors.map((x) => asTensor(x, "multiDot"));
  if (list.length < 2)
    throw new TenonError("invalid_argument", `multiDot: ${list.length} tensors were given`, "two or more");
  const last = list.length - 1;
  const rows = list.map((t, i) => (i === 0 && t.rank === 1 ? 1 : t.shape[0]!));
  const columns = list.map((t, i) => (i === last && t.rank === 1 ? 1 : t.shape.at(-1)!));
  const fits = list.every(
    (t, i) => (t.rank === 2 || (t.rank === 1 && (i === 0 || i === last))) && (i === 0 || columns[i - 1] === rows[i]),
  );
  if (!fits)
    throw new TenonError(
      "shape_mismatch",
      `multiDot: shapes ${list.map((t) => showShape(t.shape)).join(", ")} do not chain`,
      "matrices of which each has as many rows as the one before has columns; vectors at the ends",
      { shapes: list.map((t) => t.shape) },
    );
  const split = cheapestSplits([...rows, columns[last]!]);
  const product = (i: number, j: number): Tensor =>
    i === j ? list[i]! : matmul(product(i, split[i]![j]!), product(split[i]![j]! + 1, j));
  return scope(() => product(0, last));
}

/** Where to split each chain i … j of matrices [sizes[i], sizes[i + 1]] (Cormen et al., Introduction to Algorithms, 14.2). */
function cheapestSplits(sizes: readonly number[]): number[][] {
  const n = sizes.length - 1;
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const split = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let length = 2; length <= n; length++)
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      cost[i]![j] = Number.POSITIVE_INFINITY;
      for (let k = i; k < j; k++) {
        const total = cost[i]![k]! + cost[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (total >= cost[i]![j]!) continue;
        cost[i]![j] = total;
        split[i]![j] = k;
      }
    }
  return split;
}
