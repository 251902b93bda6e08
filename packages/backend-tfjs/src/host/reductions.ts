import { type ArgReduceOp, hostArray, type ReduceOp, type ScanOp, type ScanOptions } from "@tenon/core";
import type { TfjsDType, TfjsValues } from "../handle.js";

type Fold = (a: number, b: number) => number;

const FOLD: Readonly<Record<ReduceOp, Fold>> = {
  sum: (a, b) => a + b,
  prod: (a, b) => a * b,
  max: Math.max,
  min: Math.min,
};

const INT_FOLD: Readonly<Record<ReduceOp, Fold>> = {
  sum: (a, b) => (a + b) | 0,
  prod: Math.imul,
  max: Math.max,
  min: Math.min,
};

/** What a reduction over nothing gives. */
export function identityOf(op: ReduceOp, dtype: TfjsDType): number {
  if (op === "sum") return 0;
  if (op === "prod") return 1;
  const highest = dtype === "float32" ? Infinity : dtype === "int32" ? 2147483647 : 1;
  const lowest = dtype === "float32" ? -Infinity : dtype === "int32" ? -2147483648 : 0;
  return op === "max" ? lowest : highest;
}

/** Reduces the middle axis of [outer, length, inner]. */
export function reduceMiddle(
  op: ReduceOp,
  values: TfjsValues,
  dtype: TfjsDType,
  outer: number,
  length: number,
  inner: number,
): TfjsValues {
  const fold = (dtype === "float32" ? FOLD : INT_FOLD)[op];
  const out = hostArray(dtype, outer * inner);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      let acc = identityOf(op, dtype);
      for (let k = 0; k < length; k++) acc = fold(acc, values[(o * length + k) * inner + i]!);
      out[o * inner + i] = acc;
    }
  return out;
}

/** The running reduction along the middle axis of [outer, length, inner], each step rounded to `dtype`. */
export function scanMiddle(
  op: ScanOp,
  values: TfjsValues,
  dtype: TfjsDType,
  outer: number,
  length: number,
  inner: number,
  { reverse, exclusive }: ScanOptions,
): TfjsValues {
  const fold = (dtype === "float32" ? FOLD : INT_FOLD)[op];
  const out = hostArray(dtype, values.length);
  const acc = hostArray(dtype, 1);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      acc[0] = identityOf(op, dtype);
      for (let n = 0; n < length; n++) {
        const at = (o * length + (reverse ? length - 1 - n : n)) * inner + i;
        if (exclusive) out[at] = acc[0]!;
        acc[0] = fold(acc[0]!, values[at]!);
        if (!exclusive) out[at] = acc[0]!;
      }
    }
  return out;
}

/** The index of the first extreme element along the middle axis; the first NaN wins. */
export function argReduceMiddle(
  op: ArgReduceOp,
  values: TfjsValues,
  outer: number,
  length: number,
  inner: number,
): Int32Array {
  const sign = op === "max" ? 1 : -1;
  const out = new Int32Array(outer * inner);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      let best = 0;
      let extreme = values[o * length * inner + i]! * sign;
      for (let k = 1; k < length && !Number.isNaN(extreme); k++) {
        const x = values[(o * length + k) * inner + i]! * sign;
        if (x > extreme || Number.isNaN(x)) {
          extreme = x;
          best = k;
        }
      }
      out[o * inner + i] = best;
    }
  return out;
}

/** The stable order along the middle axis; NaN last in both directions. */
export function argsortMiddle(
  values: TfjsValues,
  outer: number,
  length: number,
  inner: number,
  descending: boolean,
): Int32Array {
  const out = new Int32Array(values.length);
  const keys = new Float64Array(length);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      const at = o * length * inner + i;
      const order: number[] = [];
      for (let k = 0; k < length; k++) {
        const x = values[at + k * inner]!;
        keys[k] = Number.isNaN(x) ? Infinity : descending ? -x : x;
        order.push(k);
      }
      const rank = (k: number) => (Number.isNaN(values[at + k * inner]!) ? 1 : 0);
      // Infinity is the only number that compares equal to the key of a NaN.
      order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : rank(a) - rank(b) || a - b));
      for (let k = 0; k < length; k++) out[at + k * inner] = order[k]!;
    }
  return out;
}
