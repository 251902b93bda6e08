import { expression, type F32, type F64, type I32, type I64, toExpression } from "./expression.js";
import { binary, load, store, unary } from "./operators.js";

const test32 = (code: number) => binary(code, "i32", "i32", "i32");
const math32 = test32;
const test64 = (code: number) => binary(code, "i64", "i64", "i32");
const math64 = (code: number) => binary(code, "i64", "i64", "i64");
const testF32 = (code: number) => binary(code, "f32", "f32", "i32");
const mathF32 = (code: number) => binary(code, "f32", "f32", "f32");
const testF64 = (code: number) => binary(code, "f64", "f64", "i32");
const mathF64 = (code: number) => binary(code, "f64", "f64", "f64");

/** Instructions on i32, with their WebAssembly names; addresses are unsigned. */
export const i32 = {
  const: (value: I32) => toExpression("i32", value),
  load: load(0x28, "i32"),
  load8S: load(0x2c, "i32"),
  load8U: load(0x2d, "i32"),
  load16S: load(0x2e, "i32"),
  load16U: load(0x2f, "i32"),
  store: store(0x36, "i32"),
  store8: store(0x3a, "i32"),
  store16: store(0x3b, "i32"),
  eqz: unary(0x45, "i32", "i32"),
  eq: test32(0x46),
  ne: test32(0x47),
  ltS: test32(0x48),
  ltU: test32(0x49),
  gtS: test32(0x4a),
  gtU: test32(0x4b),
  leS: test32(0x4c),
  leU: test32(0x4d),
  geS: test32(0x4e),
  geU: test32(0x4f),
  clz: unary(0x67, "i32", "i32"),
  ctz: unary(0x68, "i32", "i32"),
  add: math32(0x6a),
  sub: math32(0x6b),
  mul: math32(0x6c),
  divS: math32(0x6d),
  divU: math32(0x6e),
  remS: math32(0x6f),
  remU: math32(0x70),
  and: math32(0x71),
  or: math32(0x72),
  xor: math32(0x73),
  shl: math32(0x74),
  shrS: math32(0x75),
  shrU: math32(0x76),
  rotl: math32(0x77),
  wrapI64: unary(0xa7, "i64", "i32"),
  reinterpretF32: unary(0xbc, "f32", "i32"),
  truncSatF32: unary([0xfc, 0], "f32", "i32"),
  truncSatF64: unary([0xfc, 2], "f64", "i32"),
};

/** Instructions on i64. */
export const i64 = {
  const: (value: I64) => toExpression("i64", value),
  load: load(0x29, "i64"),
  store: store(0x37, "i64"),
  eqz: unary(0x50, "i64", "i32"),
  eq: test64(0x51),
  ne: test64(0x52),
  ltU: test64(0x54),
  geU: test64(0x5a),
  add: math64(0x7c),
  sub: math64(0x7d),
  mul: math64(0x7e),
  divU: math64(0x80),
  and: math64(0x83),
  or: math64(0x84),
  shl: math64(0x86),
  shrU: math64(0x88),
  extendI32S: unary(0xac, "i32", "i64"),
  extendI32U: unary(0xad, "i32", "i64"),
  reinterpretF64: unary(0xbd, "f64", "i64"),
};

/** Instructions on f32. */
export const f32 = {
  const: (value: F32) => toExpression("f32", value),
  load: load(0x2a, "f32"),
  store: store(0x38, "f32"),
  eq: testF32(0x5b),
  ne: testF32(0x5c),
  lt: testF32(0x5d),
  gt: testF32(0x5e),
  le: testF32(0x5f),
  ge: testF32(0x60),
  abs: unary(0x8b, "f32", "f32"),
  neg: unary(0x8c, "f32", "f32"),
  sqrt: unary(0x91, "f32", "f32"),
  add: mathF32(0x92),
  sub: mathF32(0x93),
  mul: mathF32(0x94),
  div: mathF32(0x95),
  min: mathF32(0x96),
  max: mathF32(0x97),
  convertI32S: unary(0xb2, "i32", "f32"),
  demoteF64: unary(0xb6, "f64", "f32"),
  reinterpretI32: unary(0xbe, "i32", "f32"),
};

