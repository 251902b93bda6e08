import { badArgument, badShape, checkInteger } from "../checks.js";
import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import { promote } from "../seam/dtype.js";
import type { ValueInfo } from "../seam/infer.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { squeeze, unsqueeze } from "./axes.js";
import { toDType } from "./cast.js";
import { zeros } from "./create.js";
import { isCount, narrow } from "./movement.js";

const concatDerivative: Derivative<"concat"> = (index, { axis }, inputs) => ({
  uses: [],
  of: (g) => {
    const lengths = inputs.map((x) => (x as ValueInfo).shape[axis]!); // concat takes tensors
    const start = lengths.slice(0, index).reduce((a, b) => a + b, 0);
    return narrow(g, axis, start, lengths[index]!);
  },
});

/**
 * Joins tensors along an existing axis (default 0).
 * @throws TenonError `shape_mismatch` when shapes differ beside `axis`; `invalid_argument` for an empty list.
 * @example
 * concat([tensor([1]), tensor([2, 3])]); // [1, 2, 3]
 */
export function concat(tensors: readonly TensorLike[], { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  const list = nonEmpty("concat", tensors);
  const dtype = list.map((x) => x.dtype).reduce(promote);
  const a = normalizeAxis("concat", axis, list[0]!.rank);
  if (list.every((x) => x.dtype === dtype)) return run("concat", list, { axis: a }, concatDerivative);
  return scope(() =>
    run(
      "concat",
      list.map((x) => toDType(x, dtype)),
      { axis: a },
      concatDerivative,
    ),
  );
}

/**
 * Joins tensors of one shape along a new axis (default 0).
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])]); // [[1, 2], [3, 4]]
 */
export function stack(tensors: readonly TensorLike[], { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  const list = nonEmpty("stack", tensors);
  return scope(() =>
    concat(
      list.map((x) => unsqueeze(x, axis)),
      { axis: normalizeAxis("stack", axis, list[0]!.rank + 1) },
    ),
  );
}

/**
 * Cuts an axis (default 0) into pieces of `sizes`, or of one size, the last possibly smaller (as torch.split).
 * @throws TenonError `shape_mismatch` when the sizes do not add up to the axis.
 * @example
 * split(tensor([1, 2, 3, 4, 5]), 2); // [1, 2], [3, 4], [5]
 */
export function split(
  x: TensorLike,
  sizes: number | readonly number[],
  { axis = 0 }: { readonly axis?: number } = {},
): Tensor[] {
  const t = asTensor(x, "split");
  const a = normalizeAxis("split", axis, t.rank);
  const length = t.shape[a]!;
  const list = typeof sizes === "number" ? piecesOf(length, sizes) : sizes;
  if (list.reduce((sum, n) => sum + n, 0) !== length || !list.every(isCount))
    throw badShape("split", { x: t, axis, sizes }, `a size ≥ 1, or sizes that add up to ${length}`);
  const pieces = () => {
    let start = 0;
    return list.map((n) => {
      start += n;
      return narrow(t, a, start - n, n);
    });
  };
  // One node for all pieces: their gradients are joined once, not each padded to full size and added.
  return withVjp("split", [t], pieces, { of: (gradients) => [joinPieces(gradients, t.shape, a, list)] });
}

/**
 * The slices along an axis (default 0), without that axis (torch.unbind).
 * @example
 * unbind(tensor([[1, 2], [3, 4]])); // [1, 2], [3, 4]
 */
export function unbind(x: TensorLike, { axis = 0 }: { readonly axis?: number } = {}): Tensor[] {
  const t = asTensor(x, "unbind");
  const a = normalizeAxis("unbind", axis, t.rank);
  return scope(() => split(t, Array<number>(t.shape[a]!).fill(1), { axis: a }).map((piece) => squeeze(piece, a)));
}

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

/** The pieces of a gradient side by side, zeros where none arrived. */
function joinPieces(
  gradients: readonly (Tensor | undefined)[],
  shape: readonly number[],
  axis: number,
  sizes: readonly number[],
): Tensor | undefined {
  const like = gradients.find((g) => g !== undefined);
  if (like === undefined) return undefined;
  const { dtype, backend } = like;
  const parts = sizes.map((n, k) => {
    const sized = shape.map((size, i) => (i === axis ? n : size));
    return gradients[k] ?? zeros(sized, { dtype, backend });
  });
  return concat(parts, { axis });
}

/** Pieces of one size, the last possibly smaller; a size that cuts nothing gives itself, which does not add up. */
function piecesOf(length: number, size: number): number[] {
  if (!isCount(size) || (size === 0 && length > 0)) return [size];
  if (length === 0) return [0];
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size));
}

function nonEmpty(op: string, tensors: readonly TensorLike[]): Tensor[] {
  if (tensors.length === 0) throw badArgument(op, { tensors }, "at least one tensor");
  return tensors.map((x) => asTensor(x, op));
}

function toCut(op: string, x: TensorLike, count: number, axis: number): [t: Tensor, axis: number, length: number] {
  const t = asTensor(x, op);
  const a = normalizeAxis(op, axis, t.rank);
  checkInteger(op, "count", count, 1);
  return [t, a, t.shape[a]!];
}
