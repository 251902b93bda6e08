import type { Backend, Handle, Operand } from "./backend.js";
import type { DType } from "./dtype.js";
import type { ArgReduceOp, BinaryOp, CompareOp, ReduceOp, ScanOp, ScatterOp, UnaryOp } from "./op-names.js";

/** What each primitive takes beside tensors. */
export interface PrimitiveAttributes {
  full: { readonly shape: readonly number[]; readonly value: number; readonly dtype: DType };
  iota: { readonly shape: readonly number[]; readonly axis: number; readonly dtype: DType };
  cast: { readonly dtype: DType };
  randomUniform: { readonly shape: readonly number[]; readonly dtype: "int32" | "float32" };
  unary: { readonly op: UnaryOp };
  binary: { readonly op: BinaryOp };
  compare: { readonly op: CompareOp };
  where: Record<string, never>;
  reduce: { readonly op: ReduceOp; readonly axes: readonly number[] };
  argReduce: { readonly op: ArgReduceOp; readonly axis: number };
  argsort: { readonly axis: number; readonly descending: boolean };
  scan: { readonly op: ScanOp; readonly axis: number; readonly reverse: boolean; readonly exclusive: boolean };
  matmul: { readonly transA: boolean; readonly transB: boolean };
  reshape: { readonly shape: readonly number[] };
  permute: { readonly axes: readonly number[] };
  broadcastTo: { readonly shape: readonly number[] };
  flip: { readonly axes: readonly number[] };
  slice: { readonly start: readonly number[]; readonly size: readonly number[]; readonly step: readonly number[] };
  pad: {
    readonly lo: readonly number[];
    readonly hi: readonly number[];
    readonly interior: readonly number[];
    readonly value: number;
  };
  concat: { readonly axis: number };
  windows: { readonly axis: number; readonly size: number; readonly stride: number; readonly dilation: number };
  foldWindows: { readonly axis: number; readonly length: number; readonly stride: number; readonly dilation: number };
  gather: { readonly axis: number };
  scatter: { readonly op: ScatterOp; readonly axis: number };
}

/** Name of a primitive: of a method that every backend has. */
export type PrimitiveName = keyof PrimitiveAttributes;

/** A primitive as data: what tracing records, what decorators see, what replay calls. */
export interface PrimitiveCall<T extends Handle, K extends PrimitiveName = PrimitiveName> {
  readonly op: K;
  readonly inputs: readonly Operand<T>[];
  readonly attributes: PrimitiveAttributes[K];
}

type Apply<K extends PrimitiveName> = <T extends Handle>(
  backend: Backend<T>,
  inputs: readonly Operand<T>[],
  attributes: PrimitiveAttributes[K],
) => T;

/** A primitive's inputs as the types its method takes: a tuple whose length its signature fixes. */
const tensors = <T>(inputs: readonly Operand<T>[]) => inputs as unknown as readonly [T, T, T];
const operands = <T>(inputs: readonly Operand<T>[]) => inputs as unknown as readonly [T, Operand<T>, Operand<T>];

/** Calls the backend's method for a primitive given as data. */
export const applyPrimitive: { readonly [K in PrimitiveName]: Apply<K> } = {
  full: (b, _, a) => b.full(a.shape, a.value, a.dtype),
  iota: (b, _, a) => b.iota(a.shape, a.axis, a.dtype),
  cast: (b, x, a) => b.cast(tensors(x)[0], a.dtype),
  randomUniform: (b, x, a) => b.randomUniform(a.shape, a.dtype, tensors(x)[0], operands(x)[1]),
  unary: (b, x, a) => b.unary(a.op, tensors(x)[0]),
  binary: (b, x, a) => b.binary(a.op, operands(x)[0], operands(x)[1]),
  compare: (b, x, a) => b.compare(a.op, operands(x)[0], operands(x)[1]),
  where: (b, x) => b.where(tensors(x)[0], operands(x)[1], operands(x)[2]),
  reduce: (b, x, a) => b.reduce(a.op, tensors(x)[0], a.axes),
  argReduce: (b, x, a) => b.argReduce(a.op, tensors(x)[0], a.axis),
  argsort: (b, x, a) => b.argsort(tensors(x)[0], a.axis, a.descending),
  scan: (b, x, a) => b.scan(a.op, tensors(x)[0], a.axis, a),
  matmul: (b, x, a) => b.matmul(tensors(x)[0], tensors(x)[1], a.transA, a.transB),
  reshape: (b, x, a) => b.reshape(tensors(x)[0], a.shape),
  permute: (b, x, a) => b.permute(tensors(x)[0], a.axes),
  broadcastTo: (b, x, a) => b.broadcastTo(tensors(x)[0], a.shape),
  flip: (b, x, a) => b.flip(tensors(x)[0], a.axes),
  slice: (b, x, a) => b.slice(tensors(x)[0], a.start, a.size, a.step),
  pad: (b, x, a) => b.pad(tensors(x)[0], a.lo, a.hi, a.interior, a.value),
  concat: (b, x, a) => b.concat(x as readonly never[], a.axis), // concat takes tensors only
  windows: (b, x, a) => b.windows(tensors(x)[0], a.axis, a.size, a.stride, a.dilation),
  foldWindows: (b, x, a) => b.foldWindows(tensors(x)[0], a.axis, a.length, a.stride, a.dilation),
  gather: (b, x, a) => b.gather(tensors(x)[0], tensors(x)[1], a.axis),
  scatter: (b, x, a) => b.scatter(a.op, tensors(x)[0], tensors(x)[1], tensors(x)[2], a.axis),
};

