import type { ArgReduceOp, DType, ReduceOp, ScanOp, ScanOptions } from "@tenon/core";
import { FLOAT_FORMAT, INTEGER_RANGE } from "./convert.js";
import { isFloatFormat, requireExact, store, ulp } from "./elementwise.js";
import { flatIndex, forEachIndex, replaceAt } from "./index-tuples.js";
import type { ReferenceTensor } from "./reference-tensor.js";

export function reduce(op: ReduceOp, x: ReferenceTensor, axes: readonly number[]): ReferenceTensor {
  requireExact(op, x);
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const groups = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (): number[] => []);
  forEachIndex(x.shape, (index, flat) => {
    const target = index.map((i, axis) => (axes.includes(axis) ? 0 : i));
    groups[flatIndex(shape, target)]!.push(x.data[flat]!);
  });
  return assemble(
    shape,
    x.dtype,
    groups.map((group) => fold(op, x.dtype, group)),
    true,
  );
}

export function argReduce(op: ArgReduceOp, x: ReferenceTensor, axis: number): ReferenceTensor {
  requireExact("argReduce", x);
  const shape = replaceAt(x.shape, axis, 1);
  const data: number[] = [];
  forEachIndex(shape, (index) => {
    let best = 0;
    for (let i = 1; i < x.shape[axis]!; i++) {
      const leader = x.data[flatIndex(x.shape, replaceAt(index, axis, best))]!;
      const challenger = x.data[flatIndex(x.shape, replaceAt(index, axis, i))]!;
      const wins = op === "max" ? challenger > leader : challenger < leader;
      if (!Number.isNaN(leader) && (wins || Number.isNaN(challenger))) best = i;
    }
    data.push(best);
  });
  return { shape, dtype: "int32", data: Float64Array.from(data) };
}

export function argsort(x: ReferenceTensor, axis: number, descending: boolean): ReferenceTensor {
  requireExact("argsort", x);
  const data = new Float64Array(x.data.length);
  forEachIndex(replaceAt(x.shape, axis, x.shape[axis] === 0 ? 0 : 1), (index) => {
    const read = (i: number) => x.data[flatIndex(x.shape, replaceAt(index, axis, i))]!;
    const order = Array.from({ length: x.shape[axis]! }, (_, i) => i);
    order.sort((i, j) => precedence(read(i), read(j), descending) || i - j);
    order.forEach((from, to) => {
      data[flatIndex(x.shape, replaceAt(index, axis, to))] = from;
    });
  });
  return { shape: x.shape, dtype: "int32", data };
}

export function scan(op: ScanOp, x: ReferenceTensor, axis: number, options: ScanOptions): ReferenceTensor {
  requireExact(op, x);
  const results: Folded[] = [];
  forEachIndex(x.shape, (index) => {
    const here = index[axis]!;
    const taken: number[] = [];
    const length = x.shape[axis]!;
    for (let step = 0; step < length; step++) {
      const i = options.reverse ? length - 1 - step : step;
      if (i === here && options.exclusive) break;
      taken.push(x.data[flatIndex(x.shape, replaceAt(index, axis, i))]!);
      if (i === here) break;
    }
    results.push(fold(op, x.dtype, taken));
  });
  return assemble(x.shape, x.dtype, results, true);
}

/** A value and the largest absolute error that any order of summation in the accumulator's precision allows. */
export interface Folded {
  readonly value: number;
  readonly bound: number;
}

/** The reduction of a list in float64 (integers: modulo 2ⁿ after each step). */
function fold(op: ReduceOp, dtype: DType, list: readonly number[]): Folded {
  if (op === "sum") return sumOf(dtype, list);
  let value = identity(op, dtype);
  for (const element of list) {
    if (op === "max") value = Math.max(value, element);
    else if (op === "min") value = Math.min(value, element);
    else value = isFloatFormat(dtype) ? value * element : store(dtype, Math.imul(value, element));
  }
  if (op !== "prod" || !isFloatFormat(dtype)) return { value, bound: 0 };
  return { value, bound: roundings(dtype, list.length, Math.abs(value), value) };
}

/** Σ list; the bound is the classic (n − 1)·u·Σ|xᵢ| (Higham 2002, eq. 4.4), plus the rounding of the result. */
export function sumOf(dtype: DType, list: readonly number[]): Folded {
  if (!isFloatFormat(dtype)) return { value: list.reduce((sum, x) => store(dtype, sum + x), 0), bound: 0 };
  const value = list.reduce((sum, x) => sum + x, 0);
  const magnitude = list.reduce((sum, x) => sum + Math.abs(x), 0);
  return { value, bound: roundings(dtype, list.length - 1, magnitude, value) };
}

/** The error of `count` roundings in the accumulator of `dtype` (float32 for 16-bit floats) and one into `dtype`. */
export function roundings(dtype: DType, count: number, magnitude: number, value: number): number {
  if (count <= 0 || !isFloatFormat(dtype) || !Number.isFinite(value)) return 0;
  const accumulator = FLOAT_FORMAT[dtype].precision < 24 ? "float32" : dtype;
  const unit = 2 ** -FLOAT_FORMAT[accumulator].precision;
  return count * unit * magnitude + ulp(dtype, value);
}

export function assemble(
  shape: readonly number[],
  dtype: DType,
  results: readonly Folded[],
  anyZero: boolean,
): ReferenceTensor {
  const data = Float64Array.from(results, ({ value }) => store(dtype, value));
  const bound = isFloatFormat(dtype) ? Float64Array.from(results, (result) => result.bound) : undefined;
  return { shape, dtype, data, bound, anyZero };
}

function identity(op: ReduceOp, dtype: DType): number {
  if (op === "prod") return 1;
  if (isFloatFormat(dtype)) return op === "max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const { lowest, highest } = INTEGER_RANGE[dtype];
  return op === "max" ? lowest : highest;
}

function precedence(a: number, b: number, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === b) return 0;
  return a < b !== descending ? -1 : 1;
}
