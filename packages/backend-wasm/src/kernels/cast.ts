import type { DType } from "@tenon/core";
import { f32x4, f64x2, i32x4, i64x2, type V128, v128 } from "../assembler/index.js";
import { type Context, constantLanes, type Lanes, laneKind, lanes } from "./lanes.js";
import { joinLow, joinWords, narrow, upper, widen } from "./math/doubles.js";
import { bfloat16Bits, bfloat16Value, float16Bits, float16Value } from "./math/half.js";

/** Least and greatest value of the integer dtypes. */
export const INTEGER_RANGE = {
  int8: [-128, 127],
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
} as const;

/** Vectors just computed, rounded or wrapped to what `dtype` can hold: the last step of every op. */
export function settle(c: Context, dtype: DType, parts: readonly V128[]): Lanes {
  const [x] = parts as readonly [V128]; // narrow dtypes have one part
  switch (dtype) {
    case "float16":
      return lanes(c, dtype, float16Value(c, float16Bits(c, x)));
    case "bfloat16":
      return lanes(c, dtype, bfloat16Value(bfloat16Bits(c, x)));
    case "int8":
      return lanes(c, dtype, i32x4.shrS(i32x4.shl(x, 24), 24));
    case "uint8":
      return lanes(c, dtype, v128.and(x, i32x4.const(255)));
    default:
      return lanes(c, dtype, ...parts);
  }
}

/** A literal of `dtype`, converted as `castLanes` converts a float64. */
export function numberLanes(c: Context, dtype: DType, value: number): Lanes {
  switch (dtype) {
    case "bool":
      return constantLanes(c, dtype, value === 0 ? 0 : 1);
    case "int8":
    case "uint8":
    case "int32":
      return constantLanes(c, dtype, saturate(dtype, value));
    default:
      return settle(c, dtype, constantLanes(c, dtype, value).parts);
  }
}

/** Converts elements: see `Backend.cast`. */
export function castLanes(c: Context, x: Lanes, to: DType): Lanes {
  if (x.dtype === to) return x;
  const from = laneKind(x.dtype);
  const kind = laneKind(to);
  const first = x.parts[0]!;
  const second = x.parts[1]!; // float64 alone has it
  switch (from) {
    case "f32":
      if (kind === "f32") return settle(c, to, x.parts);
      if (kind === "f64") return lanes(c, to, ...widen(first));
      if (kind === "mask") return lanes(c, to, f32x4.ne(first, f32x4.const(0)));
      return clamp(c, to, i32x4.truncSatF32x4S(first));
    case "i32":
      if (kind === "f32") return settle(c, to, [f32x4.convertI32x4S(first)]);
      if (kind === "f64") return lanes(c, to, f64x2.convertLowI32x4S(first), f64x2.convertLowI32x4S(upper(first)));
      if (kind === "mask") return lanes(c, to, i32x4.ne(first, i32x4.const(0)));
      return settle(c, to, x.parts);
    case "mask": {
      const one = constantLanes(c, to, 1).parts[0]!;
      if (kind !== "f64") return lanes(c, to, v128.and(first, one));
      return lanes(c, to, v128.and(i64x2.extendLowI32x4S(first), one), v128.and(i64x2.extendHighI32x4S(first), one));
    }
    case "f64": {
      const zero = f64x2.const(0);
      if (kind === "f32") return settle(c, to, [narrow(first, second)]);
      if (kind === "mask") return lanes(c, to, joinWords(f64x2.ne(first, zero), f64x2.ne(second, zero)));
      return clamp(c, to, joinLow(i32x4.truncSatF64x2SZero(first), i32x4.truncSatF64x2SZero(second)));
    }
  }
}

function saturate(dtype: keyof typeof INTEGER_RANGE, value: number): number {
  const [least, greatest] = INTEGER_RANGE[dtype];
  return Number.isNaN(value) ? 0 : Math.min(greatest, Math.max(least, Math.trunc(value)));
}

function clamp(c: Context, to: DType, x: V128): Lanes {
  if (to !== "int8" && to !== "uint8") return lanes(c, to, x);
  const [least, greatest] = INTEGER_RANGE[to];
  return lanes(c, to, i32x4.minS(i32x4.maxS(x, i32x4.const(least)), i32x4.const(greatest)));
}
