import { expression, type I32, toExpression, type V128, type Value, type ValueType } from "./expression.js";
import { binary, load, type Opcode, store, unary, writeOpcode } from "./operators.js";

const op = (code: number): Opcode => [0xfd, code];
const map = (code: number) => unary(op(code), "v128", "v128");
const zip = (code: number) => binary(op(code), "v128", "v128", "v128");
const shift = (code: number) => binary(op(code), "v128", "i32", "v128");
const test = (code: number) => unary(op(code), "v128", "i32");

function extract<R extends ValueType>(code: number, to: R) {
  return (x: V128, lane: number) =>
    expression(to, (out) => {
      x.write(out);
      writeOpcode(out, op(code));
      out.byte(lane);
    });
}

function replace<A extends ValueType>(code: number, from: A) {
  return (x: V128, lane: number, value: Value<A>) => {
    const part = toExpression(from, value);
    return expression("v128", (out) => {
      x.write(out);
      part.write(out);
      writeOpcode(out, op(code));
      out.byte(lane);
    });
  };
}

const loadLane = (code: number) => (address: I32, x: V128, lane: number, offset?: number) =>
  laneAccess("v128", code, address, x, lane, offset ?? 0);
const storeLane = (code: number) => (address: I32, x: V128, lane: number, offset?: number) =>
  laneAccess("void", code, address, x, lane, offset ?? 0);

function laneAccess<R extends "v128" | "void">(
  type: R,
  code: number,
  address: I32,
  x: V128,
  lane: number,
  offset: number,
) {
  const at = toExpression("i32", address);
  return expression(type, (out) => {
    at.write(out);
    x.write(out);
    writeOpcode(out, op(code));
    out.raw([0]);
    out.unsigned(offset);
    out.byte(lane);
  });
}

function constant(fill: (view: DataView) => void): V128 {
  const view = new DataView(new ArrayBuffer(16));
  fill(view);
  return expression("v128", (out) => {
    writeOpcode(out, op(0x0c));
    out.raw(new Uint8Array(view.buffer));
  });
}

/** 128 bits as a whole. */
export const v128 = {
  load: load(op(0x00), "v128"),
  load8x8U: load(op(0x02), "v128"),
  load8Splat: load(op(0x07), "v128"),
  load16Splat: load(op(0x08), "v128"),
  load32Splat: load(op(0x09), "v128"),
  load64Splat: load(op(0x0a), "v128"),
  load32Zero: load(op(0x5c), "v128"),
  load64Zero: load(op(0x5d), "v128"),
  store: store(op(0x0b), "v128"),
  load8Lane: loadLane(0x54),
  load16Lane: loadLane(0x55),
  load32Lane: loadLane(0x56),
  load64Lane: loadLane(0x57),
  store8Lane: storeLane(0x58),
  store16Lane: storeLane(0x59),
  store32Lane: storeLane(0x5a),
  store64Lane: storeLane(0x5b),
  not: map(0x4d),
  and: zip(0x4e),
  /** a and not b */
  andnot: zip(0x4f),
  or: zip(0x50),
  xor: zip(0x51),
  anyTrue: test(0x53),
  /** Bits of `a` where `mask` has ones, of `b` elsewhere. */
  bitselect: (a: V128, b: V128, mask: V128) =>
    expression("v128", (out) => {
      a.write(out);
      b.write(out);
      mask.write(out);
      writeOpcode(out, op(0x52));
    }),
};

/** Sixteen bytes. */
export const i8x16 = {
  splat: unary(op(0x0f), "i32", "v128"),
  extractLaneS: extract(0x15, "i32"),
  extractLaneU: extract(0x16, "i32"),
  swizzle: zip(0x0e),
  /** Byte i of the result is byte `lanes[i]` of `a` (0 … 15) or `b` (16 … 31). */
  shuffle: (a: V128, b: V128, lanes: readonly number[]) =>
    expression("v128", (out) => {
      a.write(out);
      b.write(out);
      writeOpcode(out, op(0x0d));
      out.raw(lanes);
    }),
  narrowI16x8S: zip(0x65),
  narrowI16x8U: zip(0x66),
  eq: zip(0x23),
};

/** Eight 16-bit integers. */
export const i16x8 = {
  splat: unary(op(0x10), "i32", "v128"),
  extractLaneU: extract(0x19, "i32"),
  narrowI32x4S: zip(0x85),
  narrowI32x4U: zip(0x86),
  extendLowI8x16S: map(0x87),
  extendLowI8x16U: map(0x89),
};

