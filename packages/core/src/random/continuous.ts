import { badArgument } from "../checks.js";
import { scope } from "../memory/scope.js";
import { add, mul, sub } from "../ops/binary.js";
import { clamp } from "../ops/clamp.js";
import { less } from "../ops/compare.js";
import { full } from "../ops/create.js";
import { quickErfinv } from "../ops/error-functions.js";
import { erf, exp, log, log1p, neg, tan } from "../ops/unary.js";
import { where } from "../ops/where.js";
import type { Tensor } from "../tensor.js";
import { type NormalOptions, normals } from "./distributions.js";
import { checkScale, draw, made, type RandomOptions, scaled } from "./draw.js";

/** Exponential with rate 1, never 0: a second draw fills the gaps of 2⁻²⁴ that the first one leaves. */
function exponentialUnit(shape: readonly number[], options: RandomOptions): Tensor {
  const coarse = neg(log1p(neg(draw(shape, "float32", options))));
  return add(coarse, add(mul(draw(shape, "float32", options), 2 ** -24), 2 ** -50));
}

export interface ExponentialOptions extends RandomOptions {
  /** Inverse of the mean; default 1. */
  readonly rate?: number;
}

/**
 * Exponential random numbers, with density rate·e^(−rate·x) for x > 0.
 * @throws TenonError `invalid_argument` unless rate > 0.
 * @example
 * exponential([2, 3], { rate: 0.5 });
 */
export function exponential(shape: readonly number[], { rate = 1, ...options }: ExponentialOptions = {}): Tensor {
  checkScale("exponential", "rate", rate);
  return scope(() => made(scaled(exponentialUnit(shape, options), 0, 1 / rate), options));
}

/** Where a distribution lies and how wide it is. */
export interface LocationOptions extends RandomOptions {
  /** Default 0. */
  readonly location?: number;
  /** Default 1. */
  readonly scale?: number;
}

function located(
  op: string,
  { location = 0, scale = 1, ...options }: LocationOptions,
  unit: (options: RandomOptions) => Tensor,
): Tensor {
  checkScale(op, "scale", scale);
  return scope(() => made(scaled(unit(options), location, scale), options));
}

/**
 * Gumbel random numbers −ln(−ln u): the largest of `logits + gumbel` is a draw from softmax(logits).
 * @throws TenonError `invalid_argument` unless scale > 0.
 * @example
 * gumbel([2, 3]);
 */
export const gumbel = (shape: readonly number[], options: LocationOptions = {}): Tensor =>
  located("gumbel", options, (rest) => neg(log(exponentialUnit(shape, rest))));

/**
 * Laplace random numbers, with density e^(−|x|)/2 for location 0 and scale 1.
 * @throws TenonError `invalid_argument` unless scale > 0.
 * @example
 * laplace([2, 3], { scale: 0.1 });
 */
export const laplace = (shape: readonly number[], options: LocationOptions = {}): Tensor =>
  located("laplace", options, (rest) => {
    const size = exponentialUnit(shape, rest);
    return where(less(draw(shape, "float32", rest), 0.5), size, neg(size));
  });

/**
 * Cauchy random numbers, with density 1/(π(1 + x²)) for location 0 and scale 1.
 * @throws TenonError `invalid_argument` unless scale > 0.
 * @example
 * cauchy([2, 3]);
 */
export const cauchy = (shape: readonly number[], options: LocationOptions = {}): Tensor =>
  located("cauchy", options, (rest) => tan(mul(sub(draw(shape, "float32", rest), 0.5), Math.PI)));

/**
 * Random numbers whose logarithms are normal with the given mean and standard deviation.
 * @throws TenonError `invalid_argument` unless the standard deviation is ≥ 0.
 * @example
 * logNormal([2, 3], { standardDeviation: 0.5 });
 */
export const logNormal = (shape: readonly number[], options: NormalOptions = {}): Tensor =>
  scope(() => made(exp(normals("logNormal", shape, options)), options));

export interface TruncatedNormalOptions extends NormalOptions {
  /** Bounds in standard deviations from the mean; default −2 and 2. */
  readonly low?: number;
  readonly high?: number;
}

/**
 * Normal random numbers between two bounds, by the inverse of the cumulative distribution; default within two standard
 * deviations. Bounds beyond ±4 are as coarse as float32 makes the distribution there.
 * @throws TenonError `invalid_argument` unless low < high, both finite.
 * @example
 * truncatedNormal([2, 3], { standardDeviation: 0.02 });
 */
export function truncatedNormal(
  shape: readonly number[],
  { low = -2, high = 2, mean = 0, standardDeviation = 1, ...options }: TruncatedNormalOptions = {},
): Tensor {
  if (!(low < high && high - low < Number.POSITIVE_INFINITY))
    throw badArgument("truncatedNormal", { low, high }, "finite numbers, low < high");
  checkScale("truncatedNormal", "standardDeviation", standardDeviation, 0);
  return scope(() => {
    const unit = draw(shape, "float32", options);
    const [from, to] = [low, high].map((bound) => erf(full([], bound * Math.SQRT1_2, { backend: unit.backend })));
    const standard = mul(quickErfinv(add(mul(unit, sub(to!, from!)), from!)), Math.SQRT2);
    return made(scaled(clamp(standard, { min: low, max: high }), mean, standardDeviation), options);
  });
}
