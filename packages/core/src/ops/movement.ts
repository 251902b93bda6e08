import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { withVjp } from "../engine/with-vjp.js";
import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import type { Operand } from "../seam/backend.js";
import { promote } from "../seam/dtype.js";
import type { ValueInfo } from "../seam/infer.js";
import { checkShape, normalizeAxes, normalizeAxis, sameShape, showShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { zeros } from "./create.js";
import { pad } from "./pad.js";
import { reduceSum } from "./reduce.js";

/** Movement primitives take tensors, so their inputs are never numbers. */
const shapeOf = (input: Operand<ValueInfo> | undefined) => (input as ValueInfo).shape;

const reshapeDerivative: Derivative<"reshape"> = (_, __, [x]) => ({ uses: [], of: (g) => reshape(g, shapeOf(x)) });

/**
 * The same elements in row-major order under another shape; one size may be −1 and is inferred.
 * @throws TenonError `shape_mismatch` when the element counts differ.
 * @example
 * reshape(tensor([1, 2, 3, 4]), [2, -1]); // [[1, 2], [3, 4]]
 */
export function reshape(x: TensorLike, shape: readonly number[]): Tensor {
  const t = asTensor(x, "reshape");
  return run("reshape", [t], { shape: resolve(t, shape) }, reshapeDerivative);
}

function resolve(t: Tensor, shape: readonly number[]): readonly number[] {
  const open = shape.indexOf(-1);
  if (open >= 0) {
    const rest = sizeOf(shape.filter((_, i) => i !== open));
    const inferred = rest > 0 ? t.size / rest : Number.NaN;
    if (!Number.isInteger(inferred) || shape.lastIndexOf(-1) !== open)
      throw new TenonError(
        "shape_mismatch",
        `reshape: ${showShape(t.shape)} does not fit ${showShape(shape)}`,
        "one -1 at most, and other sizes whose product divides the element count",
        { from: t.shape, to: shape },
      );
    return shape.map((n, i) => (i === open ? inferred : n));
  }
  checkShape("reshape", shape);
  return [...shape];
}

const permuteDerivative: Derivative<"permute"> = (_, { axes }) => ({
  uses: [],
  of: (g) =>
    permute(
      g,
      axes.map((_, i) => axes.indexOf(i)),
    ),
});

/**
 * Reorders axes: axis i of the result is axis `axes[i]` of `x`.
 * @throws TenonError `invalid_argument` unless `axes` names each axis once.
 * @example
 * permute(zeros([2, 3, 4]), [2, 0, 1]).shape; // [4, 2, 3]
 */
export function permute(x: TensorLike, axes: readonly number[]): Tensor {
  const t = asTensor(x, "permute");
  if (normalizeAxes("permute", axes, t.rank).length !== t.rank)
    throw new TenonError(
      "invalid_argument",
      `permute: axes ${showShape(axes)} do not name each axis of ${showShape(t.shape)} once`,
      `${t.rank} different axes`,
      { axes, shape: t.shape },
    );
  return run("permute", [t], { axes: axes.map((axis) => normalizeAxis("permute", axis, t.rank)) }, permuteDerivative);
}

/**
 * Swaps two axes; the last two by default.
 * @example
 * transpose(tensor([[1, 2], [3, 4]])); // [[1, 3], [2, 4]]
 */
export function transpose(x: TensorLike, a = -2, b = -1): Tensor {
  const t = asTensor(x, "transpose");
  const i = normalizeAxis("transpose", a, t.rank);
  const j = normalizeAxis("transpose", b, t.rank);
  return permute(
    t,
    t.shape.map((_, axis) => (axis === i ? j : axis === j ? i : axis)),
  );
}

const broadcastDerivative: Derivative<"broadcastTo"> = (_, __, [x]) => ({ uses: [], of: (g) => sumTo(g, shapeOf(x)) });

/**
 * Stretches sizes of 1, and adds leading axes, to reach `shape`.
 * @throws TenonError `shape_mismatch` when `x` does not stretch to it.
 * @example
 * broadcastTo(tensor([1, 2]), [2, 2]); // [[1, 2], [1, 2]]
 */
export function broadcastTo(x: TensorLike, shape: readonly number[]): Tensor {
  checkShape("broadcastTo", shape);
  return run("broadcastTo", [asTensor(x, "broadcastTo")], { shape: [...shape] }, broadcastDerivative);
}

/** Sums the axes that broadcasting `shape` to the shape of `x` stretched: the adjoint of `broadcastTo`. */
export function sumTo(x: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.rank - shape.length;
  const axes = x.shape.flatMap((n, i) => (i < lead || (shape[i - lead] === 1 && n !== 1) ? [i] : []));
  return scope(() => reshape(reduceSum(x, axes), shape));
}

const flipDerivative: Derivative<"flip"> = (_, { axes }) => ({ uses: [], of: (g) => flip(g, axes) });

/**
 * Reverses the order along `axes`; along all by default.
 * @example
 * flip(tensor([1, 2, 3])); // [3, 2, 1]
 */
export function flip(x: TensorLike, axes?: number | readonly number[]): Tensor {
  const t = asTensor(x, "flip");
  return run("flip", [t], { axes: normalizeAxes("flip", axes, t.rank) }, flipDerivative);
}

/** Elements `start + i·step`, i < size, of each axis; dx: g spread with zeros between and around. */
const sliceDerivative: Derivative<"slice"> = (_, { start, size, step }, [x]) => ({
  uses: [],
  of: (g) => {
    const full = shapeOf(x);
    const reach = start.map((s, i) => (size[i]! > 0 ? s + (size[i]! - 1) * step[i]! + 1 : s));
    return pad(g, {
      lo: start,
      hi: full.map((n, i) => n - reach[i]!),
      interior: step.map((s) => s - 1),
    });
  },
});

/** The slice primitive: every index must lie inside `x`. */
export function strided(x: Tensor, start: readonly number[], size: readonly number[], step: readonly number[]): Tensor {
  return run("slice", [x], { start, size, step }, sliceDerivative);
}

/** `length` elements along one axis from `start`. */
export function narrow(x: TensorLike, axis: number, start: number, length: number): Tensor {
  const t = asTensor(x, "narrow");
  const a = normalizeAxis("narrow", axis, t.rank);
  if (!isCount(start) || !isCount(length) || start + length > t.shape[a]!)
    throw new TenonError(
      "index_out_of_range",
      `narrow: ${start} … ${start + length} is outside axis ${a} of ${showShape(t.shape)}`,
      `a range within 0 … ${t.shape[a]}`,
      { start, length, shape: t.shape },
    );
  return strided(
    t,
    t.shape.map((_, i) => (i === a ? start : 0)),
    t.shape.map((n, i) => (i === a ? length : n)),
    t.shape.map(() => 1),
  );
}

const concatDerivative: Derivative<"concat"> = (index, { axis }, inputs) => ({
  uses: [],
  of: (g) => {
    const lengths = inputs.map((x) => shapeOf(x)[axis]!);
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
    throw new TenonError(
      "shape_mismatch",
      `split: pieces of ${Array.isArray(sizes) ? showShape(sizes) : sizes} do not cut axis ${a} of ${showShape(t.shape)}`,
      `a size ≥ 1, or sizes that add up to ${length}`,
      { sizes, shape: t.shape },
    );
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

/** Pieces of one size, the last possibly smaller; a size that cuts nothing gives itself, which does not add up. */
function piecesOf(length: number, size: number): number[] {
  if (!isCount(size) || (size === 0 && length > 0)) return [size];
  if (length === 0) return [0];
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size));
}

const isCount = (n: number) => Number.isInteger(n) && n >= 0;

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
  for (const axis of drop)
    if (t.shape[axis] !== 1)
      throw new TenonError(
        "shape_mismatch",
        `squeeze: axis ${axis} of ${showShape(t.shape)} has size ${t.shape[axis]}`,
        "an axis of size 1",
        { axis, shape: t.shape },
      );
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
  if (from > to)
    throw new TenonError(
      "invalid_argument",
      `flatten: start ${start} lies behind end ${end} in ${showShape(t.shape)}`,
      "a start at or before the end",
      { start, end, shape: t.shape },
    );
  return reshape(t, [...t.shape.slice(0, from), sizeOf(t.shape.slice(from, to + 1)), ...t.shape.slice(to + 1)]);
}

function nonEmpty(op: string, tensors: readonly TensorLike[]): Tensor[] {
  if (tensors.length === 0)
    throw new TenonError("invalid_argument", `${op}: the list of tensors is empty`, "at least one tensor");
  return tensors.map((x) => asTensor(x, op));
}
