import { BYTES, type DType } from "@tenon/core";
import {
  type F64,
  type FunctionBuilder,
  f32x4,
  f64x2,
  type I32,
  i8x16,
  i16x8,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  type V128,
  v128,
} from "../assembler/index.js";
import { bfloat16Bits, bfloat16Value, float16Bits, float16Value } from "./math/half.js";

/** Where code is being written. */
export interface Context {
  readonly m: ModuleBuilder;
  readonly f: FunctionBuilder;
}

/** How four elements are held while computing: f32x4, i32x4, i32x4 of all ones or zero, two f64x2. */
export type LaneKind = "f32" | "i32" | "mask" | "f64";

/** Four elements of one dtype in registers: one vector, or two for float64. */
export interface Lanes {
  readonly dtype: DType;
  readonly parts: readonly Local<"v128">[];
}

/** Elements that are handled together, whatever the dtype. */
export const LANES = 4;

const KIND: Readonly<Record<DType, LaneKind>> = {
  bool: "mask",
  int8: "i32",
  uint8: "i32",
  int32: "i32",
  float16: "f32",
  bfloat16: "f32",
  float32: "f32",
  float64: "f64",
};

export function laneKind(dtype: DType): LaneKind {
  return KIND[dtype];
}

/** The vectors kept in variables, each computed once. */
export function lanes({ f }: Context, dtype: DType, ...parts: readonly V128[]): Lanes {
  return { dtype, parts: parts.map((part) => f.let(part)) };
}

/** The same number in every lane; rounded or wrapped to `dtype` by the caller's rules (`castNumber`). */
export function constantLanes(c: Context, dtype: DType, value: number): Lanes {
  switch (laneKind(dtype)) {
    case "f32":
      return lanes(c, dtype, f32x4.const(value));
    case "i32":
      return lanes(c, dtype, i32x4.const(value));
    case "mask":
      return lanes(c, dtype, i32x4.const(value === 0 ? 0 : -1));
    case "f64":
      return lanes(c, dtype, f64x2.const(value), f64x2.const(value));
  }
}

const spread8 = (x: V128, signed: boolean) =>
  signed ? i32x4.extendLowI16x8S(i16x8.extendLowI8x16S(x)) : i32x4.extendLowI16x8U(i16x8.extendLowI8x16U(x));

/** Four packed elements, as they lie in memory from byte 0 of the vectors, made computable. */
function unpack(c: Context, dtype: DType, packed: readonly V128[]): Lanes {
  const x = packed[0]!;
  switch (dtype) {
    case "bool":
      return lanes(c, dtype, i32x4.ne(spread8(x, false), i32x4.const(0)));
    case "int8":
    case "uint8":
      return lanes(c, dtype, spread8(x, dtype === "int8"));
    case "float16":
      return lanes(c, dtype, float16Value(c, i32x4.extendLowI16x8U(x)));
    case "bfloat16":
      return lanes(c, dtype, bfloat16Value(i32x4.extendLowI16x8U(x)));
    default:
      return lanes(c, dtype, ...packed);
  }
}

const narrow16 = (x: V128) => i16x8.narrowI32x4U(x, x);

/** The inverse of `unpack`. */
function pack(c: Context, x: Lanes): V128[] {
  const [first] = x.parts;
  switch (x.dtype) {
    case "bool":
    case "int8":
    case "uint8": {
      const low = narrow16(v128.and(first!, i32x4.const(x.dtype === "bool" ? 1 : 255)));
      return [i8x16.narrowI16x8U(low, low)];
    }
    case "float16":
      return [narrow16(float16Bits(c, first!))];
    case "bfloat16":
      return [narrow16(bfloat16Bits(c, first!))];
    default:
      return [...x.parts];
  }
}

