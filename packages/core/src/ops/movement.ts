import { badArgument, badShape, refusal } from "../checks.js";
import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import type { Operand } from "../seam/backend.js";
import type { ValueInfo } from "../seam/infer.js";
import { checkShape, normalizeAxes, normalizeAxis, sameShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
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
      throw badShape("reshape", { x: t, shape }, "one -1 at most, beside sizes that divide the element count");
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
    throw badArgument("permute", { x: t, axes }, `${t.rank} different axes`);
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
    throw refusal("index_out_of_range", "narrow", { x: t, axis: a, start, length }, "a range inside the axis");
  return strided(
    t,
    t.shape.map((_, i) => (i === a ? start : 0)),
    t.shape.map((n, i) => (i === a ? length : n)),
    t.shape.map(() => 1),
  );
}

export const isCount = (n: number) => Number.isInteger(n) && n >= 0;
