import { badArgument, badShape, checkChoice } from "../checks.js";
import { isTensor, scope } from "../memory/scope.js";
import { normalizeAxis, otherAxes } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, maximum, mul, sub } from "./binary.js";
import { toDType, toFloats } from "./cast.js";
import { equal, less } from "./compare.js";
import { tensor } from "./create.js";
import { permute, reshape } from "./movement.js";
import { countNumbers } from "./order-statistics.js";
import { checkNotEmpty } from "./reduce.js";
import { pickAlong } from "./rows.js";
import { sortOrder } from "./sort.js";
import { ceil, floor, round } from "./unary.js";
import { where } from "./where.js";

const INTERPOLATIONS = ["linear", "lower", "higher", "midpoint", "nearest"] as const;

/** What a quantile is when it falls between two elements; `nearest` rounds half ranks to even. */
export type Interpolation = (typeof INTERPOLATIONS)[number];

export interface QuantileOptions {
  /** The axis to reduce; default: all elements, flattened. */
  readonly axis?: number | undefined;
  readonly keepDims?: boolean;
  /** Default: linear. */
  readonly interpolation?: Interpolation;
}

/** Fractions from 0 to 1: one, or a list of them. */
export type Fractions = number | readonly number[] | TensorLike;

/**
 * The element at fraction `q` of the way through the sorted elements: 0.5 is a median, between two elements by linear interpolation.
 * A list of fractions becomes the first axis of the result. NaN wins; integers become float32. The gradient goes to the elements that
 * are read, and to `q` if it is a tensor (whose values are not checked). Source: R's type 7.
 *
 * Shapes: [...S] → S without `axis`, or with 1 there under `keepDims`; for Q fractions [Q, …].
 * @throws TenonError `invalid_argument` over nothing, for a fraction outside 0 … 1, an unknown interpolation or axis; `shape_mismatch`
 * for fractions of rank 2 or more.
 * @example
 * quantile(tensor([1, 2, 3, 4]), 0.5); // 2.5
 * quantile(tensor([1, 2, 3, 4]), [0, 0.25, 1], { interpolation: "lower" }); // [1, 1, 4]
 */
export const quantile = (x: TensorLike, q: Fractions, options: QuantileOptions = {}): Tensor =>
  quantiles("quantile", x, q, options, false);

/**
 * The quantile of the elements that are not NaN, otherwise as `quantile`; NaN where there are none.
 * @throws TenonError as `quantile`.
 * @example
 * nanQuantile(tensor([NaN, 1, 2, 3]), 0.5); // 2
 */
export const nanQuantile = (x: TensorLike, q: Fractions, options: QuantileOptions = {}): Tensor =>
  quantiles("nanQuantile", x, q, options, true);

function quantiles(
  op: string,
  x: TensorLike,
  q: Fractions,
  { axis, keepDims = false, interpolation = "linear" }: QuantileOptions,
  skipsNaN: boolean,
): Tensor {
  const t = asTensor(x, op);
  const a = axis === undefined ? 0 : normalizeAxis(op, axis, Math.max(1, t.rank));
  const isFlat = axis === undefined || t.rank === 0;
  checkNotEmpty(op, t, isFlat ? t.shape.map((_, i) => i) : [a]);
  checkChoice(op, "interpolation", interpolation, INTERPOLATIONS);
  const fractions = checkFractions(op, q);
  return scope(() => {
    const floats = toFloats(t);
    const lanes = isFlat ? reshape(floats, [-1]) : floats;
    const found = interpolate(lanes, a, ranksIn(lanes, a, fractions, skipsNaN), interpolation); // [..., Q, ...]
    const others = otherAxes(lanes.rank, [a]);
    const rest = t.shape.flatMap((n, i) => (isFlat || i === a ? (keepDims ? [1] : []) : [n]));
    return reshape(permute(found, [a, ...others]), [...shapeOf(fractions), ...rest]);
  });
}

type Checked = number | readonly number[] | Tensor;

const shapeOf = (q: Checked): readonly number[] => (typeof q === "number" ? [] : isTensor(q) ? q.shape : [q.length]);

function checkFractions(op: string, q: Fractions): Checked {
  if (typeof q !== "number" && !Array.isArray(q)) {
    const t = asTensor(q as TensorLike, op); // neither a number nor a list
    if (t.rank < 2) return t;
    throw badShape(op, { q: t }, "q of rank 0 or 1");
  }
  const list = [q].flat() as readonly number[]; // a number or a list of them
  if (!list.every((v) => v >= 0 && v <= 1)) throw badArgument(op, { q }, "numbers from 0 to 1");
  return q as number | readonly number[]; // the same
}

/** The rank of each fraction in each lane, counted from 0: [..., Q, ...], or [Q, 1, …] where the lanes agree. */
function ranksIn(lanes: Tensor, axis: number, q: Checked, skipsNaN: boolean): Tensor {
  const { backend, shape } = lanes;
  const dtype = lanes.dtype === "float64" ? "float64" : "float32";
  const n = shape[axis]!;
  const given = isTensor(q) ? toDType(q, dtype) : undefined;
  const numbers = isTensor(q) ? [] : [q].flat();
  const column = (t: Tensor) => reshape(t, [-1, ...shape.slice(axis + 1).map(() => 1)]);
  const count = countNumbers(lanes, axis);
  if (skipsNaN) return mul(column(given ?? tensor(numbers, { dtype, backend })), maximum(sub(count, 1), 0));
  // On the host 0.7 · 10 is not rounded to float32 before it becomes a rank.
  const last = n - 1;
  const ranks = given
    ? mul(given, last)
    : tensor(
        numbers.map((v) => v * last),
        { dtype, backend },
      );
  return where(less(count, n), last, column(ranks)); // NaNs are sorted to the end
}

function interpolate(lanes: Tensor, axis: number, ranks: Tensor, interpolation: Interpolation): Tensor {
  const order = sortOrder(lanes, axis);
  const at = (rank: Tensor) => pickAlong(lanes, pickAlong(order, toDType(rank, "int32"), axis), axis);
  if (interpolation === "nearest") return at(round(ranks));
  if (interpolation === "higher") return at(ceil(ranks));
  const below = floor(ranks);
  const low = at(below);
  if (interpolation === "lower") return low;
  const part = sub(ranks, below);
  const weight = interpolation === "midpoint" ? 0.5 : toDType(part, lanes.dtype);
  const high = at(ceil(ranks));
  return where(equal(part, 0), low, add(low, mul(sub(high, low), weight))); // ∞ − ∞ of one element is NaN
}
