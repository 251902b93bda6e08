import { badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul, sub } from "./binary.js";
import { notEqual } from "./compare.js";
import { narrow, reshape } from "./movement.js";
import { concat } from "./pieces.js";
import { sum } from "./reduce.js";
import { inWide } from "./wide.js";

export interface DiffOptions {
  /** How often to take differences; default 1. */
  readonly order?: number;
  /** The axis to run along; the last by default. */
  readonly axis?: number;
  /** Put before and behind `x` along the axis first. */
  readonly prepend?: TensorLike;
  readonly append?: TensorLike;
}

/**
 * Differences of neighbours along an axis, xᵢ₊₁ − xᵢ; whether they differ, for bools. The axis becomes `order` shorter.
 * @throws TenonError `invalid_argument` for an order that is no integer ≥ 0 or an axis outside the rank; `shape_mismatch`.
 * @example
 * diff(tensor([1, 4, 9, 16])); // [3, 5, 7]
 * diff(tensor([1, 4, 9, 16]), { order: 2 }); // [2, 2]
 */
export function diff(x: TensorLike, { order = 1, axis = -1, prepend, append }: DiffOptions = {}): Tensor {
  const t = asTensor(x, "diff");
  const a = normalizeAxis("diff", axis, t.rank);
  checkInteger("diff", "order", order, 0);
  const parts = [prepend, t, append].filter((part) => part !== undefined);
  return scope(() => {
    let y = parts.length > 1 ? concat(parts, { axis: a }) : t.alias();
    for (let k = 0; k < order; k++) y = neighbours(y, a, y.dtype === "bool" ? notEqual : sub);
    return y;
  });
}

/** f(xᵢ₊₁, xᵢ) along an axis. */
function neighbours(x: Tensor, axis: number, f: (right: Tensor, left: Tensor) => Tensor): Tensor {
  const n = x.shape[axis]!;
  const part = (from: number) => narrow(x, axis, Math.min(from, n), Math.max(0, n - 1));
  return f(part(1), part(0));
}

export interface TrapezoidOptions {
  /** Where the values of y stand: along the axis, or of a shape that broadcasts with y's. */
  readonly x?: TensorLike;
  /** The distance of neighbours where no `x` is given; default 1. */
  readonly spacing?: number;
  /** The axis to integrate along; the last by default. */
  readonly axis?: number;
}

/**
 * Integral along an axis by the trapezoidal rule, Σ (xᵢ₊₁ − xᵢ)·(yᵢ + yᵢ₊₁)/2.
 * @throws TenonError `shape_mismatch` when `x` does not fit y; `invalid_argument` for an axis outside the rank.
 * @example
 * trapezoid(tensor([1, 3, 5])); // 6
 * trapezoid(tensor([1, 3, 5]), { x: tensor([0, 1, 3]) }); // 10
 */
export const trapezoid = (y: TensorLike, { x, spacing = 1, axis = -1 }: TrapezoidOptions = {}): Tensor =>
  inWide("trapezoid", y, (t) => {
    const a = normalizeAxis("trapezoid", axis, t.rank);
    const width = x === undefined ? spacing : widths(asTensor(x, "trapezoid"), t.shape, a);
    return mul(sum(mul(neighbours(t, a, add), width), { axis: a }), 0.5);
  });

/** The distances of neighbours in `x`, which stands along the axis or aligns with `shape` at its end. */
function widths(x: Tensor, shape: readonly number[], axis: number): Tensor {
  const column = x.rank === 1 ? reshape(x, [x.size, ...shape.slice(axis + 1).map(() => 1)]) : x;
  const fromEnd = axis - shape.length;
  if (column.shape.at(fromEnd) !== shape[axis])
    throw badShape("trapezoid", { x, y: shape, axis }, `x with ${shape[axis]} places along the axis`);
  return diff(column, { axis: fromEnd });
}