/** Four neighbours at `address`. It reads four elements even where fewer are meant: memory ends in a margin. */
export function loadLanes(c: Context, dtype: DType, address: I32, offset = 0): Lanes {
  switch (BYTES[dtype]) {
    case 1:
      return unpack(c, dtype, [v128.load32Zero(address, offset)]);
    case 2:
      return unpack(c, dtype, [v128.load64Zero(address, offset)]);
    case 4:
      return unpack(c, dtype, [v128.load(address, offset)]);
    default:
      return unpack(c, dtype, [v128.load(address, offset), v128.load(address, offset + 16)]);
  }
}

/** The element at `address` in every lane. */
export function splatLanes(c: Context, dtype: DType, address: I32): Lanes {
  switch (BYTES[dtype]) {
    case 1:
      return unpack(c, dtype, [v128.load8Splat(address)]);
    case 2:
      return unpack(c, dtype, [v128.load16Splat(address)]);
    case 4:
      return unpack(c, dtype, [v128.load32Splat(address)]);
    default: {
      const half = c.f.let(v128.load64Splat(address));
      return unpack(c, dtype, [half, half]);
    }
  }
}

/** One element from each of four addresses. */
export function gatherLanes(c: Context, dtype: DType, addresses: readonly I32[]): Lanes {
  const [p0, p1, p2, p3] = addresses as readonly [I32, I32, I32, I32]; // LANES of them
  switch (BYTES[dtype]) {
    case 1: {
      const two = v128.load8Lane(p1, v128.load8Splat(p0), 1);
      return unpack(c, dtype, [v128.load8Lane(p3, v128.load8Lane(p2, two, 2), 3)]);
    }
    case 2: {
      const two = v128.load16Lane(p1, v128.load16Splat(p0), 1);
      return unpack(c, dtype, [v128.load16Lane(p3, v128.load16Lane(p2, two, 2), 3)]);
    }
    case 4: {
      const two = v128.load32Lane(p1, v128.load32Zero(p0), 1);
      return unpack(c, dtype, [v128.load32Lane(p3, v128.load32Lane(p2, two, 2), 3)]);
    }
    default:
      return unpack(c, dtype, [
        v128.load64Lane(p1, v128.load64Zero(p0), 1),
        v128.load64Lane(p3, v128.load64Zero(p2), 1),
      ]);
  }
}

/** Writes all four elements side by side. */
export function storeLanes(c: Context, x: Lanes, address: I32, offset = 0): void {
  const [low, high] = pack(c, x);
  const bytes = BYTES[x.dtype];
  if (bytes === 1) c.f.do(v128.store32Lane(address, low!, 0, offset));
  else if (bytes === 2) c.f.do(v128.store64Lane(address, low!, 0, offset));
  else c.f.do(v128.store(address, low!, offset));
  if (high) c.f.do(v128.store(address, high, offset + 16));
}

const STORE_LANE = { 1: v128.store8Lane, 2: v128.store16Lane, 4: v128.store32Lane, 8: v128.store64Lane };

/** Writes the first `count` (1 … 4) elements, `step` bytes apart. */
export function storeSome(c: Context, x: Lanes, address: I32, step: I32, count: I32): void {
  const { f } = c;
  const packed = pack(c, x).map((part) => f.let(part));
  const bytes = BYTES[x.dtype] as keyof typeof STORE_LANE; // every dtype has 1, 2, 4 or 8 bytes
  const perPart = bytes === 8 ? 2 : 4;
  f.block((end) => {
    for (let i = 0; i < perPart * packed.length; i++) {
      if (i > 0) f.branchIf(end, i32.leU(count, i));
      f.do(STORE_LANE[bytes](lane(address, step, i), packed[Math.floor(i / perPart)]!, i % perPart));
    }
  });
}

/** The address of element i of a row. */
export function lane(address: I32, step: I32, i: number): I32 {
  if (i === 0) return address;
  return i32.add(address, typeof step === "number" ? step * i : i === 1 ? step : i32.mul(step, i));
}

/** A function of one double applied to each of the four. */
export function eachDouble(x: readonly V128[], apply: (x: F64) => F64): V128[] {
  return x.map((half) =>
    f64x2.replaceLane(f64x2.splat(apply(f64x2.extractLane(half, 0))), 1, apply(f64x2.extractLane(half, 1))),
  );
}
