import { TenonError } from "../errors.js";
import { broadcastShapes, sameShape, showShape, sizeOf } from "../shape.js";
import type { Handle, Operand } from "./backend.js";
import type { DType } from "./dtype.js";
import type { PrimitiveAttributes, PrimitiveName } from "./primitives.js";

/** Shape and dtype of a value: all that inference looks at. */
export interface ValueInfo {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

type Infer<K extends PrimitiveName> = (
  inputs: readonly Operand<Handle>[],
  attributes: PrimitiveAttributes[K],
) => ValueInfo;

/**
 * The shape and dtype that each primitive returns; throws where its inputs do not fit.
 * Eager calls, tracing and backends that build graphs share it.
 */
export const infer: { readonly [K in PrimitiveName]: Infer<K> } = {
  full: (_, a) => ({ shape: a.shape, dtype: a.dtype }),
  iota: (_, a) => ({ shape: a.shape, dtype: a.dtype }),
  cast: ([x], a) => ({ shape: tensor(x).shape, dtype: a.dtype }),
  randomUniform: (_, a) => ({ shape: a.shape, dtype: a.dtype }),
  unary: ([x]) => tensor(x),
  binary: ([a, b], { op }) => ({ shape: elementwise(op, [a!, b!]), dtype: sameDType(op, [a!, b!]) }),
  compare: ([a, b], { op }) => {
    sameDType(op, [a!, b!]);
    return { shape: elementwise(op, [a!, b!]), dtype: "bool" };
  },
  where: ([c, a, b]) => ({ shape: elementwise("where", [c!, a!, b!]), dtype: sameDType("where", [a!, b!]) }),
  reduce: ([x], a) => ({ shape: onesAt(tensor(x).shape, a.axes), dtype: tensor(x).dtype }),
  argReduce: ([x], a) => ({ shape: onesAt(tensor(x).shape, [a.axis]), dtype: "int32" }),
  argsort: ([x]) => ({ shape: tensor(x).shape, dtype: "int32" }),
  scan: ([x]) => tensor(x),
  matmul: ([a, b], { transA, transB }) => inferMatmul(tensor(a), tensor(b), transA, transB),
  reshape: ([x], { shape }) => {
    if (sizeOf(shape) !== sizeOf(tensor(x).shape))
      throw new TenonError(
        "shape_mismatch",
        `reshape: ${showShape(tensor(x).shape)} has ${sizeOf(tensor(x).shape)} elements, ${showShape(shape)} has ${sizeOf(shape)}`,
        "a shape of as many elements, or -1 for one of its sizes",
        { from: tensor(x).shape, to: shape },
      );
    return { shape, dtype: tensor(x).dtype };
  },
  permute: ([x], a) => ({ shape: a.axes.map((axis) => tensor(x).shape[axis]!), dtype: tensor(x).dtype }),
  broadcastTo: ([x], { shape }) => {
    const joint = broadcastShapes(tensor(x).shape, shape);
    if (joint === undefined || !sameShape(joint, shape))
      throw new TenonError(
        "shape_mismatch",
        `broadcastTo: ${showShape(tensor(x).shape)} does not stretch to ${showShape(shape)}`,
        "sizes that are equal or 1, aligned at the end",
        { from: tensor(x).shape, to: shape },
      );
    return { shape, dtype: tensor(x).dtype };
  },
  flip: ([x]) => tensor(x),
  slice: ([x], a) => ({ shape: a.size, dtype: tensor(x).dtype }),
  pad: ([x], { lo, hi, interior }) => ({
    shape: tensor(x).shape.map((n, i) => lo[i]! + n + Math.max(n - 1, 0) * interior[i]! + hi[i]!),
    dtype: tensor(x).dtype,
  }),
  concat: (inputs, { axis }) => inferConcat(inputs.map(tensor), axis),
  windows: ([x], a) => {
    const { shape, dtype } = tensor(x);
    const count = windowCount(shape[a.axis]!, a.size, a.stride, a.dilation);
    return { shape: [...replaceAt(shape, a.axis, [count]), a.size], dtype };
  },
  foldWindows: ([x], a) => {
    const { shape, dtype } = summed("foldWindows", tensor(x));
    return { shape: replaceAt(shape.slice(0, -1), a.axis, [a.length]), dtype };
  },
  gather: ([x, indices], { axis }) => ({
    shape: replaceAt(tensor(x).shape, axis, tensor(indices).shape),
    dtype: tensor(x).dtype,
  }),
  scatter: ([base], { op }) => (op === "add" ? summed("scatterAdd", tensor(base)) : tensor(base)),
};

/** How many windows of `size` fit an axis of `length`; 0 when it is too short. */
export function windowCount(length: number, size: number, stride: number, dilation: number): number {
  return Math.max(0, Math.floor((length - dilation * (size - 1) - 1) / stride) + 1);
}

/** A primitive that takes a tensor here is never called with a number. */
function tensor(x: Operand<Handle> | undefined): Handle {
  return x as Handle;
}

/** What an op adds up is numbers: bools have no sum of their own dtype. */
function summed(op: string, x: Handle): Handle {
  if (x.dtype !== "bool") return x;
  throw new TenonError("dtype_mismatch", `${op}: expected numbers, given bools`, 'x.cast("int32")');
}

/** The shape in which operands meet; throws where they do not broadcast. */
export function elementwise(op: string, inputs: readonly Operand<Handle>[]): readonly number[] {
  let shape: readonly number[] = [];
  for (const x of inputs) {
    if (typeof x === "number") continue;
    const joint = broadcastShapes(shape, x.shape);
    if (joint === undefined) throw shapesDoNotBroadcast(op, inputs);
    shape = joint;
  }
  return shape;
}

function shapesDoNotBroadcast(op: string, inputs: readonly Operand<Handle>[]): TenonError {
  const shapes = inputs.filter((x) => typeof x !== "number").map((x) => x.shape);
  return new TenonError(
    "shape_mismatch",
    `${op}: shapes ${shapes.map(showShape).join(" and ")} do not broadcast`,
    "sizes that are equal or 1, aligned at the end; reshape or unsqueeze one of them",
    { shapes },
  );
}

function sameDType(op: string, inputs: readonly Operand<Handle>[]): DType {
  const dtypes = inputs.filter((x) => typeof x !== "number").map((x) => x.dtype);
  for (const dtype of dtypes)
    if (dtype !== dtypes[0])
      throw new TenonError("dtype_mismatch", `${op}: ${dtypes.join(" meets ")}`, "cast one of them", { dtypes });
  return dtypes[0]!;
}

function onesAt(shape: readonly number[], axes: readonly number[]): readonly number[] {
  return shape.map((n, i) => (axes.includes(i) ? 1 : n));
}

function replaceAt(shape: readonly number[], axis: number, by: readonly number[]): readonly number[] {
  return [...shape.slice(0, axis), ...by, ...shape.slice(axis + 1)];
}

function inferMatmul(a: Handle, b: Handle, transA: boolean, transB: boolean): ValueInfo {
  const [m, k] = lastTwo(a.shape, transA);
  const [l, n] = lastTwo(b.shape, transB);
  if (k !== l)
    throw new TenonError(
      "shape_mismatch",
      `matmul: inner sizes differ: a is ${showShape(a.shape)}${transA ? "ᵀ" : ""}, b is ${showShape(b.shape)}${transB ? "ᵀ" : ""} (${k} ≠ ${l})`,
      `b of shape ${showShape([...b.shape.slice(0, -2), ...(transB ? [n, k] : [k, n])])}`,
      { a: a.shape, b: b.shape, transA, transB },
    );
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch === undefined)
    throw new TenonError(
      "shape_mismatch",
      `matmul: batch axes do not broadcast: a is ${showShape(a.shape)}, b is ${showShape(b.shape)}`,
      "leading sizes that are equal or 1",
      { a: a.shape, b: b.shape },
    );
  return { shape: [...batch, m, n], dtype: sameDType("matmul", [a, b]) };
}

function lastTwo(shape: readonly number[], transposed: boolean): [rows: number, columns: number] {
  const rows = shape[shape.length - 2]!;
  const columns = shape[shape.length - 1]!;
  return transposed ? [columns, rows] : [rows, columns];
}

function inferConcat(inputs: readonly Handle[], axis: number): ValueInfo {
  const first = inputs[0]!;
  let length = 0;
  for (const x of inputs) {
    const fits = x.shape.length === first.shape.length && x.shape.every((n, i) => i === axis || n === first.shape[i]);
    if (!fits)
      throw new TenonError(
        "shape_mismatch",
        `concat: ${showShape(first.shape)} and ${showShape(x.shape)} differ beside axis ${axis}`,
        "tensors of one rank whose other sizes are equal",
        { shapes: inputs.map((t) => t.shape), axis },
      );
    length += x.shape[axis]!;
  }
  return { shape: replaceAt(first.shape, axis, [length]), dtype: sameDType("concat", inputs) };
}
