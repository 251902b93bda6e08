import type { DType } from "@tenon/core";
import { encodeHalf } from "./half.js";
import { HIGHEST, isHalf, LOWEST } from "./number-array.js";

/**
 * How `dtype` stores a float64: floats round (16-bit ones to their bits), integers truncate and saturate, NaN is 0 there
 * and true in bool.
 */
export function storedNumber(value: number, dtype: DType): number {
  if (dtype === "float32") return Math.fround(value);
  if (dtype === "float64") return value;
  if (dtype === "bool") return value === 0 ? 0 : 1;
  if (isHalf(dtype)) return encodeHalf(dtype, new Float64Array([value]))[0]!;
  return Math.trunc(Math.min(Math.max(value, LOWEST[dtype]), HIGHEST[dtype])) || 0;
}
