import { badArgument } from "../checks.js";
import { type Derivative, OUTPUT, type Rule } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import type { ValueInfo } from "../seam/infer.js";
import type { ReduceOp } from "../seam/op-names.js";
import { normalizeAxes, normalizeAxis, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { div, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { equal, notEqual } from "./compare.js";
import { broadcastTo, reshape } from "./movement.js";
import { productSlope } from "./product-slope.js";
import { exp, log, sqrt } from "./unary.js";
import { where } from "./where.js";
import { inWide } from "./wide.js";

/** Which axes to reduce (default: all), and whether they stay with size 1. */
export interface ReduceOptions {
  readonly axis?: number | readonly number[] | undefined;
  readonly keepDims?: boolean;
}

/** All largest (smallest) elements share the gradient equally. */
const toExtremes = (g: Tensor, x: Tensor, y: Tensor, axes: readonly number[]) => {
  const mask = toDType(equal(x, y), x.dtype); // shape of x
  return mul(mask, div(g, reduceSum(mask, axes)));
};

/** The gradient of x for y = op over axes, which stay with size 1. */
const RULES: Readonly<Record<ReduceOp, (axes: readonly number[], x: ValueInfo) => Rule>> = {
  sum: (_, x) => ({ uses: [], of: (g) => broadcastTo(g, x.shape) }),
  prod: (axes) => ({ uses: [0], of: (g, x) => mul(g, productSlope(x!, axes)) }),
  max: (axes) => ({ uses: [0, OUTPUT], of: (g, x, y) => toExtremes(g, x!, y!, axes) }),
  min: (axes) => ({ uses: [0, OUTPUT], of: (g, x, y) => toExtremes(g, x!, y!, axes) }),
};

const derivative: Derivative<"reduce"> = (_, { op, axes }, [x]) => RULES[op](axes, x as ValueInfo); // takes a tensor

/** The sum over `axes`, which stay with size 1. */
export const reduceSum = (x: Tensor, axes: readonly number[]): Tensor =>
  run("reduce", [x], { op: "sum", axes }, derivative);

/** The largest element over `axes`, which stay with size 1; −∞ over nothing. */
export const reduceMax = (x: Tensor, axes: readonly number[]): Tensor =>
  run("reduce", [x], { op: "max", axes }, derivative);

function reduce(op: ReduceOp, t: Tensor, { axis, keepDims = false }: ReduceOptions): Tensor {
  const axes = normalizeAxes(op, axis, t.rank);
  const kept = run("reduce", [t], { op, axes }, derivative);
  return keepDims ? kept : dropAxes(kept, axes);
}

/** Removes reduced axes of `kept`, which it frees. */
export function dropAxes(kept: Tensor, axes: readonly number[]): Tensor {
  if (axes.length === 0) return kept;
  const dropped = reshape(
    kept,
    kept.shape.filter((_, i) => !axes.includes(i)),
  );
  kept.dispose();
  return dropped;
}

/** Sums and products of bools and small integers are counted in int32. */
function counting(op: "sum" | "prod", x: TensorLike, options: ReduceOptions): Tensor {
  const t = asTensor(x, op);
  if (isFloat(t.dtype) || t.dtype === "int32") return reduce(op, t, options);
  return scope(() => reduce(op, toDType(t, "int32"), options));
}

function extreme(op: "max" | "min", x: TensorLike, options: ReduceOptions): Tensor {
  const t = asTensor(x, op);
  checkNotEmpty(op, t, normalizeAxes(op, options.axis, t.rank));
  return reduce(op, t, options);
}

export function checkNotEmpty(op: string, t: Tensor, axes: readonly number[]): void {
  if (axes.some((axis) => t.shape[axis] === 0))
    throw badArgument(op, { x: t, axes }, "an element at least along each axis");
}

/**
 * Sum over axes; 0 over nothing. Bools and small integers are summed in int32.
 * Shapes: [...S] → S without `axis`, or with 1 there under `keepDims`.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * sum(tensor([[1, 2], [3, 4]]), { axis: 0 }); // [4, 6]
 */
export const sum = (x: TensorLike, options: ReduceOptions = {}): Tensor => counting("sum", x, options);

/**
 * Product over axes; 1 over nothing. Its gradient is right through zeros.
 * @example
 * prod(tensor([2, 3])); // 6
 */
export const prod = (x: TensorLike, options: ReduceOptions = {}): Tensor => counting("prod", x, options);

/**
 * Largest element over axes; NaN wins; ties share the gradient equally (torch.amax).
 * @throws TenonError `invalid_argument` over an axis without elements.
 * @example
 * max(tensor([[1, 5], [3, 4]]), { axis: 1 }); // [5, 4]
 */
export const max = (x: TensorLike, options: ReduceOptions = {}): Tensor => extreme("max", x, options);

/**
 * Smallest element over axes; NaN wins; ties share the gradient equally (torch.amin).
 * @example
 * min(tensor([[1, 5], [3, 4]]), { axis: 1 }); // [1, 3]
 */
export const min = (x: TensorLike, options: ReduceOptions = {}): Tensor => extreme("min", x, options);

/**
 * Arithmetic mean over axes; NaN over nothing. Integers give float32.
 * @example
 * mean(tensor([1, 2, 3])); // 2
 */
export const mean = (x: TensorLike, options: ReduceOptions = {}): Tensor =>
  inWide("mean", x, (t) => {
    const count = countAlong("mean", t, options);
    return div(sum(t, options), count);
  });

/** How many elements are reduced to one. */
const countAlong = (op: string, t: Tensor, { axis }: ReduceOptions): number =>
  sizeOf(normalizeAxes(op, axis, t.rank).map((a) => t.shape[a]!));

export interface VarianceOptions extends ReduceOptions {
  /** Subtracted from the count: 1 for a sample (as PyTorch), 0 for a population. */
  readonly correction?: number;
}

/**
 * Variance over axes: Σ (x − mean)² / (n − correction), two passes.
 * @example
 * variance(tensor([1, 2, 3])); // 1
 */
export const variance = (x: TensorLike, { correction = 1, ...options }: VarianceOptions = {}): Tensor =>
  inWide("variance", x, (t) => {
    const count = countAlong("variance", t, options);
    const centred = sub(t, mean(t, { ...options, keepDims: true }));
    return div(sum(mul(centred, centred), options), Math.max(0, count - correction));
  });

/**
 * Standard deviation over axes: the square root of `variance`; where all elements are equal its gradient is 0.
 * @example
 * std(tensor([1, 2, 3])); // 1
 */
export const std = (x: TensorLike, options: VarianceOptions = {}): Tensor =>
  inWide("std", x, (t) => rootOrZero(variance(t, options)));

/** √x with slope 0 at 0, where that of √ is infinite. */
export function rootOrZero(x: Tensor): Tensor {
  const isFlat = equal(x, 0);
  return where(isFlat, 0, sqrt(where(isFlat, 1, x)));
}

/**
 * Whether any element is true (≠ 0), over axes; false over nothing.
 * @example
 * any(tensor([false, true])); // true
 */
export function any(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return scope(() => reduce("max", toDType(asTensor(x, "any"), "bool"), options));
}

/**
 * Whether all elements are true (≠ 0), over axes; true over nothing.
 * @example
 * all(tensor([false, true])); // false
 */
export function all(x: TensorLike, options: ReduceOptions = {}): Tensor {
  return scope(() => reduce("min", toDType(asTensor(x, "all"), "bool"), options));
}

/**
 * How many elements are not 0, over axes; int32. NaN counts.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * countNonzero(tensor([[0, 1], [2, 3]]), { axis: 1 }); // [1, 2]
 */
export const countNonzero = (x: TensorLike, options: ReduceOptions = {}): Tensor =>
  scope(() => sum(notEqual(asTensor(x, "countNonzero"), 0), options));

/**
 * log Σ eˣ over axes, without overflow; −∞ over nothing.
 * @example
 * logSumExp(tensor([1000, 1000])); // 1000.6931
 */
export const logSumExp = (x: TensorLike, { axis, keepDims = false }: ReduceOptions = {}): Tensor =>
  inWide("logSumExp", x, (t) => {
    const axes = normalizeAxes("logSumExp", axis, t.rank);
    const peak = reduceMax(t, axes).detach();
    const shift = where(equal(mul(peak, 0), 0), peak, 0); // infinities are not subtracted: ∞ − ∞ is NaN
    const total = sum(exp(sub(t, shift)), { axis: axes, keepDims: true });
    const kept = log(total).add(shift);
    return keepDims ? kept : dropAxes(kept, axes);
  });

export interface ArgOptions {
  /** The axis to search; default: all elements, flattened. */
  readonly axis?: number | undefined;
  readonly keepDims?: boolean;
}

function argReduce(op: "max" | "min", name: string, x: TensorLike, { axis, keepDims = false }: ArgOptions): Tensor {
  const t = asTensor(x, name);
  if (axis === undefined) return scope(() => argReduce(op, name, reshape(t, [-1]), { axis: 0 }));
  const a = normalizeAxis(name, axis, t.rank);
  checkNotEmpty(name, t, [a]);
  const kept = run("argReduce", [t], { op, axis: a }, undefined);
  return keepDims ? kept : dropAxes(kept, [a]);
}

/**
 * Index of the largest element along `axis`, int32; the first of equals; the first NaN if there is one.
 * @throws TenonError `invalid_argument` over an axis without elements.
 * @example
 * argMax(tensor([[1, 5], [7, 4]]), { axis: 1 }); // [1, 0]
 */
export const argMax = (x: TensorLike, options: ArgOptions = {}): Tensor => argReduce("max", "argMax", x, options);

/**
 * Index of the smallest element along `axis`, int32; the first of equals; the first NaN if there is one.
 * @example
 * argMin(tensor([[1, 5], [7, 4]]), { axis: 1 }); // [0, 1]
 */
export const argMin = (x: TensorLike, options: ArgOptions = {}): Tensor => argReduce("min", "argMin", x, options);
