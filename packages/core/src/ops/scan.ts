import { type Derivative, OUTPUT } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, logicalOr, maximum, mul, sub } from "./binary.js";
import { toDType, toFloats } from "./cast.js";
import { equal, notEqual } from "./compare.js";
import { iota, zeros } from "./create.js";
import { reshape } from "./movement.js";
import { associativeScan, type Combine, linearRecurrence, previous } from "./recurrence.js";
import { alongAxis, flatPositions, type ValuesAndIndices } from "./rows.js";
import { scatterAlong } from "./take.js";
import { abs, exp, log1p, neg } from "./unary.js";
import { where } from "./where.js";

/** Options of `cummax`, `cummin` and `logCumSumExp`. */
export interface ScanAxis {
  /** The axis to run along; the last by default. */
  readonly axis?: number;
  /** From the end to the start. */
  readonly reverse?: boolean;
}

/** Options of `cumsum` and `cumprod`. */
export interface ScanDirection extends ScanAxis {
  /** Without the element itself. */
  readonly exclusive?: boolean;
}

/** y is a running sum; so is dx, of g in the other direction. */
const sumDerivative: Derivative<"scan"> = (_, { axis, reverse, exclusive }) => ({
  uses: [],
  of: (g) => runningSum(g, axis, !reverse, exclusive),
});

export function runningSum(x: Tensor, axis: number, reverse: boolean, exclusive: boolean): Tensor {
  return run("scan", [x], { op: "sum", axis, reverse, exclusive }, sumDerivative);
}

/** dxⱼ = (∏ before j) · rⱼ with rⱼ = gⱼ + xⱼ₊₁·rⱼ₊₁: no division, so zeros do no harm. Exclusive: gⱼ₊₁ for gⱼ. */
const productDerivative: Derivative<"scan"> = (_, { axis, reverse, exclusive }) => ({
  uses: [0],
  of: (g, x) => {
    const ahead = (t: Tensor, value: number) => previous(t, axis, !reverse, value);
    const rest = linearRecurrence(ahead(x!, 1), exclusive ? ahead(g, 0) : g, axis, !reverse);
    return mul(runningProduct(x!, axis, reverse, true), rest);
  },
});

function runningProduct(x: Tensor, axis: number, reverse: boolean, exclusive: boolean): Tensor {
  return run("scan", [x], { op: "prod", axis, reverse, exclusive }, productDerivative);
}

/** All of g goes where the running extreme stands. */
const extremeDerivative: Derivative<"scan"> = (_, { axis, reverse }) => ({
  uses: [0, OUTPUT],
  of: (g, x, y) => {
    const { dtype, backend, shape, size } = g;
    const positions = flatPositions(shape, extremeIndices(x!, y!, axis, reverse), axis);
    return reshape(scatterAlong("add", zeros([size], { dtype, backend }), positions, reshape(g, [-1]), 0), shape);
  },
});

/** The running maximum or minimum, the element itself included. */
export function runningExtreme(op: "max" | "min", x: Tensor, axis: number, reverse: boolean): Tensor {
  return run("scan", [x], { op, axis, reverse, exclusive: false }, extremeDerivative);
}

/** Where the running extremes y of x stand: the last of equals on the way, and the last NaN. */
function extremeIndices(x: Tensor, y: Tensor, axis: number, reverse: boolean): Tensor {
  const isNew = logicalOr(equal(x, y), notEqual(x, x));
  const at = iota(x.shape, axis, { backend: x.backend });
  const seen = where(isNew, at, reverse ? x.shape[axis]! : -1);
  return runningExtreme(reverse ? "min" : "max", seen, axis, reverse);
}

/** Bools and small integers are counted in int32. */
function counting(
  op: string,
  runAlong: typeof runningSum,
  x: TensorLike,
  { axis = -1, reverse = false, exclusive = false }: ScanDirection,
): Tensor {
  const t = asTensor(x, op);
  const a = normalizeAxis(op, axis, Math.max(1, t.rank));
  return scope(() => {
    const counted = isFloat(t.dtype) || t.dtype === "int32" ? t : toDType(t, "int32");
    if (t.rank > 0) return runAlong(counted, a, reverse, exclusive);
    return reshape(runAlong(reshape(counted, [1]), a, reverse, exclusive), []);
  });
}