/** Four 32-bit integers; comparisons give all ones or zero per lane. */
export const i32x4 = {
  const: (...values: readonly number[]) =>
    constant((view) => {
      for (let i = 0; i < 4; i++) view.setInt32(4 * i, values[i] ?? values[0] ?? 0, true);
    }),
  splat: unary(op(0x11), "i32", "v128"),
  extractLane: extract(0x1b, "i32"),
  replaceLane: replace(0x1c, "i32"),
  eq: zip(0x37),
  ne: zip(0x38),
  ltS: zip(0x39),
  ltU: zip(0x3a),
  gtS: zip(0x3b),
  gtU: zip(0x3c),
  leS: zip(0x3d),
  leU: zip(0x3e),
  geS: zip(0x3f),
  geU: zip(0x40),
  abs: map(0xa0),
  neg: map(0xa1),
  allTrue: test(0xa3),
  bitmask: test(0xa4),
  extendLowI16x8S: map(0xa7),
  extendLowI16x8U: map(0xa9),
  shl: shift(0xab),
  shrS: shift(0xac),
  shrU: shift(0xad),
  add: zip(0xae),
  sub: zip(0xb1),
  mul: zip(0xb5),
  minS: zip(0xb6),
  minU: zip(0xb7),
  maxS: zip(0xb8),
  maxU: zip(0xb9),
  truncSatF32x4S: map(0xf8),
  truncSatF32x4U: map(0xf9),
  truncSatF64x2SZero: map(0xfc),
};

/** Two 64-bit integers. */
export const i64x2 = {
  const: (...values: readonly bigint[]) =>
    constant((view) => {
      for (let i = 0; i < 2; i++) view.setBigInt64(8 * i, values[i] ?? values[0] ?? 0n, true);
    }),
  splat: unary(op(0x12), "i64", "v128"),
  extractLane: extract(0x1d, "i64"),
  extendLowI32x4S: map(0xc7),
  extendHighI32x4S: map(0xc8),
  shl: shift(0xcb),
  shrS: shift(0xcc),
  shrU: shift(0xcd),
  add: zip(0xce),
  sub: zip(0xd1),
};

/** Four floats; `min` and `max` propagate NaN, `pmin(a, b)` is b < a ? b : a, `pmax(a, b)` is a < b ? b : a. */
export const f32x4 = {
  const: (...values: readonly number[]) =>
    constant((view) => {
      for (let i = 0; i < 4; i++) view.setFloat32(4 * i, values[i] ?? values[0] ?? 0, true);
    }),
  splat: unary(op(0x13), "f32", "v128"),
  extractLane: extract(0x1f, "f32"),
  replaceLane: replace(0x20, "f32"),
  eq: zip(0x41),
  ne: zip(0x42),
  lt: zip(0x43),
  gt: zip(0x44),
  le: zip(0x45),
  ge: zip(0x46),
  ceil: map(0x67),
  floor: map(0x68),
  trunc: map(0x69),
  nearest: map(0x6a),
  abs: map(0xe0),
  neg: map(0xe1),
  sqrt: map(0xe3),
  add: zip(0xe4),
  sub: zip(0xe5),
  mul: zip(0xe6),
  div: zip(0xe7),
  min: zip(0xe8),
  max: zip(0xe9),
  pmin: zip(0xea),
  pmax: zip(0xeb),
  convertI32x4S: map(0xfa),
  convertI32x4U: map(0xfb),
  demoteF64x2Zero: map(0x5e),
};

/** Two doubles. */
export const f64x2 = {
  const: (...values: readonly number[]) =>
    constant((view) => {
      for (let i = 0; i < 2; i++) view.setFloat64(8 * i, values[i] ?? values[0] ?? 0, true);
    }),
  splat: unary(op(0x14), "f64", "v128"),
  extractLane: extract(0x21, "f64"),
  replaceLane: replace(0x22, "f64"),
  eq: zip(0x47),
  ne: zip(0x48),
  lt: zip(0x49),
  gt: zip(0x4a),
  le: zip(0x4b),
  ge: zip(0x4c),
  ceil: map(0x74),
  floor: map(0x75),
  trunc: map(0x7a),
  nearest: map(0x94),
  abs: map(0xec),
  neg: map(0xed),
  sqrt: map(0xef),
  add: zip(0xf0),
  sub: zip(0xf1),
  mul: zip(0xf2),
  div: zip(0xf3),
  min: zip(0xf4),
  max: zip(0xf5),
  pmin: zip(0xf6),
  pmax: zip(0xf7),
  convertLowI32x4S: map(0xfe),
  promoteLowF32x4: map(0x5f),
};
