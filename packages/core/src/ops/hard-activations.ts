import { badArgument, checkNumber } from "../checks.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { clamp } from "./clamp.js";
import { greaterEqual, lessEqual } from "./compare.js";
import { abs } from "./unary.js";
import { where } from "./where.js";

/** x between its bounds; at and beyond them the gradient is 0, where `clamp` passes it at them. */
const between = (t: Tensor, min: number, max: number): Tensor =>
  scope(() => where(lessEqual(t, min), min, where(greaterEqual(t, max), max, t)));

/**
 * x cut to the range from `min` (default −1) to `max` (default 1).
 * @throws TenonError `invalid_argument` unless min < max.
 * @example
 * hardtanh(tensor([-3, 0.5, 2])); // [-1, 0.5, 1]
 */
export function hardtanh(
  x: TensorLike,
  { min = -1, max = 1 }: { readonly min?: number; readonly max?: number } = {},
): Tensor {
  const t = asTensor(x, "hardtanh");
  if (!(min < max)) throw badArgument("hardtanh", { min, max }, "min < max");
  return between(t, min, max);
}

/**
 * Rectifier cut at 6: min(max(x, 0), 6).
 * @example
 * relu6(tensor([-1, 3, 8])); // [0, 3, 6]
 */
export const relu6 = (x: TensorLike): Tensor => between(asTensor(x, "relu6"), 0, 6);

/**
 * Piecewise linear sigmoid relu6(x + 3)/6.
 * @example
 * hardsigmoid(tensor([-4, 0, 1.5])); // [0, 0.5, 0.75]
 */
export function hardsigmoid(x: TensorLike): Tensor {
  const t = asTensor(x, "hardsigmoid");
  return scope(() => div(between(add(t, 3), 0, 6), 6));
}

/**
 * x·relu6(x + 3)/6 (Howard et al. 2019).
 * @example
 * hardswish(tensor([-4, 0, 3])); // [0, 0, 3]
 */
export function hardswish(x: TensorLike): Tensor {
  const t = asTensor(x, "hardswish");
  return scope(() => div(mul(t, clamp(add(t, 3), { min: 0, max: 6 })), 6));
}

/** Half the width of what a shrinking function sets to 0. */
export interface ShrinkOptions {
  /** Default 0.5. */
  readonly threshold?: number;
}

/**
 * x where |x| exceeds the threshold, 0 elsewhere.
 * @example
 * hardshrink(tensor([-1, 0.3, 2])); // [-1, 0, 2]
 */
export function hardshrink(x: TensorLike, { threshold = 0.5 }: ShrinkOptions = {}): Tensor {
  const t = asTensor(x, "hardshrink");
  return scope(() => where(lessEqual(abs(t), threshold), 0, t));
}

/**
 * x moved toward 0 by the threshold, and 0 where it is nearer.
 * @throws TenonError `invalid_argument` for a threshold below 0.
 * @example
 * softshrink(tensor([-1, 0.3, 2])); // [-0.5, 0, 1.5]
 */
export function softshrink(x: TensorLike, { threshold = 0.5 }: ShrinkOptions = {}): Tensor {
  const t = asTensor(x, "softshrink");
  checkNumber("softshrink", "threshold", threshold, 0);
  return scope(() => sub(t, clamp(t, { min: -threshold, max: threshold })));
}
