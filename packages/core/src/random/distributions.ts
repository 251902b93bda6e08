import { guard } from "../compile/guard.js";
import { tracing } from "../compile/tracing.js";
import { getBackend, underAmbient, withBackend } from "../engine/context.js";
import { run } from "../engine/run.js";
import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { add, mul, sub } from "../ops/binary.js";
import { cast, checkHolds, toDType } from "../ops/cast.js";
import { less } from "../ops/compare.js";
import type { CreateOptions } from "../ops/create.js";
import { argsort } from "../ops/sort.js";
import { cos, log, sqrt } from "../ops/unary.js";
import { checkDType } from "../seam/dtype.js";
import { checkShape } from "../shape.js";
import { fromHost } from "../state/from-host.js";
import type { Tensor } from "../tensor.js";
import { asOperand, type Operand } from "../tensor-like.js";
import { defaultGenerator, type Generator } from "./generator.js";

export interface RandomOptions extends CreateOptions {
  /** The stream to draw from; default: the one that `manualSeed` restarts. */
  readonly generator?: Generator;
}

/** One draw of raw words or of floats in [0, 1). */
function draw(shape: readonly number[], dtype: "int32" | "float32", { generator, backend }: RandomOptions): Tensor {
  checkShape("random", shape);
  const stream = generator ?? guard(defaultGenerator); // manualSeed replaces it: a compiled step must notice
  const target = backend === undefined ? getBackend() : underAmbient(backend, "random");
  return withBackend(target, () => {
    const position = stream.draws.next();
    const read = () => position() | 0; // the counter word wraps
    const offset = tracing() === undefined ? read() : fromHost(read, { dtype: "int32" });
    return run("randomUniform", [stream.keyOn(target), offset], { shape: [...shape], dtype }, undefined);
  });
}

function made(x: Tensor, { dtype = "float32", requiresGrad = false }: CreateOptions): Tensor {
  checkDType("random", dtype);
  checkHolds("random", x.backend, dtype);
  const y = toDType(x, dtype);
  return requiresGrad ? y.asLeaf() : y;
}

export interface UniformOptions extends RandomOptions {
  readonly low?: number;
  readonly high?: number;
}

/**
 * Uniform random numbers in [low, high), default [0, 1).
 * @example
 * uniform([2, 3], { low: -1, high: 1 });
 */
export function uniform(shape: readonly number[], { low = 0, high = 1, ...options }: UniformOptions = {}): Tensor {
  return scope(() => {
    const unit = draw(shape, "float32", options);
    return made(low === 0 && high === 1 ? unit : add(mul(unit, high - low), low), options);
  });
}

export interface NormalOptions extends RandomOptions {
  readonly mean?: number;
  readonly standardDeviation?: number;
}

/**
 * Normal random numbers (Box & Muller 1958), default mean 0 and standard deviation 1.
 * @example
 * normal([2, 3], { standardDeviation: 0.02 });
 */
export function normal(
  shape: readonly number[],
  { mean = 0, standardDeviation = 1, ...options }: NormalOptions = {},
): Tensor {
  return scope(() => {
    const radius = sqrt(mul(log(sub(1, draw(shape, "float32", options))), -2)); // 1 − u is never 0
    const unit = mul(radius, cos(mul(draw(shape, "float32", options), 2 * Math.PI)));
    return made(mean === 0 && standardDeviation === 1 ? unit : add(mul(unit, standardDeviation), mean), options);
  });
}

/**
 * True with the given probability, as bool; the probability may be a tensor that broadcasts to `shape`.
 * @throws TenonError `invalid_argument` for a number outside 0 … 1.
 * @example
 * bernoulli([3], 0.5);
 */
export function bernoulli(shape: readonly number[], probability: Operand, options: RandomOptions = {}): Tensor {
  const p = asOperand(probability, "bernoulli");
  if (typeof p === "number" && !(p >= 0 && p <= 1))
    throw new TenonError("invalid_argument", `bernoulli: probability ${p}`, "a number from 0 to 1", { probability: p });
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
