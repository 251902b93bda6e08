import { badArgument, badShape, checkInteger, checkIntegerDType } from "../checks.js";
import { getBackend, underAmbient, withBackend } from "../engine/context.js";
import { run } from "../engine/run.js";
import { Storage } from "../engine/storage.js";
import { scope } from "../memory/scope.js";
import type { Backend } from "../seam/backend.js";
import { checkDType, type DType, isInteger } from "../seam/dtype.js";
import { checkShape, normalizeAxis, sizeOf } from "../shape.js";
import { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { unsqueeze } from "./axes.js";
import { checkHolds, toDType } from "./cast.js";
import { equal } from "./compare.js";
import { flattenNested, type NestedArray, toHost } from "./host-data.js";

/** Where and how a new tensor is made. */
export interface CreateOptions {
  /** Element type; default float32, or what the values suggest. */
  readonly dtype?: DType;
  /** Default: the backend chosen by `setBackend`. */
  readonly backend?: Backend;
  /** True to collect `.grad` in this tensor when `backward()` runs. */
  readonly requiresGrad?: boolean;
}

export interface TensorOptions extends CreateOptions {
  /** Shape for flat values; nested arrays have their own. */
  readonly shape?: readonly number[];
}

/** Values that `tensor` takes: a number, nested arrays, or a typed array. */
export type TensorValue = number | boolean | NestedArray | HostValues;
type HostValues = ArrayLike<number> | BigInt64Array | BigUint64Array;

/**
 * A tensor from a number, nested arrays, or a typed array (copied).
 *
 * Numbers become float32, booleans bool, typed arrays their own element type; 64-bit integers become int32, checked.
 *
 * @throws TenonError `ragged_array` for nested arrays of unequal length, `shape_mismatch` when `shape` does not fit.
 * @example
 * tensor([[1, 2], [3, 4]]); // shape [2, 2]
 * tensor(new Float32Array(6), { shape: [2, 3] });
 */
export function tensor(value: TensorValue, options: TensorOptions = {}): Tensor {
  const flat = flattenNested(value);
  const dtype = options.dtype ?? flat.dtype;
  const shape = options.shape ?? flat.shape;
  checkShape("tensor", shape);
  if (sizeOf(shape) !== flat.values.length)
    throw badShape("tensor", { values: flat.values.length, shape }, `${sizeOf(shape)} values, or another shape`);
  const backend = backendFor("tensor", dtype, options);
  const host = toHost(flat.values, dtype);
  const storage = new Storage(backend.upload(host, [...shape], dtype), backend);
  if (isInteger(dtype)) storage.bounds = boundsOf(host);
  return finish(new Tensor(storage), options);
}

/**
 * A tensor of `shape` filled with `value`.
 * @example
 * full([2, 3], 7);
 */
export function full(shape: readonly number[], value: number, options: CreateOptions = {}): Tensor {
  checkShape("full", shape);
  const dtype = options.dtype ?? "float32";
  const backend = backendFor("full", dtype, options);
  return finish(
    withBackend(backend, () => run("full", [], { shape: [...shape], value, dtype }, undefined)),
    options,
  );
}

/**
 * A tensor of `shape` filled with 0.
 * @example
 * zeros([2, 3]);
 */
export const zeros = (shape: readonly number[], options?: CreateOptions): Tensor => full(shape, 0, options);

/**
 * A tensor of `shape` filled with 1.
 * @example
 * ones([2, 3], { dtype: "int32" });
 */
export const ones = (shape: readonly number[], options?: CreateOptions): Tensor => full(shape, 1, options);

/**
 * A tensor with the shape, dtype and backend of `x`, filled with `value`.
 * @example
 * fullLike(tensor([1, 2]), 5); // [5, 5]
 */
export function fullLike(x: TensorLike, value: number, options: CreateOptions = {}): Tensor {
  const t = asTensor(x, "fullLike");
  return full(t.shape, value, { dtype: t.dtype, backend: t.backend, ...options });
}

/**
 * Zeros with the shape, dtype and backend of `x`.
 * @example
 * zerosLike(tensor([1, 2])); // [0, 0]
 */
export const zerosLike = (x: TensorLike, options?: CreateOptions): Tensor => fullLike(x, 0, options);

/**
 * Ones with the shape, dtype and backend of `x`.
 * @example
 * onesLike(tensor([1, 2])); // [1, 1]
 */
export const onesLike = (x: TensorLike, options?: CreateOptions): Tensor => fullLike(x, 1, options);

/**
 * The index along `axis` of a tensor of `shape`.
 * @throws TenonError `invalid_argument` for an axis outside the shape.
 * @example
 * iota([2, 3], 1); // [[0, 1, 2], [0, 1, 2]], int32
 */
export function iota(shape: readonly number[], axis: number, options: CreateOptions = {}): Tensor {
  checkShape("iota", shape);
  const dtype = options.dtype ?? "int32";
  const backend = backendFor("iota", dtype, options);
  const attributes = { shape: [...shape], axis: normalizeAxis("iota", axis, shape.length), dtype };
  return finish(
    withBackend(backend, () => run("iota", [], attributes, undefined)),
    options,
  );
}

/**
 * Numbers from `start` (default 0) up to but without `stop`, `step` apart; int32 if all three are integers.
 * @throws TenonError `invalid_argument` when `step` is 0 or leads away from `stop`.
 * @example
 * arange(3); // [0, 1, 2]
 * arange(1, 2, 0.5); // [1, 1.5]
 */
export function arange(start: number, stop?: number, step = 1, options: CreateOptions = {}): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const count = Math.ceil((to - from) / step);
  if (!Number.isFinite(count) || count < 0)
    throw badArgument("arange", { start: from, stop: to, step }, "a step ≠ 0 with the sign of stop − start");
  const whole = Number.isInteger(from) && Number.isInteger(to) && Number.isInteger(step);
  const dtype = options.dtype ?? (whole ? "int32" : "float32");
  const values = Float64Array.from({ length: count }, (_, i) => from + i * step);
  return tensor(values, { ...options, dtype });
}

