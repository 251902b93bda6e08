import { badArgument, badShape, checkInteger, refusal } from "../checks.js";
import { isTensor, scope } from "../memory/scope.js";
import { elementwise } from "../seam/infer.js";
import { otherAxes, sameShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { add, logicalAnd } from "./binary.js";
import { toDType } from "./cast.js";
import { greaterEqual, less } from "./compare.js";
import { full, iota, tensor } from "./create.js";
import { broadcastTo, flip, permute, reshape, strided } from "./movement.js";
import { coordinatesOf } from "./nonzero.js";
import { dataSync } from "./read.js";
import { asIndices, gatherAlong, positionsIn, scatterAlong, within } from "./take.js";
import { where } from "./where.js";

/** A range of one axis: `start` up to but without `stop`, `step` apart; negative numbers as in Python. */
export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number;
}

/**
 * A range for indexing, as Python's `start:stop:step`; null leaves an end open.
 * @example
 * x.at(slice(1, 3), slice(null, null, -1));
 */
export function slice(start: number | null = null, stop: number | null = null, step = 1): Slice {
  return { start, stop, step };
}

/**
 * One entry of an index: a position, a range, null (a new axis), "..." (all axes between), integer indices, or a mask: a list
 * of booleans for one axis, or a bool tensor over as many axes as its rank.
 */
export type Index = number | Slice | null | "..." | readonly number[] | readonly boolean[] | Tensor;

type IndexList = Tensor | readonly number[];

const MASK_HELP = "await booleanMask(x, mask), or where() which keeps the shape";

interface Plan {
  readonly start: number[];
  readonly size: number[];
  readonly step: number[];
  readonly flips: number[];
  /** The sliced shape without axes taken by integers and with new axes of size 1. */
  readonly shape: number[];
  /** Integer index arrays, the axis of `shape` that each one replaces, and which axis of the tensor that was. */
  readonly arrays: { readonly axis: number; readonly source: number; readonly index: IndexList }[];
}

/**
 * NumPy-like indexing, also as method `x.at(...)`. Integers drop an axis, ranges keep it, null adds one, integer arrays pick
 * along theirs: several broadcast together, and their axes go first unless they are neighbours. A mask stands for the indices
 * at which it is true. Unlike NumPy, and like PyTorch, integers drop their axes before index arrays are joined.
 *
 * @throws TenonError `index_out_of_range` for an integer outside its axis, `invalid_argument` for too many indices,
 * `shape_mismatch` for a mask of another shape than the axes that it covers. A mask that is a tensor is read at once:
 * `sync_read_unavailable` where the backend cannot, `read_in_trace` inside `compile`.
 * @example
 * at(tensor([[1, 2], [3, 4]]), [slice(), 1]); // [2, 4]
 * at(tensor([1, 2, 3]), [[true, false, true]]); // [1, 3]
 */
export function at(x: TensorLike, index: readonly Index[]): Tensor {
  const t = asTensor(x, "at");
  const plan = resolve(t, index);
  return scope(() => {
    const cut = strided(t, plan.start, plan.size, plan.step);
    const ordered = reshape(plan.flips.length > 0 ? flip(cut, plan.flips) : cut, plan.shape);
    return plan.arrays.length > 0 ? pick(ordered, plan.arrays) : ordered;
  });
}

/**
 * A copy of `x` in which the elements that `index` names are `value`, which broadcasts; also as method `x.with(...)`,
 * after `Array.prototype.with`. Of several writes to one place the last wins.
 *
 * @example
 * withAt(tensor([1, 2, 3]), [slice(1)], 0); // [1, 0, 0]
 */
export function withAt(x: TensorLike, index: readonly Index[], value: Operand): Tensor {
  const t = asTensor(x, "with");
  return scope(() => {
    const count = sizeOf(t.shape);
    const positions = at(reshape(iota([count], 0, { backend: t.backend }), t.shape), index);
    const values = typeof value === "number" ? full([], value, { dtype: t.dtype, backend: t.backend }) : value;
    const updates = broadcastTo(toDType(asTensor(values, "with"), t.dtype), positions.shape);
    const written = scatterAlong("set", reshape(t, [count]), reshape(positions, [-1]), reshape(updates, [-1]), 0);
    return reshape(written, t.shape);
  });
}

