import { badDType, badShape } from "../checks.js";
import { TenonError } from "../errors.js";
import { broadcastShapes, showShape, sizeOf, stretches } from "../shape.js";
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

type Rule<K extends PrimitiveName> = (
  inputs: readonly [Handle, Handle, ...Handle[]],
  attributes: PrimitiveAttributes[K],
) => ValueInfo;

/** The rules; a primitive that takes a tensor somewhere is never called with a number there. */
const RULES: { readonly [K in PrimitiveName]: Rule<K> } = {
  full: (_, { shape, dtype }) => ({ shape, dtype }),
  iota: (_, { shape, dtype }) => ({ shape, dtype }),
  cast: ([{ shape }], { dtype }) => ({ shape, dtype }),
  randomUniform: (_, { shape, dtype }) => ({ shape, dtype }),
  unary: ([x]) => x,
  binary: (inputs, { op }) => ({ shape: elementwise(op, inputs), dtype: sameDType(op, inputs) }),
  compare: (inputs, { op }) => {
    sameDType(op, inputs);
    return { shape: elementwise(op, inputs), dtype: "bool" };
  },
  where: (inputs) => ({ shape: elementwise("where", inputs), dtype: sameDType("where", inputs.slice(1)) }),
  reduce: ([x], { axes }) => shaped(x, onesAt(x.shape, axes)),
  argReduce: ([x], { axis }) => ({ shape: onesAt(x.shape, [axis]), dtype: "int32" }),
  argsort: ([{ shape }]) => ({ shape, dtype: "int32" }),
  scan: ([x]) => x,
  matmul: ([a, b], { transA, transB }) => inferMatmul(a, b, transA, transB),
  reshape: ([x], { shape }) => {
    if (sizeOf(shape) !== sizeOf(x.shape)) throw badShape("reshape", { x, shape }, `${sizeOf(x.shape)} elements`);
    return shaped(x, shape);
  },
  permute: ([x], { axes }) =>
    shaped(
      x,
      axes.map((axis) => x.shape[axis]!),
    ),
  broadcastTo: ([x], { shape }) => {
    if (!stretches(x.shape, shape)) throw badShape("broadcastTo", { x, shape }, "x to stretch", FITTING);
    return shaped(x, shape);
  },
  flip: ([x]) => x,
  slice: ([x], { size }) => shaped(x, size),
  pad: ([x], { lo, hi, interior }) =>
    shaped(
      x,
      x.shape.map((n, i) => lo[i]! + n + Math.max(n - 1, 0) * interior[i]! + hi[i]!),
    ),
  concat: (inputs, { axis }) => inferConcat(inputs, axis),
  windows: ([x], { axis, size, stride, dilation }) => {
    const count = windowCount(x.shape[axis]!, size, stride, dilation);
    return shaped(x, [...replaceAt(x.shape, axis, [count]), size]);
  },
  foldWindows: ([x], { axis, length }) =>
    shaped(summed("foldWindows", x), replaceAt(x.shape.slice(0, -1), axis, [length])),
  gather: ([x, indices], { axis }) => shaped(x, replaceAt(x.shape, axis, indices.shape)),
  scatter: ([base], { op }) => (op === "add" ? summed("scatterAdd", base) : base),
};

/**
 * The shape and dtype that each primitive returns; throws where its inputs do not fit.
 * Eager calls, tracing and backends that build graphs share it.
 */
export const infer = RULES as { readonly [K in PrimitiveName]: Infer<K> }; // callers hand over as many operands as K takes

const shaped = ({ dtype }: Handle, shape: readonly number[]): ValueInfo => ({ shape, dtype });

/** How many windows of `size` fit an axis of `length`; 0 when it is too short. */
export function windowCount(length: number, size: number, stride: number, dilation: number): number {
  return Math.max(0, Math.floor((length - dilation * (size - 1) - 1) / stride) + 1);
}

/** What an op adds up is numbers: bools have no sum of their own dtype. */
function summed(op: string, x: Handle): Handle {
  if (x.dtype !== "bool") return x;
  throw badDType(op, { x: "bool" }, "numbers", 'x.cast("int32")');
}

/** The shape in which operands meet; throws where they do not broadcast. */
export function elementwise(op: string, inputs: readonly Operand<Handle>[]): readonly number[] {
  let shape: readonly number[] = [];
  for (const x of inputs) {
    if (typeof x === "number") continue;
    const joint = broadcastShapes(shape, x.shape);
    if (joint === undefined) throw badShape(op, { shapes: shapesOf(inputs) }, "shapes that broadcast", FITTING);
    shape = joint;
  }
  return shape;
}

const FITTING = "sizes that are equal or 1, aligned at the end";

const shapesOf = (inputs: readonly Operand<Handle>[]) =>
  inputs.filter((x) => typeof x !== "number").map((x) => x.shape);

function sameDType(op: string, inputs: readonly Operand<Handle>[]): DType {
  const dtypes = inputs.filter((x) => typeof x !== "number").map((x) => x.dtype);
  for (const dtype of dtypes) if (dtype !== dtypes[0]) throw badDType(op, { dtypes }, "one dtype", "cast one of them");
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
  if (batch === undefined) throw badShape("matmul", { a, b }, "batch axes that broadcast");
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
    if (!fits) throw badShape("concat", { shapes: shapesOf(inputs), axis }, "shapes that are equal beside the axis");
    length += x.shape[axis]!;
  }
  return { shape: replaceAt(first.shape, axis, [length]), dtype: sameDType("concat", inputs) };
}
