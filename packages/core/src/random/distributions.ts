import { badArgument, checkNumber } from "../checks.js";
import { scope } from "../memory/scope.js";
import { minimum, mul, sub } from "../ops/binary.js";
import { cast } from "../ops/cast.js";
import { less } from "../ops/compare.js";
import { argsort } from "../ops/sort.js";
import { cos, log, sqrt } from "../ops/unary.js";
import type { DType } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { asOperand, asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { checkScale, draw, made, type RandomOptions, scaled } from "./draw.js";

export interface UniformOptions extends RandomOptions {
  readonly low?: number;
  readonly high?: number;
}

/**
 * Uniform random numbers in [low, high), default [0, 1).
 * @throws TenonError `invalid_argument` unless low ≤ high.
 * @example
 * uniform([2, 3], { low: -1, high: 1 });
 */
export function uniform(shape: readonly number[], { low = 0, high = 1, ...options }: UniformOptions = {}): Tensor {
  if (!(low <= high && high - low < Number.POSITIVE_INFINITY))
    throw badArgument("uniform", { low, high }, "low ≤ high");
  const { dtype = "float32" } = options;
  return scope(() => {
    const y = scaled(draw(shape, "float32", options), low, high - low);
    const isExact = low === 0 && high === 1 && dtype !== "float16" && dtype !== "bfloat16";
    return made(isExact ? y : minimum(y, Math.max(low, below(high, dtype))), options);
  });
}

/** A number that float32 and `dtype` round to a neighbour below x: more than half a step of theirs below it. */
function below(x: number, dtype: DType): number {
  const digits = dtype === "float16" ? 11 : dtype === "bfloat16" ? 8 : 24;
  return x - Math.max(Math.abs(x) * 1.01 * 2 ** -digits, digits === 11 || x === 0 ? 2 ** -24 : 0); // 2⁻²⁴: float16's least step
}

/**
 * Uniform random numbers with the shape, dtype and backend of `x`.
 * @example
 * uniformLike(tensor([1, 2]), { low: -1 });
 */
export function uniformLike(x: TensorLike, options: UniformOptions = {}): Tensor {
  const { shape, dtype, backend } = asTensor(x, "uniformLike");
  return uniform(shape, { dtype, backend, ...options });
}

export interface NormalOptions extends RandomOptions {
  readonly mean?: number;
  readonly standardDeviation?: number;
}

/**
 * Normal random numbers (Box & Muller 1958), default mean 0 and standard deviation 1.
 * @throws TenonError `invalid_argument` unless the standard deviation is ≥ 0.
 * @example
 * normal([2, 3], { standardDeviation: 0.02 });
 */
export const normal = (shape: readonly number[], options: NormalOptions = {}): Tensor =>
  scope(() => made(normals("normal", shape, options), options));

/** Normal random numbers in float32. */
export function normals(
  op: string,
  shape: readonly number[],
  { mean = 0, standardDeviation = 1, ...options }: NormalOptions,
): Tensor {
  checkScale(op, "standardDeviation", standardDeviation, 0);
  const radius = sqrt(mul(log(sub(1, draw(shape, "float32", options))), -2)); // 1 − u is never 0
  return scaled(mul(radius, cos(mul(draw(shape, "float32", options), 2 * Math.PI))), mean, standardDeviation);
}

/**
 * Normal random numbers with the shape, dtype and backend of `x`.
 * @example
 * normalLike(tensor([1, 2]), { standardDeviation: 0.1 });
 */
export function normalLike(x: TensorLike, options: NormalOptions = {}): Tensor {
  const { shape, dtype, backend } = asTensor(x, "normalLike");
  return normal(shape, { dtype, backend, ...options });
}

/**
 * True with the given probability, as bool; the probability may be a tensor that broadcasts to `shape`.
 * @throws TenonError `invalid_argument` for a number outside 0 … 1.
 * @example
 * bernoulli([3], 0.5);
 */
export function bernoulli(shape: readonly number[], probability: Operand, options: RandomOptions = {}): Tensor {
  const p = asOperand(probability, "bernoulli");
  if (typeof p === "number") checkNumber("bernoulli", "probability", p, 0, 1);
  return scope(() => {
    const hit = less(draw(shape, "float32", options), p);
    return options.dtype === undefined ? hit : cast(hit, options.dtype);
  });
}

/**
 * The numbers 0 … n − 1 in random order, int32 [n].
 * @example
 * permutation(5);
 */
export function permutation(n: number, options: RandomOptions = {}): Tensor {
  return scope(() => argsort(draw([n], "int32", options)));
}
