import { scope } from "../memory/scope.js";
import { type DType, isFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { add, logicalAnd, logicalOr, mul, sub } from "./binary.js";
import { toWide } from "./cast.js";
import { equal, lessEqual, notEqual } from "./compare.js";
import { full } from "./create.js";
import { all } from "./reduce.js";
import { abs } from "./unary.js";
import { where } from "./where.js";
import { pair } from "./wide.js";

/** A test of floats, and its answer for other dtypes. */
function onFloats(op: string, x: TensorLike, test: (x: Tensor) => Tensor, otherwise: boolean): Tensor {
  const t = asTensor(x, op);
  if (isFloat(t.dtype)) return scope(() => test(t.detach()));
  return full(t.shape, Number(otherwise), { dtype: "bool", backend: t.backend });
}

/**
 * Whether each element is neither infinite nor NaN, as bool.
 * @example
 * isFinite(tensor([1, Infinity, NaN])); // [true, false, false]
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: NumPy's and PyTorch's name, and JavaScript's meaning
export const isFinite = (x: TensorLike): Tensor => onFloats("isFinite", x, (t) => equal(mul(t, 0), 0), true);

/**
 * Whether each element is ∞ or −∞, as bool.
 * @example
 * isInfinite(tensor([1, -Infinity, NaN])); // [false, true, false]
 */
export const isInfinite = (x: TensorLike): Tensor =>
  onFloats("isInfinite", x, (t) => equal(abs(t), Number.POSITIVE_INFINITY), false);

/** The largest finite number of a float dtype. */
function largest(dtype: DType): number {
  if (dtype === "float64") return Number.MAX_VALUE;
  if (dtype === "float16") return 65504;
  return (2 - 2 ** (dtype === "bfloat16" ? -7 : -23)) * 2 ** 127;
}

export interface NanToNumOptions {
  /** What takes the place of NaN; default 0. */
  readonly nan?: number;
  /** What takes the place of ∞ and −∞; default: the largest and lowest numbers of the dtype. */
  readonly positiveInfinity?: number;
  readonly negativeInfinity?: number;
}

/**
 * NaN and infinities replaced by numbers, elementwise; what is replaced gets no gradient.
 * @example
 * nanToNum(tensor([1, NaN, Infinity]), { positiveInfinity: 9 }); // [1, 0, 9]
 */
export function nanToNum(x: TensorLike, options: NanToNumOptions = {}): Tensor {
  const t = asTensor(x, "nanToNum");
  if (!isFloat(t.dtype)) return t.alias();
  const high = largest(t.dtype);
  const { nan = 0, positiveInfinity = high, negativeInfinity = -high } = options;
  return scope(() => {
    const upper = where(equal(t, Number.POSITIVE_INFINITY), positiveInfinity, t);
    return where(notEqual(t, t), nan, where(equal(t, Number.NEGATIVE_INFINITY), negativeInfinity, upper));
  });
}

/** How far two numbers may lie apart: |a − b| ≤ absolute + relative·|b|. */
export interface CloseOptions {
  /** Default 1e−5. */
  readonly relative?: number;
  /** Default 1e−8. */
  readonly absolute?: number;
  /** True: NaN is close to NaN. Default false. */
  readonly equalNaN?: boolean;
}

/**
 * Whether |a − b| ≤ absolute + relative·|b|, elementwise with broadcasting, as bool; infinities are close to themselves only.
 * @example
 * isClose(tensor([1, 2]), tensor([1.000001, 2.1])); // [true, false]
 */
export function isClose(a: Operand, b: Operand, options: CloseOptions = {}): Tensor {
  const { relative = 1e-5, absolute = 1e-8, equalNaN = false } = options;
  return pair("isClose", a, b, (x, y) => {
    const distance = abs(sub(toWide(x), toWide(y)));
    const isNear = lessEqual(distance, add(mul(abs(toWide(y)), relative), absolute));
    const close = logicalOr(equal(x, y), logicalAnd(isNear, isFinite(distance)));
    return equalNaN ? logicalOr(close, logicalAnd(notEqual(x, x), notEqual(y, y))) : close;
  });
}

/**
 * Whether all elements are close (`isClose`), as a bool of rank 0.
 * @example
 * allClose(tensor([1, 2]), tensor([1, 2.0000001])); // true
 */
export const allClose = (a: Operand, b: Operand, options: CloseOptions = {}): Tensor =>
  scope(() => all(isClose(a, b, options)));
