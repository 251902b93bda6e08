import { badArgument, refusal } from "../checks.js";
import type { TenonError } from "../errors.js";
import { type DType, type HostData, hostArray } from "../seam/dtype.js";

/** Arrays in arrays, of equal length at each level. */
export type NestedArray = readonly (number | boolean | NestedArray)[];

interface Flat {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** The values of a number, nested arrays or a typed array in row-major order, with their shape and natural dtype. */
export function flattenNested(value: unknown): Flat {
  if (typeof value === "number") return { values: [value], shape: [], dtype: "float32" };
  if (typeof value === "boolean") return { values: [Number(value)], shape: [], dtype: "bool" };
  if (value instanceof BigInt64Array || value instanceof BigUint64Array)
    return { values: fromInt64(value), shape: [value.length], dtype: "int32" };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const values = value as unknown as ArrayLike<number>; // every other typed array holds numbers
    return { values, shape: [values.length], dtype: dtypeOfArray(value) };
  }
  if (!Array.isArray(value)) throw notValues(value);
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values: number[] = [];
  const isBool = gather(value, shape, 0, values);
  return { values, shape, dtype: isBool && values.length > 0 ? "bool" : "float32" };
}

/** Copies values into the host array of `dtype`, converting as a cast from float64 does. */
export function toHost(values: ArrayLike<number>, dtype: DType): HostData {
  const out = hostArray(dtype, values.length);
  const range = RANGES[dtype];
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (dtype === "bool") out[i] = v !== 0 ? 1 : 0;
    else if (range === undefined) out[i] = v;
    else out[i] = Number.isNaN(v) ? 0 : Math.max(range[0], Math.min(range[1], Math.trunc(v)));
  }
  return out;
}

const RANGES: Readonly<Partial<Record<DType, readonly [number, number]>>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int32: [-2147483648, 2147483647],
};

/** Appends the values below `level` and says whether all were booleans. */
function gather(level: unknown, shape: readonly number[], depth: number, into: number[]): boolean {
  if (depth === shape.length) {
    if (typeof level !== "number" && typeof level !== "boolean") throw ragged(shape, depth, level);
    into.push(Number(level));
    return typeof level === "boolean";
  }
  if (!Array.isArray(level) || level.length !== shape[depth]) throw ragged(shape, depth, level);
  let isBool = true;
  for (const item of level) isBool = gather(item, shape, depth + 1, into) && isBool;
  return isBool;
}

function ragged(shape: readonly number[], depth: number, found: unknown): TenonError {
  const expected = depth === shape.length ? "a number" : `an array of ${shape[depth]}`;
  const given = Array.isArray(found) ? `an array of ${found.length}` : String(found);
  return refusal(
    "ragged_array",
    "tensor",
    { depth, found: given },
    expected,
    "nested arrays of equal length at each level",
  );
}

function notValues(value: unknown): TenonError {
  return badArgument("tensor", { value }, "a number, nested arrays or a typed array");
}

function fromInt64(values: BigInt64Array | BigUint64Array): Int32Array {
  const out = new Int32Array(values.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = Number(values[i]);
    if (BigInt(out[i]!) !== values[i]) throw badArgument("tensor", { int64: values[i] }, "values within ±2³¹");
  }
  return out;
}

function dtypeOfArray(array: ArrayBufferView): DType {
  if (array instanceof Float64Array) return "float64";
  if (array instanceof Int32Array) return "int32";
  if (array instanceof Int8Array) return "int8";
  if (array instanceof Uint8Array || array instanceof Uint8ClampedArray) return "uint8";
  if (array instanceof Float32Array) return "float32";
  return array instanceof Int16Array || array instanceof Uint16Array ? "int32" : "float32";
}
