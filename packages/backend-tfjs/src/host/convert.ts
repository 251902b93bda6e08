import { hostArray } from "@tenon/core";
import type { TfjsDType, TfjsValues } from "../handle.js";

/** A float64 as int32: truncated and saturated, NaN → 0. */
function toInt(x: number): number {
  return x > 2147483647 ? 2147483647 : x < -2147483648 ? -2147483648 : x | 0;
}

/** A float64 as bool: ≠ 0, NaN is true. */
function toBool(x: number): number {
  return x === 0 ? 0 : 1;
}

/** A number as an element of `dtype`. */
export function convertNumber(x: number, dtype: TfjsDType): number {
  return dtype === "int32" ? toInt(x) : dtype === "bool" ? toBool(x) : Math.fround(x);
}

/** Elements as another dtype. */
export function convertValues(values: TfjsValues, dtype: TfjsDType): TfjsValues {
  const out = hostArray(dtype, values.length);
  if (dtype === "float32") out.set(values);
  else if (dtype === "int32") for (let i = 0; i < out.length; i++) out[i] = toInt(values[i]!);
  else for (let i = 0; i < out.length; i++) out[i] = toBool(values[i]!);
  return out;
}
