import { TenonError } from "../errors.js";

/** Element types, from the least to the most general within each kind. */
export const DTYPES = ["bool", "int8", "uint8", "int32", "float16", "bfloat16", "float32", "float64"] as const;

/** Element type of a tensor. */
export type DType = (typeof DTYPES)[number];

/** How each dtype crosses the seam: 16-bit floats travel as Float32Array, bool as Uint8Array of 0 and 1. */
export interface HostArrays {
  bool: Uint8Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int32: Int32Array;
  float16: Float32Array;
  bfloat16: Float32Array;
  float32: Float32Array;
  float64: Float64Array;
}

/** Elements on the host, row-major. */
export type HostData = HostArrays[DType];

/** Bytes of one element in a backend's memory. */
export const BYTES: Readonly<Record<DType, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int32: 4,
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
};

/** A zeroed host array of the type in which `dtype` crosses the seam. */
export function hostArray<D extends DType>(dtype: D, length: number): HostArrays[D] {
  return allocate(dtype, length) as HostArrays[D]; // the switch below returns exactly HostArrays[D]
}

function allocate(dtype: DType, length: number): HostData {
  switch (dtype) {
    case "bool":
    case "uint8":
      return new Uint8Array(length);
    case "int8":
      return new Int8Array(length);
    case "int32":
      return new Int32Array(length);
    case "float64":
      return new Float64Array(length);
    default:
      return new Float32Array(length);
  }
}

/** True for float16, bfloat16, float32 and float64: the dtypes that carry gradients. */
export function isFloat(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64" || dtype === "float16" || dtype === "bfloat16";
}

/** True for int8, uint8 and int32. */
export function isInteger(dtype: DType): boolean {
  return dtype === "int32" || dtype === "int8" || dtype === "uint8";
}

const RANK: Readonly<Record<DType, number>> = {
  bool: 0,
  int8: 1,
  uint8: 1,
  int32: 2,
  float16: 3,
  bfloat16: 3,
  float32: 4,
  float64: 5,
};

/**
 * The dtype in which two dtypes meet: bool < int8/uint8 < int32 < float16/bfloat16 < float32 < float64;
 * int8 with uint8 gives int32, float16 with bfloat16 gives float32.
 *
 * @example
 * promote("int32", "float16"); // "float16"
 */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  if (RANK[a] === RANK[b]) return isFloat(a) ? "float32" : "int32";
  return RANK[a] > RANK[b] ? a : b;
}

/** The dtype in which a tensor of `dtype` meets the JS number `value`: its own, or float32 for a fraction. */
export function promoteNumber(dtype: DType, value: number): DType {
  if (isFloat(dtype)) return dtype;
  if (!Number.isInteger(value)) return "float32";
  return dtype === "bool" ? "int32" : dtype;
}

/** The float dtype in which `dtype` is computed by functions such as exp: itself, or float32. */
export function toFloat(dtype: DType): DType {
  return isFloat(dtype) ? dtype : "float32";
}

/** Throws unless `dtype` is one of Tenon's. */
export function checkDType(op: string, dtype: string): asserts dtype is DType {
  if (!(DTYPES as readonly string[]).includes(dtype))
    throw new TenonError(
      "dtype_mismatch",
      `${op}: unknown dtype ${JSON.stringify(dtype)}`,
      `one of ${DTYPES.join(", ")}`,
    );
}
