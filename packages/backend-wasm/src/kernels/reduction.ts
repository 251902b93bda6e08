import type { BinaryOp, DType, ReduceOp } from "@tenon/core";
import { f32x4, i8x16, i32x4, type Local, type V128, v128 } from "../assembler/index.js";
import { INTEGER_RANGE } from "./cast.js";
import { type Context, constantLanes, type Lanes, laneKind, lanes } from "./lanes.js";
import { upper } from "./math/doubles.js";
import { binaryLanes } from "./operations.js";

const COMBINE: Readonly<Record<ReduceOp, BinaryOp>> = { sum: "add", prod: "mul", max: "max", min: "min" };

/** The dtype in which elements of `dtype` add up: 16-bit floats in float32, narrow integers in int32. */
export function accumulatorOf(dtype: DType): DType {
  const kind = laneKind(dtype);
  return kind === "f32" ? "float32" : kind === "i32" ? "int32" : dtype;
}

/** The number that changes nothing: 0, 1, the lowest, the highest of `dtype`. */
function identityOf(op: ReduceOp, dtype: DType): number {
  if (op === "sum") return 0;
  if (op === "prod") return 1;
  if (dtype === "bool") return op === "max" ? 0 : 1;
  if (dtype === "int8" || dtype === "uint8" || dtype === "int32") return INTEGER_RANGE[dtype][op === "max" ? 0 : 1];
  return op === "max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The identity in every lane of an accumulator. */
export function identityLanes(c: Context, op: ReduceOp, dtype: DType): Lanes {
  return constantLanes(c, accumulatorOf(dtype), identityOf(op, dtype));
}

export function combine(c: Context, op: ReduceOp, a: Lanes, b: Lanes): Lanes {
  return binaryLanes(c, COMBINE[op], a, b);
}

/** `into` = `into` op `x`, in place. */
export function accumulate(c: Context, op: ReduceOp, into: Lanes, x: Lanes): void {
  const sum = combine(c, op, into, x);
  into.parts.forEach((part, i) => {
    c.f.set(part, sum.parts[i]!);
  });
}

/** Lanes in which a NaN has come by, for reductions that `accumulateApart` serves. */
export function nanFlags({ f }: Context, op: ReduceOp, dtype: DType): Local<"v128"> | undefined {
  return (op === "max" || op === "min") && dtype === "float32" ? f.let(i32x4.const(0)) : undefined;
}

/**
 * As `accumulate`, but with NaNs noted apart: a comparing maximum and two more instructions take a third of the time of the
 * eight of V8's f32x4.max. `withNaNs` puts them back.
 */
export function accumulateApart(
  c: Context,
  op: ReduceOp,
  into: Lanes,
  x: Lanes,
  nans: Local<"v128"> | undefined,
): void {
  if (nans === undefined) {
    accumulate(c, op, into, x);
    return;
  }
  const [sum, part] = [into.parts[0]!, x.parts[0]!];
  c.f.set(sum, op === "max" ? f32x4.pmax(sum, part) : f32x4.pmin(sum, part));
  c.f.set(nans, v128.or(nans, f32x4.ne(part, part)));
}

/** `x` with NaN in the lanes where one has come by. */
export function withNaNs(c: Context, x: Lanes, nans: Local<"v128"> | undefined): Lanes {
  return nans === undefined ? x : lanes(c, x.dtype, v128.or(x.parts[0]!, nans));
}

const SECOND_WORD = [4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7];

/** One vector whose first lane is all four lanes combined: ((0 ∘ 2) ∘ (1 ∘ 3)). */
export function acrossLanes(c: Context, op: ReduceOp, x: Lanes): V128 {
  const [first, second] = x.parts;
  const one = (part: V128) => lanes(c, x.dtype, part);
  const half = second ? combine(c, op, one(first!), one(second)) : combine(c, op, x, one(upper(first!)));
  const part = half.parts[0]!;
  const other = second ? upper(part) : i8x16.shuffle(part, part, SECOND_WORD);
  return combine(c, op, half, one(other)).parts[0]!;
}