/** Instructions on f64. */
export const f64 = {
  const: (value: F64) => toExpression("f64", value),
  load: load(0x2b, "f64"),
  store: store(0x39, "f64"),
  eq: testF64(0x61),
  ne: testF64(0x62),
  lt: testF64(0x63),
  gt: testF64(0x64),
  le: testF64(0x65),
  ge: testF64(0x66),
  abs: unary(0x99, "f64", "f64"),
  neg: unary(0x9a, "f64", "f64"),
  ceil: unary(0x9b, "f64", "f64"),
  floor: unary(0x9c, "f64", "f64"),
  trunc: unary(0x9d, "f64", "f64"),
  nearest: unary(0x9e, "f64", "f64"),
  sqrt: unary(0x9f, "f64", "f64"),
  add: mathF64(0xa0),
  sub: mathF64(0xa1),
  mul: mathF64(0xa2),
  div: mathF64(0xa3),
  min: mathF64(0xa4),
  max: mathF64(0xa5),
  copysign: mathF64(0xa6),
  convertI32S: unary(0xb7, "i32", "f64"),
  convertI32U: unary(0xb8, "i32", "f64"),
  promoteF32: unary(0xbb, "f32", "f64"),
  reinterpretI64: unary(0xbf, "i64", "f64"),
};

const rmw = (code: number) => (address: I32, value: I32, offset?: number) =>
  atomicRmw(code, address, value, offset ?? 0);

/** Sequentially consistent access to shared memory; addresses are multiples of 4. */
export const atomic = {
  load: load([0xfe, 0x10], "i32", 2),
  store: store([0xfe, 0x17], "i32", 2),
  /** Each returns the value before. */
  add: rmw(0x1e),
  sub: rmw(0x25),
  or: rmw(0x33),
  exchange: rmw(0x41),
  /** Wakes up to `count` sleepers at the address and returns how many. */
  notify: rmw(0x00),
  compareExchange: (address: I32, expected: I32, replacement: I32, offset = 0) => {
    const parts = [address, expected, replacement].map((part) => toExpression("i32", part));
    return expression("i32", (out) => {
      for (const part of parts) part.write(out);
      out.raw([0xfe, 0x48, 2]);
      out.unsigned(offset);
    });
  },
  /** Sleeps while the word equals `expected`: 0 woken, 1 not equal, 2 timed out. Nanoseconds; −1 is for ever. */
  wait: (address: I32, expected: I32, nanoseconds: I64, offset = 0) => {
    const parts = [toExpression("i32", address), toExpression("i32", expected), toExpression("i64", nanoseconds)];
    return expression("i32", (out) => {
      for (const part of parts) part.write(out);
      out.raw([0xfe, 0x01, 2]);
      out.unsigned(offset);
    });
  },
};

/** Instructions on blocks of memory; regions of `copy` may overlap. */
export const memory = {
  copy: (to: I32, from: I32, bytes: I32) => block([0xfc, 10, 0, 0], to, from, bytes),
  fill: (to: I32, byte: I32, bytes: I32) => block([0xfc, 11, 0], to, byte, bytes),
};

function atomicRmw(code: number, address: I32, value: I32, offset: number) {
  const at = toExpression("i32", address);
  const x = toExpression("i32", value);
  return expression("i32", (out) => {
    at.write(out);
    x.write(out);
    out.raw([0xfe, code, 2]);
    out.unsigned(offset);
  });
}

function block(code: readonly number[], ...operands: readonly I32[]) {
  const parts = operands.map((part) => toExpression("i32", part));
  return expression("void", (out) => {
    for (const part of parts) part.write(out);
    out.raw(code);
  });
}
