import { type DType, isFloat } from "@tenon/core";

/** Bits of precision (with the hidden one) and smallest normal exponent of each float dtype. */
export const FLOAT_FORMAT = {
  float16: { precision: 11, minExponent: -14, largest: 65504 },
  bfloat16: { precision: 8, minExponent: -126, largest: (2 - 2 ** -7) * 2 ** 127 },
  float32: { precision: 24, minExponent: -126, largest: (2 - 2 ** -23) * 2 ** 127 },
  float64: { precision: 53, minExponent: -1022, largest: Number.MAX_VALUE },
} as const;

export type FloatDType = keyof typeof FLOAT_FORMAT;

/** Range of each integer dtype; bool counts as 0 … 1. */
export const INTEGER_RANGE = {
  bool: { lowest: 0, highest: 1 },
  int8: { lowest: -128, highest: 127 },
  uint8: { lowest: 0, highest: 255 },
  int32: { lowest: -(2 ** 31), highest: 2 ** 31 - 1 },
} as const;

/** `value`, an element of dtype `from`, as `cast` gives it in dtype `to`. A JS number counts as float64. */
export function convert(value: number, from: DType, to: DType): number {
  switch (to) {
    case "bool":
      return value === 0 ? 0 : 1;
    case "int8":
    case "uint8":
    case "int32":
      return isFloat(from) ? saturate(value, to) : wrap(value, to);
    default:
      return roundTo(to, value);
  }
}

/** An exact integer modulo 2ⁿ, in the range of `dtype`. */
export function wrap(value: number, dtype: "bool" | "int8" | "uint8" | "int32"): number {
  if (dtype === "bool") return value === 0 ? 0 : 1;
  const { lowest, highest } = INTEGER_RANGE[dtype];
  const count = highest - lowest + 1;
  const offset = (value - lowest) % count;
  return lowest + (offset < 0 ? offset + count : offset);
}

/** The nearest element of a float dtype, ties to even, too large becomes infinite. */
export function roundTo(dtype: FloatDType, value: number): number {
  if (dtype === "float64" || value === 0 || !Number.isFinite(value)) return value;
  if (dtype === "float32") return Math.fround(value);
  const unit = unitInLastPlace(dtype, value);
  const rounded = roundHalfEven(value / unit) * unit; // both steps are exact: unit is a power of two
  return Math.abs(rounded) > FLOAT_FORMAT[dtype].largest ? Math.sign(value) * Number.POSITIVE_INFINITY : rounded;
}

/** The distance between neighbours in `dtype` around `value`. */
export function unitInLastPlace(dtype: FloatDType, value: number): number {
  const { precision, minExponent } = FLOAT_FORMAT[dtype];
  const exponent = Number.isFinite(value) ? Math.max(exponentOf(value), minExponent) : minExponent;
  return 2 ** (exponent - (precision - 1));
}

/** The nearest integer, ties to even. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  return rounded === 0 && (value < 0 || Object.is(value, -0)) ? -0 : rounded;
}

function saturate(value: number, dtype: "int8" | "uint8" | "int32"): number {
  if (Number.isNaN(value)) return 0;
  const { lowest, highest } = INTEGER_RANGE[dtype];
  return Math.min(Math.max(Math.trunc(value), lowest), highest) + 0; // + 0 turns −0 into 0
}

const bits = new DataView(new ArrayBuffer(8));

/** floor(log2 |value|), read from the bits. */
function exponentOf(value: number): number {
  bits.setFloat64(0, value);
  const biased = (bits.getUint16(0) >> 4) & 0x7ff;
  return biased === 0 ? -1023 : biased - 1023;
}