/** Runs a primitive given as data. */
export function callPrimitive<T extends Handle, K extends PrimitiveName>(
  backend: Backend<T>,
  { op, inputs, attributes }: PrimitiveCall<T, K>,
): T {
  return applyPrimitive[op](backend, inputs, attributes);
}

/** The primitive methods of a backend, each handed as data to `around`: the body of every decorator. */
export function primitivesAround<T extends Handle>(around: <K extends PrimitiveName>(call: PrimitiveCall<T, K>) => T) {
  return {
    full: (shape, value, dtype) => around({ op: "full", inputs: [], attributes: { shape, value, dtype } }),
    iota: (shape, axis, dtype) => around({ op: "iota", inputs: [], attributes: { shape, axis, dtype } }),
    cast: (x, dtype) => around({ op: "cast", inputs: [x], attributes: { dtype } }),
    randomUniform: (shape, dtype, key, offset) =>
      around({ op: "randomUniform", inputs: [key, offset], attributes: { shape, dtype } }),
    unary: (op, x) => around({ op: "unary", inputs: [x], attributes: { op } }),
    binary: (op, a, b) => around({ op: "binary", inputs: [a, b], attributes: { op } }),
    compare: (op, a, b) => around({ op: "compare", inputs: [a, b], attributes: { op } }),
    where: (c, a, b) => around({ op: "where", inputs: [c, a, b], attributes: {} }),
    reduce: (op, x, axes) => around({ op: "reduce", inputs: [x], attributes: { op, axes } }),
    argReduce: (op, x, axis) => around({ op: "argReduce", inputs: [x], attributes: { op, axis } }),
    argsort: (x, axis, descending) => around({ op: "argsort", inputs: [x], attributes: { axis, descending } }),
    scan: (op, x, axis, { reverse, exclusive }) =>
      around({ op: "scan", inputs: [x], attributes: { op, axis, reverse, exclusive } }),
    matmul: (a, b, transA, transB) => around({ op: "matmul", inputs: [a, b], attributes: { transA, transB } }),
    reshape: (x, shape) => around({ op: "reshape", inputs: [x], attributes: { shape } }),
    permute: (x, axes) => around({ op: "permute", inputs: [x], attributes: { axes } }),
    broadcastTo: (x, shape) => around({ op: "broadcastTo", inputs: [x], attributes: { shape } }),
    flip: (x, axes) => around({ op: "flip", inputs: [x], attributes: { axes } }),
    slice: (x, start, size, step) => around({ op: "slice", inputs: [x], attributes: { start, size, step } }),
    pad: (x, lo, hi, interior, value) => around({ op: "pad", inputs: [x], attributes: { lo, hi, interior, value } }),
    concat: (xs, axis) => around({ op: "concat", inputs: xs, attributes: { axis } }),
    windows: (x, axis, size, stride, dilation) =>
      around({ op: "windows", inputs: [x], attributes: { axis, size, stride, dilation } }),
    foldWindows: (x, axis, length, stride, dilation) =>
      around({ op: "foldWindows", inputs: [x], attributes: { axis, length, stride, dilation } }),
    gather: (x, indices, axis) => around({ op: "gather", inputs: [x, indices], attributes: { axis } }),
    scatter: (op, base, indices, updates, axis) =>
      around({ op: "scatter", inputs: [base, indices, updates], attributes: { op, axis } }),
  } satisfies Pick<Backend<T>, PrimitiveName>;
}
