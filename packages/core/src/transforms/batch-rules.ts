import { moveAxis } from "../ops/axes.js";
import { add, logicalAnd, mul } from "../ops/binary.js";
import { greaterEqual, less } from "../ops/compare.js";
import { iota } from "../ops/create.js";
import { reshape } from "../ops/movement.js";
import { where } from "../ops/where.js";
import type { Operand } from "../seam/backend.js";
import type { PrimitiveAttributes, PrimitiveName } from "../seam/primitives.js";
import type { Tensor } from "../tensor.js";
import { aligned, type Batched, jointRank, mapped } from "./batched.js";

/** The primitive one level out, with the derivative that its caller gave. */
type Again<K extends PrimitiveName> = (
  inputs: readonly Operand<Tensor>[],
  attributes: PrimitiveAttributes[K],
) => Tensor;

/**
 * A primitive on `size` examples at once: the same primitive on tensors [size, ...], and movement around it.
 * At least one input is mapped; the result is.
 */
export type BatchRule<K extends PrimitiveName> = (
  again: Again<K>,
  inputs: readonly Operand<Batched>[],
  attributes: PrimitiveAttributes[K],
  size: number,
) => Tensor;

/** How each primitive runs on a batch; one that is missing is a type error. */
export const BATCH_RULES: { readonly [K in PrimitiveName]: BatchRule<K> } = {
  full: (again, _, a) => again([], a), // creates: no input is ever mapped
  iota: (again, _, a) => again([], a),
  randomUniform: (again, [key, offset], a, size) =>
    again([tensor(key), outer(offset!)], { ...a, shape: [size, ...a.shape] }), // a draw of its own for each example
  cast: (again, [x], a) => again([tensor(x)], a),
  unary: (again, [x], a) => again([tensor(x)], a),
  binary: (again, inputs, a) => again(together(inputs), a),
  compare: (again, inputs, a) => again(together(inputs), a),
  where: (again, inputs, a) => again(together(inputs), a),
  reduce: (again, [x], { op, axes }) => again([tensor(x)], { op, axes: axes.map(next) }),
  argReduce: (again, [x], { op, axis }) => again([tensor(x)], { op, axis: axis + 1 }),
  argsort: (again, [x], a) => again([tensor(x)], { ...a, axis: a.axis + 1 }),
  scan: (again, [x], a) => again([tensor(x)], { ...a, axis: a.axis + 1 }),
  matmul: (again, [a, b], flags) => matmul(again, value(a), value(b), flags),
  reshape: (again, [x], { shape }, size) => again([tensor(x)], { shape: [size, ...shape] }),
  permute: (again, [x], { axes }) => again([tensor(x)], { axes: [0, ...axes.map(next)] }),
  broadcastTo: (again, [x], { shape }, size) => again([aligned(value(x), shape.length)], { shape: [size, ...shape] }),
  flip: (again, [x], { axes }) => again([tensor(x)], { axes: axes.map(next) }),
  slice: (again, [x], { start, size, step }, count) =>
    again([tensor(x)], { start: [0, ...start], size: [count, ...size], step: [1, ...step] }),
  pad: (again, [x], { lo, hi, interior, value }) =>
    again([tensor(x)], { lo: [0, ...lo], hi: [0, ...hi], interior: [0, ...interior], value }),
  concat: (again, inputs, { axis }, size) =>
    again(
      inputs.map((x) => mapped(value(x), size)),
      { axis: axis + 1 },
    ),
  windows: (again, [x], a) => again([tensor(x)], { ...a, axis: a.axis + 1 }),
  foldWindows: (again, [x], a) => again([tensor(x)], { ...a, axis: a.axis + 1 }),
  gather: (again, [x, indices], { axis }, size) => gather(again, value(x), value(indices), axis, size),
  scatter: (again, [base, indices, updates], { op, axis }, size) => {
    const all = [mapped(value(base), size), mapped(value(updates), size)] as const;
    return value(indices).isMapped
      ? scatterEach(again, op, all, value(indices), axis, size)
      : again([all[0], tensor(indices), all[1]], { op, axis: axis + 1 });
  },
};

const next = (axis: number) => axis + 1;

/** Primitives that take a tensor here are never called with a number. */
const value = (x: Operand<Batched> | undefined) => x as Batched;
const tensor = (x: Operand<Batched> | undefined) => value(x).tensor;
const outer = (x: Operand<Batched>) => (typeof x === "number" ? x : x.tensor);

/** Inputs whose examples broadcast with each other. */
function together(inputs: readonly Operand<Batched>[]): Operand<Tensor>[] {
  const rank = jointRank(inputs);
  return inputs.map((x) => (typeof x === "number" ? x : aligned(x, rank)));
}

function matmul(again: Again<"matmul">, a: Batched, b: Batched, flags: PrimitiveAttributes["matmul"]): Tensor {
  // One matrix for all examples: one large product, and no sum over examples in its gradient.
  if (!b.isMapped && b.shape.length === 2 && !flags.transA && a.tensor.size > 0) {
    const rows = reshape(a.tensor, [-1, a.shape.at(-1)!]);
    const product = again([rows, b.tensor], flags);
    return reshape(product, [...a.tensor.shape.slice(0, -1), product.shape[1]!]);
  }
  const rank = jointRank([a, b]);
  return again([aligned(a, rank), aligned(b, rank)], flags);
}

function gather(again: Again<"gather">, x: Batched, indices: Batched, axis: number, size: number): Tensor {
  if (!indices.isMapped) return again([x.tensor, indices.tensor], { axis: axis + 1 });
  if (!x.isMapped) return moveAxis(again([x.tensor, indices.tensor], { axis }), axis, 0); // [...before, N, ...I, ...after]
  const places = placesOf(indices, x.shape[axis]!, size);
  const found = again([rowsOf(x.tensor, axis), places], { axis: 0 }); // [N, ...I, ...before, ...after]
  return moveAxis(found, from(1, indices.shape), from(1 + axis, indices.shape));
}

/** As many axes as `shape` has, from `start`. */
const from = (start: number, shape: readonly number[]) => shape.map((_, i) => start + i);

/** Each example at indices of its own: all examples one after the other along the axis. */
function scatterEach(
  again: Again<"scatter">,
  op: PrimitiveAttributes["scatter"]["op"],
  [base, updates]: readonly [Tensor, Tensor],
  indices: Batched,
  axis: number,
  size: number,
): Tensor {
  const places = placesOf(indices, base.shape[axis + 1]!, size);
  const first = moveAxis(updates, from(1 + axis, indices.shape), from(1, indices.shape)); // [N, ...I, ...before, ...after]
  const written = again([rowsOf(base, axis), places, first], { op, axis: 0 }); // [N·n, ...before, ...after]
  const apart = reshape(written, [size, base.shape[axis + 1]!, ...written.shape.slice(1)]);
  return moveAxis(apart, 1, axis + 1);
}

/** [N, ...before, n, ...after] → [N·n, ...before, ...after] */
function rowsOf(x: Tensor, axis: number): Tensor {
  const rows = moveAxis(x, axis + 1, 1); // [N, n, ...]
  return reshape(rows, [x.shape[0]! * x.shape[axis + 1]!, ...rows.shape.slice(2)]);
}

/** Indices along an axis of `length` as indices among all examples' entries; one outside goes outside of all. */
function placesOf({ tensor: indices, shape }: Batched, length: number, size: number): Tensor {
  const start = mul(iota([size, ...shape.map(() => 1)], 0, { backend: indices.backend }), length);
  const isInside = logicalAnd(greaterEqual(indices, 0), less(indices, length));
  return where(isInside, add(indices, start), -1);
}
