import { type BinaryOp, broadcastShapes, type CompareOp, type DType, type Operand, type UnaryOp } from "@tenon/core";
import { convert, FLOAT_FORMAT, type FloatDType, roundTo, unitInLastPlace, wrap } from "./convert.js";
import { broadcastIndex, forEachIndex } from "./index-tuples.js";
import type { ReferenceTensor } from "./reference-tensor.js";
import { COMPARE, FLOAT_BINARY, INTEGER_BINARY, UNARY } from "./scalar-functions.js";

/** Units in the last place that a function may miss the true value by. Ops that are not listed round correctly. */
const UNARY_ULPS: Readonly<Partial<Record<UnaryOp, number>>> = {
  exp: 4,
  expm1: 4,
  log: 4,
  log1p: 4,
  rsqrt: 4,
  sin: 4,
  cos: 4,
  tan: 4,
  asin: 4,
  acos: 4,
  atan: 4,
  tanh: 4,
  erf: 4,
  sigmoid: 4,
};
const BINARY_ULPS: Readonly<Partial<Record<BinaryOp, number>>> = { pow: 8, atan2: 4 };

/** Units in the last place of the *argument* that a periodic function may lose while it reduces the argument. */
const ARGUMENT_ULPS: Readonly<Partial<Record<UnaryOp, (x: number) => number>>> = {
  sin: (x) => Math.abs(Math.cos(x)),
  cos: (x) => Math.abs(Math.sin(x)),
  tan: (x) => 1 / Math.cos(x) ** 2,
};

const UNSIGNED_ZERO: readonly string[] = ["sign", "relu", "mod", "max", "min"];

export function unary(op: UnaryOp, x: ReferenceTensor): ReferenceTensor {
  requireExact(op, x);
  const f = UNARY[op];
  const ulps = UNARY_ULPS[op] ?? 0;
  const slope = ARGUMENT_ULPS[op];
  const allowed = (y: number, element: number) =>
    ulps * ulp(x.dtype, y) + (slope ? 2 * slope(element) * ulp(x.dtype, element) : 0);
  return build(x.shape, x.dtype, x.anyZero === true || UNSIGNED_ZERO.includes(op), (_, flat) => {
    const element = x.data[flat]!;
    const y = f(element);
    return [y, allowed(y, element)];
  });
}

export function binary(op: BinaryOp, a: Operand<ReferenceTensor>, b: Operand<ReferenceTensor>): ReferenceTensor {
  const [x, y] = adopt(a, b);
  requireExact(op, x, y);
  const f = isFloatFormat(x.dtype) ? FLOAT_BINARY[op] : INTEGER_BINARY[op];
  if (!f) throw new Error(`reference: ${op} is not defined on ${x.dtype}`);
  const ulps = BINARY_ULPS[op] ?? 0;
  const anyZero = x.anyZero === true || y.anyZero === true || UNSIGNED_ZERO.includes(op);
  return build(broadcast(x, y), x.dtype, anyZero, (index) => {
    const value = f(element(x, index), element(y, index));
    return [value, ulps * ulp(x.dtype, value)];
  });
}

export function compare(op: CompareOp, a: Operand<ReferenceTensor>, b: Operand<ReferenceTensor>): ReferenceTensor {
  const [x, y] = adopt(a, b);
  requireExact(op, x, y);
  return build(broadcast(x, y), "bool", false, (index) => [
    COMPARE[op](element(x, index), element(y, index)) ? 1 : 0,
    0,
  ]);
}

export function where(
  condition: ReferenceTensor,
  a: Operand<ReferenceTensor>,
  b: Operand<ReferenceTensor>,
): ReferenceTensor {
  const [x, y] = adopt(a, b);
  const shape = broadcastShapes(condition.shape, broadcast(x, y));
  if (!shape) throw new Error("reference: where got shapes that do not broadcast");
  const bounded = x.bound !== undefined || y.bound !== undefined;
  const picked = (index: readonly number[]) => (element(condition, index) !== 0 ? x : y);
  const result = build(shape, x.dtype, Boolean(x.anyZero || y.anyZero), (index) => {
    const from = picked(index);
    return [element(from, index), from.bound?.[broadcastIndex(from.shape, index)] ?? 0];
  });
  return bounded ? result : { ...result, bound: undefined };
}

export function cast(x: ReferenceTensor, dtype: DType): ReferenceTensor {
  requireExact("cast", x);
  const data = x.data.map((value) => convert(value, x.dtype, dtype));
  return { shape: x.shape, dtype, data, anyZero: x.anyZero };
}

/** Units in the last place around `value` for float dtypes, 0 for the others. */
export function ulp(dtype: DType, value: number): number {
  return isFloatFormat(dtype) && Number.isFinite(value) ? unitInLastPlace(dtype, value) : 0;
}

export function isFloatFormat(dtype: DType): dtype is FloatDType {
  return dtype in FLOAT_FORMAT;
}

/** The element of `dtype` that a computed value becomes: rounded, or wrapped. */
export function store(dtype: DType, value: number): number {
  return isFloatFormat(dtype) ? roundTo(dtype, value) : wrap(value, dtype);
}

/** Bounds do not travel through arithmetic: one that did would allow more than it says. */
export function requireExact(op: string, ...inputs: readonly ReferenceTensor[]): void {
  for (const x of inputs)
    if (x.bound?.some((value) => value > 0))
      throw new Error(`reference: an input of ${op} is known only to a tolerance; move it to the end of the program`);
}

function build(
  shape: readonly number[],
  dtype: DType,
  anyZero: boolean,
  at: (index: readonly number[], flat: number) => readonly [value: number, bound: number],
): ReferenceTensor {
  const values: number[] = [];
  const bounds: number[] = [];
  forEachIndex(shape, (index, flat) => {
    const [value, bound] = at(index, flat);
    values.push(store(dtype, value));
    bounds.push(bound);
  });
  const bound = isFloatFormat(dtype) ? Float64Array.from(bounds) : undefined;
  return { shape, dtype, data: Float64Array.from(values), bound, anyZero };
}

function adopt(a: Operand<ReferenceTensor>, b: Operand<ReferenceTensor>): readonly [ReferenceTensor, ReferenceTensor] {
  if (typeof a === "number") {
    if (typeof b === "number") throw new Error("reference: at most one operand is a number");
    return [scalar(a, b.dtype), b];
  }
  return [a, typeof b === "number" ? scalar(b, a.dtype) : b];
}

function scalar(value: number, dtype: DType): ReferenceTensor {
  return { shape: [], dtype, data: Float64Array.of(convert(value, "float64", dtype)) };
}

function broadcast(x: ReferenceTensor, y: ReferenceTensor): readonly number[] {
  const shape = broadcastShapes(x.shape, y.shape);
  if (!shape || x.dtype !== y.dtype) throw new Error("reference: operands do not fit");
  return shape;
}

function element(x: ReferenceTensor, index: readonly number[]): number {
  return x.data[broadcastIndex(x.shape, index)]!;
}
