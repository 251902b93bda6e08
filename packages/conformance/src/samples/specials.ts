import type { DType } from "@tenon/core";
import { FLOAT_FORMAT, INTEGER_RANGE, roundTo, unitInLastPlace } from "../reference/convert.js";
import { isFloatFormat } from "../reference/elementwise.js";

/** The values at which arithmetic in `dtype` goes wrong first. */
export function specialValues(dtype: DType): readonly number[] {
  if (!isFloatFormat(dtype)) return integerSpecials(dtype);
  const { minExponent, largest } = FLOAT_FORMAT[dtype];
  const smallestNormal = 2 ** minExponent;
  const smallest = unitInLastPlace(dtype, 0);
  const halves = [0.5, 1.5, 2.5, 3.5, 0.49999997, 0.99999994].map((x) => roundTo(dtype, x));
  const positive = [0, 1, 2, 3, 10, 100, ...halves, smallest, 3 * smallest, smallestNormal, largest];
  return [...positive, ...positive.map((x) => -x), ...["Infinity", "-Infinity", "NaN"].map(Number)];
}

/** The subset that keeps all pairs few: for ops on two operands. */
export function fewSpecialValues(dtype: DType): readonly number[] {
  if (!isFloatFormat(dtype)) return integerSpecials(dtype);
  const { minExponent, largest } = FLOAT_FORMAT[dtype];
  const positive = [0, 1, 1.5, 2, 3, 2 ** minExponent, unitInLastPlace(dtype, 0), largest, Number.POSITIVE_INFINITY];
  return [...positive, ...positive.map((x) => -x), Number.NaN];
}

/** Every pair of `values`, as two lists of equal length. */
export function allPairs(values: readonly number[]): { readonly left: number[]; readonly right: number[] } {
  return {
    left: values.flatMap((a) => values.map(() => a)),
    right: values.flatMap(() => [...values]),
  };
}

function integerSpecials(dtype: keyof typeof INTEGER_RANGE): readonly number[] {
  if (dtype === "bool") return [0, 1];
  const { lowest, highest } = INTEGER_RANGE[dtype];
  const near = [0, 1, 2, 3, 7, 31, 33].concat(lowest < 0 ? [-1, -2, -3, -7] : []);
  const squareRoot = Math.floor(Math.sqrt(highest)) + 1; // its square overflows
  return [...near, lowest, lowest + 1, highest, highest - 1, squareRoot];
}