function resolve(x: Tensor, index: readonly Index[]): Plan {
  const named = index.reduce<number>((sum, i) => sum + (i === null || i === "..." ? 0 : rankOf(i)), 0);
  const dots = index.filter((i) => i === "...").length;
  if (named > x.rank || dots > 1)
    throw badArgument("at", { x, indices: index.length, dots }, `at most ${x.rank} indices beside null, and one "..."`);
  const plan: Plan = { start: [], size: [], step: [], flips: [], shape: [], arrays: [] };
  for (const entry of dots === 1 ? index : [...index, "..." as const]) {
    if (entry === null) plan.shape.push(1);
    else if (entry === "...") for (let n = x.rank - named; n > 0; n--) takeRange(plan, x.shape, slice());
    else if (typeof entry === "number") {
      const i = position(plan, x.shape, entry);
      takeRange(plan, x.shape, slice(i, i + 1));
      plan.shape.pop();
    } else if (isMask(entry)) takeMask(plan, x.shape, entry);
    else if (Array.isArray(entry) || isTensor(entry))
      takeArray(plan, x.shape, entry as IndexList); // no mask
    else if (typeof entry === "object" && "step" in entry) takeRange(plan, x.shape, entry);
    else throw badArgument("at", { index: entry }, 'a number, slice(), null, "...", a list or a tensor');
  }
  return plan;
}

type Mask = Tensor | readonly boolean[];

/** How many axes an entry covers. */
const rankOf = (entry: Index): number => (isMask(entry) && isTensor(entry) ? entry.rank : 1);

const isMask = (entry: Index): entry is Mask =>
  isTensor(entry) ? entry.dtype === "bool" : Array.isArray(entry) && typeof entry[0] === "boolean";

/** An index of the next axis, counted from its start. */
function position({ start }: Plan, shape: readonly number[], index: number): number {
  const axis = start.length;
  const n = shape[axis]!;
  if (!Number.isInteger(index) || index < -n || index >= n)
    throw refusal("index_out_of_range", "at", { x: shape, axis, index }, `an integer from ${-n} to ${n - 1}`);
  return index < 0 ? index + n : index;
}

function takeRange(plan: Plan, shape: readonly number[], { start, stop, step }: Slice): void {
  const axis = plan.start.length;
  const n = shape[axis]!;
  if (step === 0) throw badArgument("slice", { step }, "an integer other than 0");
  checkInteger("slice", "step and ends", [step, start ?? 0, stop ?? 0]);
  const [low, high] = step > 0 ? [0, n] : [-1, n - 1];
  const clamp = (i: number) => Math.max(low, Math.min(high, i < 0 ? i + n : i));
  const from = start === null ? (step > 0 ? low : high) : clamp(start);
  const to = stop === null ? (step > 0 ? high : low) : clamp(stop);
  const size = Math.max(0, Math.ceil((to - from) / step));
  if (step < 0) plan.flips.push(axis);
  plan.start.push(size === 0 ? 0 : step > 0 ? from : from + (size - 1) * step);
  plan.size.push(size);
  plan.step.push(Math.abs(step));
  plan.shape.push(size);
}

function takeArray(plan: Plan, shape: readonly number[], given: IndexList): void {
  const index = isTensor(given) ? asIndices("at", given) : given.map((i) => position(plan, shape, i));
  plan.arrays.push({ axis: plan.shape.length, source: plan.start.length, index });
  takeRange(plan, shape, slice());
}

/** The indices at which a mask is true, one list for each axis that it covers. */
function takeMask(plan: Plan, shape: readonly number[], mask: Mask): void {
  const axis = plan.start.length;
  const own = isTensor(mask) ? mask.shape : [mask.length];
  const covered = shape.slice(axis, axis + own.length);
  if (own.length === 0 || !sameShape(own, covered))
    throw badShape(
      "at",
      { x: shape, axis, mask: own },
      "a mask with the sizes of the axes from there on, one at least",
    );
  const flags = isTensor(mask) ? dataSync(mask, "at", MASK_HELP) : Uint8Array.from(mask, Number);
  for (const list of coordinatesOf(flags, covered)) takeArray(plan, shape, list);
}

/** Joins the indexed axes into one, gathers there by joint position, and puts the result where NumPy does. */
function pick(x: Tensor, arrays: Plan["arrays"]): Tensor {
  const axes = arrays.map(({ axis }) => axis);
  const indices = arrays.map(({ index, axis, source }) => {
    const size = x.shape[axis]!;
    if (!isTensor(index)) return tensor(index, { dtype: "int32", backend: x.backend });
    const i = toDType(index, "int32");
    // One outside stays as it is, to be refused by its own number.
    const wrapped = where(logicalAnd(less(i, 0), greaterEqual(i, -size)), add(i, size), i);
    return arrays.length === 1 ? wrapped : within(wrapped, size, source);
  });
  const joint = elementwise("at", indices);
  const sizes = axes.map((axis) => x.shape[axis]!);
  const positions = axes.length === 1 ? indices[0]! : positionsIn(sizes, indices);
  const neighbours = axes.every((axis, k) => axis === axes[0]! + k);
  const front = neighbours ? axes[0]! : 0;
  const rest = otherAxes(x.rank, axes);
  const sorted = permute(x, [...rest.slice(0, front), ...axes, ...rest.slice(front)]);
  const [before, after] = [sorted.shape.slice(0, front), sorted.shape.slice(front + axes.length)];
  return gatherAlong(reshape(sorted, [...before, sizeOf(sizes), ...after]), broadcastTo(positions, joint), front);
}