const extremes = (op: string, kind: "max" | "min", x: TensorLike, { axis = -1, reverse = false }: ScanAxis) =>
  alongAxis(op, x, axis, (t, a) => {
    const values = runningExtreme(kind, t, a, reverse);
    return { values, indices: extremeIndices(t, values, a, reverse) };
  });

/**
 * Running sum along an axis. Shape stays; bools and small integers become int32.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * cumsum(tensor([1, 2, 3])); // [1, 3, 6]
 */
export const cumsum = (x: TensorLike, options: ScanDirection = {}): Tensor =>
  counting("cumsum", runningSum, x, options);

/**
 * Running product along an axis. Shape stays; bools and small integers become int32. Its gradient is right through zeros.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * cumprod(tensor([1, 2, 3, 4])); // [1, 2, 6, 24]
 */
export const cumprod = (x: TensorLike, options: ScanDirection = {}): Tensor =>
  counting("cumprod", runningProduct, x, options);

/**
 * Largest element so far along an axis, and its index: of equals the last one, which gets the gradient; from the first NaN on, NaN.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * const { values, indices } = cummax(tensor([1, 3, 2, 3])); // [1, 3, 3, 3], [0, 1, 1, 3]
 */
export const cummax = (x: TensorLike, options: ScanAxis = {}): ValuesAndIndices =>
  extremes("cummax", "max", x, options);

/**
 * Smallest element so far along an axis, and its index: of equals the last one, which gets the gradient; from the first NaN on, NaN.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * const { values, indices } = cummin(tensor([3, 1, 2])); // [3, 1, 1], [0, 1, 1]
 */
export const cummin = (x: TensorLike, options: ScanAxis = {}): ValuesAndIndices =>
  extremes("cummin", "min", x, options);

/** log(eᵃ + eᵇ); of equals without their difference, which is NaN between infinities. */
const joinLogs: Combine = ([a], [b]) => [
  where(equal(a!, b!), add(a!, Math.LN2), add(maximum(a!, b!), log1p(exp(neg(abs(sub(a!, b!))))))),
];

/**
 * log Σ eˣ over the elements so far along an axis, without overflow. Shape stays; integers become float32.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * logCumSumExp(tensor([0, 0, 1000])); // [0, 0.6931, 1000]
 */
export function logCumSumExp(x: TensorLike, { axis = -1, reverse = false }: ScanAxis = {}): Tensor {
  const t = asTensor(x, "logCumSumExp");
  const a = normalizeAxis("logCumSumExp", axis, Math.max(1, t.rank));
  return scope(() => {
    const floats = toFloats(t);
    const lane = t.rank > 0 ? floats : reshape(floats, [1]);
    const [y] = withVjp("logCumSumExp", [lane], () => associativeScan(joinLogs, [lane], a, reverse), {
      inputs: [0],
      outputs: [0],
      of: ([g], [v], [w]) => [g && logSumSlope(g, v!, w!, a, reverse)],
    });
    return t.rank > 0 ? y! : reshape(y!, []);
  });
}

/** dxⱼ = e^(xⱼ − yⱼ)·rⱼ with rⱼ = gⱼ + e^(yⱼ − yⱼ₊₁)·rⱼ₊₁: no exponent is positive. Where y is −∞, so is x, and dx is 0. */
function logSumSlope(g: Tensor, x: Tensor, y: Tensor, axis: number, reverse: boolean): Tensor {
  const finite = where(equal(y, Number.NEGATIVE_INFINITY), 0, y);
  const decay = exp(sub(y, previous(finite, axis, !reverse, Number.POSITIVE_INFINITY)));
  return mul(exp(sub(x, finite)), linearRecurrence(decay, g, axis, !reverse));
}
