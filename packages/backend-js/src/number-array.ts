import type { DType } from "@tenon/core";

/** Arrays that hold elements; 16-bit floats are kept as their bits. */
export type NumberArray = Float32Array | Float64Array | Int32Array | Int8Array | Uint8Array | Uint16Array;

/** A dtype whose elements JavaScript can read as they lie in memory. */
export type NativeDType = Exclude<DType, "float16" | "bfloat16">;

export function isHalf(dtype: DType): dtype is "float16" | "bfloat16" {
  return dtype === "float16" || dtype === "bfloat16";
}

export function newArray(dtype: DType, length: number): NumberArray {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "int32":
      return new Int32Array(length);
    case "float64":
      return new Float64Array(length);
    case "int8":
      return new Int8Array(length);
    case "uint8":
    case "bool":
      return new Uint8Array(length);
    default:
      return new Uint16Array(length);
  }
}

/** The least value of each dtype: what a maximum over nothing is. */
export const LOWEST: Readonly<Record<DType, number>> = {
  bool: 0,
  int8: -128,
  uint8: 0,
  int32: -2147483648,
  float16: Number.NEGATIVE_INFINITY,
  bfloat16: Number.NEGATIVE_INFINITY,
  float32: Number.NEGATIVE_INFINITY,
  float64: Number.NEGATIVE_INFINITY,
};

/** The greatest value of each dtype: what a minimum over nothing is. */
export const HIGHEST: Readonly<Record<DType, number>> = {
  bool: 1,
  int8: 127,
  uint8: 255,
  int32: 2147483647,
  float16: Number.POSITIVE_INFINITY,
  bfloat16: Number.POSITIVE_INFINITY,
  float32: Number.POSITIVE_INFINITY,
  float64: Number.POSITIVE_INFINITY,
};
