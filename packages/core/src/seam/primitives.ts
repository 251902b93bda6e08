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

/** What each method takes, in order: operands by their place among the inputs, attributes by name. */
const PARAMETERS: Readonly<Record<PrimitiveName, string>> = {
  full: "shape value dtype",
  iota: "shape axis dtype",
  cast: "0 dtype",
  randomUniform: "shape dtype 0 1",
  unary: "op 0",
  binary: "op 0 1",
  compare: "op 0 1",
  where: "0 1 2",
  reduce: "op 0 axes",
  argReduce: "op 0 axis",
  argsort: "0 axis descending",
  scan: "op 0 axis …",
  matmul: "0 1 transA transB",
  reshape: "0 shape",
  permute: "0 axes",
  broadcastTo: "0 shape",
  flip: "0 axes",
  slice: "0 start size step",
  pad: "0 lo hi interior value",
  concat: "0 axis",
  windows: "0 axis size stride dilation",
  foldWindows: "0 axis length stride dilation",
  gather: "0 1 axis",
  scatter: "op 0 1 2 axis",
};

/** The primitive methods of a backend, each handed as data to `around`: the body of every decorator. */
export function primitivesAround<T extends Handle>(
  around: <K extends PrimitiveName>(call: PrimitiveCall<T, K>) => T,
): Pick<Backend<T>, PrimitiveName> {
  const methods = Object.entries(PARAMETERS).map(([op, list]) => {
    const names = list.split(" ");
    const method = (...given: unknown[]): T => {
      const inputs: unknown[] = [];
      const attributes: Record<string, unknown> = {};
      names.forEach((name, i) => {
        if (name === "…") Object.assign(attributes, given[i]);
        else if (name > "9") attributes[name] = given[i];
        else inputs.push(...[given[i]].flat()); // concat takes a list
      });
      return around({ op, inputs, attributes } as unknown as PrimitiveCall<T>); // as the table says
    };
    return [op, method];
  });
  return Object.fromEntries(methods) as Pick<Backend<T>, PrimitiveName>; // a method for each name
}