/**
 * `count` numbers from `start` to `stop`, both included, evenly spaced.
 * @throws TenonError `invalid_argument` unless `count` is an integer ≥ 0.
 * @example
 * linspace(0, 1, 5); // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, stop: number, count: number, options: CreateOptions = {}): Tensor {
  return tensor(evenly("linspace", start, stop, count), { ...options, dtype: options.dtype ?? "float32" });
}

function evenly(op: string, start: number, stop: number, count: number): Float64Array {
  checkInteger(op, "count", count, 0);
  const step = count > 1 ? (stop - start) / (count - 1) : 0;
  return Float64Array.from({ length: count }, (_, i) => (i > 0 && i === count - 1 ? stop : start + i * step));
}

export interface LogspaceOptions extends CreateOptions {
  /** Default 10. */
  readonly base?: number;
}

/**
 * `count` numbers from base^start to base^stop, both included, whose logarithms are evenly spaced.
 * @throws TenonError `invalid_argument` unless `count` is an integer ≥ 0.
 * @example
 * logspace(0, 2, 3); // [1, 10, 100]
 */
export function logspace(
  start: number,
  stop: number,
  count: number,
  { base = 10, ...options }: LogspaceOptions = {},
): Tensor {
  const exponents = evenly("logspace", start, stop, count);
  return tensor(
    exponents.map((e) => base ** e),
    { ...options, dtype: options.dtype ?? "float32" },
  );
}

/**
 * Identity matrix of `rows` × `columns`.
 * @example
 * eye(2); // [[1, 0], [0, 1]]
 */
export function eye(rows: number, columns = rows, options: CreateOptions = {}): Tensor {
  const { requiresGrad, dtype = "float32", ...rest } = options;
  const made = scope(() => toDType(equal(iota([rows, columns], 0, rest), iota([rows, columns], 1, rest)), dtype));
  return finish(made, { requiresGrad: requiresGrad ?? false });
}

/**
 * One-hot rows: indices [...] of integers → [..., classes], 1 at each index and 0 elsewhere; float32.
 * An index outside 0 … classes − 1 gives a row of zeros.
 * @example
 * oneHot(tensor([1, 0], { dtype: "int32" }), 2); // [[0, 1], [1, 0]]
 */
export function oneHot(indices: TensorLike, classes: number, options: CreateOptions = {}): Tensor {
  const t = asTensor(indices, "oneHot");
  checkIntegerDType("oneHot", t.dtype);
  return scope(() => {
    const columns = iota([classes], 0, { backend: t.backend });
    return toDType(equal(unsqueeze(toDType(t, "int32"), -1), columns), options.dtype ?? "float32"); // [..., 1] = [classes]
  });
}

function backendFor(op: string, dtype: DType, options: CreateOptions): Backend {
  checkDType(op, dtype);
  const backend = options.backend === undefined ? getBackend() : underAmbient(options.backend, op);
  checkHolds(op, backend, dtype);
  return backend;
}

function finish(x: Tensor, { requiresGrad = false }: { readonly requiresGrad?: boolean }): Tensor {
  return requiresGrad ? x.asLeaf() : x;
}

function boundsOf(values: ArrayLike<number>): readonly [number, number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    lowest = Math.min(lowest, values[i]!);
    highest = Math.max(highest, values[i]!);
  }
  return [lowest, highest];
}
