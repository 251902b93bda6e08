import {
  type Backend,
  broadcastShapes,
  callPrimitive,
  type DType,
  type Handle,
  infer,
  type Operand,
  type PrimitiveAttributes,
  type PrimitiveName,
  sizeOf,
  type ValueInfo,
  windowCount,
} from "@tenon/core";
import type { Primitives, Program } from "../program.js";
import { type HostTensor, toHost } from "../reference/reference-tensor.js";
import { runOnReference } from "../reference/run-on-reference.js";
import { type Graph, type GraphStep, type Reference, runGraph } from "./graph.js";
import type { Stream } from "./stream.js";

/** A primitive on references. */
export interface PrimitiveStep<K extends PrimitiveName = PrimitiveName> extends GraphStep {
  readonly op: K;
  readonly attributes: PrimitiveAttributes[K];
}

export type ExactGraph = Graph<PrimitiveStep>;

const MOST_ELEMENTS = 400;
const MOST_AXES = 4;
const DTYPES = ["float32", "int32", "bool"] as const;

/** A graph as a program over the seam. */
export function exactProgram(graph: ExactGraph): Program {
  return <T extends Handle>(ops: Primitives<T>, inputs: readonly T[]) =>
    runGraph<PrimitiveStep, T>(graph, inputs, (step, operands) => call(ops, step, operands));
}

/** What each step gives on the reference. */
export async function exactValues(graph: ExactGraph): Promise<HostTensor[]> {
  const all = { ...graph, outputs: graph.steps.map((_, step): Reference => ({ step })) };
  return runOnReference(exactProgram(all), graph.inputs).map(toHost);
}

function call<T extends Handle>(
  ops: Primitives<T>,
  { op, attributes }: PrimitiveStep,
  operands: readonly Operand<T>[],
) {
  // A step's attributes are those of its op; only primitives are called.
  return callPrimitive(ops as Backend<T>, { op, inputs: operands, attributes });
}

/**
 * A graph of `length` random primitives that round at most once each, so that its results are known to the bit: what a
 * compiler fuses, it may not round differently.
 */
export function randomExactGraph(stream: Stream, length: number): ExactGraph {
  const drawing = new Drawing(stream);
  for (let i = stream.integer(1, 3); i > 0; i--) drawing.input(randomShape(stream), pick(stream, DTYPES));
  while (drawing.steps.length < length) drawing.addStep();
  const { inputs, steps } = drawing;
  const kept = new Set([steps.length - 1, stream.integer(0, steps.length - 1)]);
  return { kind: "exact", inputs, steps, outputs: [...kept].map((step) => ({ step })) };
}

interface Value extends ValueInfo {
  readonly from: Reference;
}

class Drawing {
  readonly inputs: HostTensor[] = [];
  readonly steps: PrimitiveStep[] = [];
  readonly #stream: Stream;
  readonly #values: Value[] = [];

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  input(shape: readonly number[], dtype: DType, high?: number): Value {
    const tensor = this.#stream.tensor(shape, dtype, high === undefined ? undefined : { low: 0, high });
    this.inputs.push(tensor);
    const value = { from: { input: this.inputs.length - 1 }, shape, dtype };
    this.#values.push(value);
    return value;
  }

  /** Draws until a step fits. */
  addStep(): void {
    // Late values more often, so that chains grow long enough to fuse.
    const last = this.#values.length - 1;
    const x = this.#values[Math.max(this.#stream.integer(0, last), this.#stream.integer(0, last))]!;
    const step = pick(this.#stream, DRAWS)(x, this.#stream, this);
    if (step === undefined) return;
    const known = (from: Reference): ValueInfo | number =>
      "number" in from ? from.number : this.#values.find((value) => same(value.from, from))!;
    const infos = step.from.map(known);
    const info = infer[step.op](infos as Operand<Handle>[], step.attributes as never); // shape and dtype are all it reads
    if (sizeOf(info.shape) > MOST_ELEMENTS || info.shape.length > MOST_AXES) return;
    this.steps.push(step);
    this.#values.push({ from: { step: this.steps.length - 1 }, ...info });
  }

  /** Values that `fits` accepts. */
  valuesThat(fits: (value: Value) => boolean): Value[] {
    return this.#values.filter(fits);
  }
}

type Draw = (x: Value, stream: Stream, drawing: Drawing) => PrimitiveStep | undefined;

function step<K extends PrimitiveName>(
  op: K,
  from: readonly (Value | number)[],
  attributes: PrimitiveAttributes[K],
): PrimitiveStep {
  const references = from.map((x): Reference => (typeof x === "number" ? { number: x } : x.from));
  return { op, from: references, attributes } as PrimitiveStep; // K is one of the names
}

const FLOAT_UNARY = ["neg", "abs", "floor", "ceil", "round", "relu", "sign"] as const;
const INTEGER_UNARY = ["neg", "abs", "relu", "sign"] as const;
const NUMBER_BINARY = ["add", "sub", "mul", "max", "min", "add", "mul"] as const;
const BOOL_BINARY = ["and", "or", "xor", "max"] as const;

const binary: Draw = (x, stream, drawing) => {
  const op = pick(stream, x.dtype === "bool" ? BOOL_BINARY : NUMBER_BINARY);
  const partners = drawing.valuesThat((y) => y.dtype === x.dtype && broadcastShapes(y.shape, x.shape) !== undefined);
  if (stream.next() < 0.8) return step("binary", [x, pick(stream, partners)], { op }); // x itself fits
  return step("binary", [x.dtype === "bool" ? 1 : pick(stream, [2, -1, 3]), x], { op });
};

/** How a step over a value may be drawn; those listed more often come more often. */
const DRAWS: readonly Draw[] = [
  (x, stream) => {
    if (x.dtype === "bool") return step("unary", [x], { op: "not" });
    return step("unary", [x], { op: pick(stream, x.dtype === "float32" ? FLOAT_UNARY : INTEGER_UNARY) });
  },
  binary,
  binary,
  binary,
  binary,
  binary,
  binary,
  (x, stream) => step("compare", [x, 1], { op: pick(stream, ["lt", "ge", "eq", "ne"] as const) }),
  (x, stream, drawing) => {
    const conditions = drawing.valuesThat((c) => c.dtype === "bool" && broadcastShapes(c.shape, x.shape) !== undefined);
    return conditions.length === 0 ? undefined : step("where", [pick(stream, conditions), x, 0], {});
  },
  (x, stream) => step("cast", [x], { dtype: pick(stream, DTYPES) }),
  (x, stream) => step("permute", [x], { axes: shuffled(stream, [...x.shape.keys()]) }),
  (x, stream) => step("flip", [x], { axes: someAxes(stream, x) }),
  (x, stream) => {
    const start = x.shape.map((size) => stream.integer(0, size - 1));
    const strides = x.shape.map(() => stream.integer(1, 2));
    const size = x.shape.map((length, axis) => Math.floor((length - 1 - start[axis]!) / strides[axis]!) + 1);
    return step("slice", [x], { start, size, step: strides });
  },
  (x, stream) => {
    const [lo, hi] = [x.shape.map(() => stream.integer(0, 2)), x.shape.map(() => stream.integer(0, 1))];
    return step("pad", [x], { lo, hi, interior: x.shape.map(() => stream.integer(0, 1)), value: 1 });
  },
  (x, stream) => {
    const op =
      x.dtype === "int32" ? pick(stream, ["sum", "prod", "max"] as const) : pick(stream, ["max", "min"] as const);
    return step("reduce", [x], { op, axes: someAxes(stream, x) });
  },
  (x, stream) => {
    if (x.shape.length === 0 || x.dtype === "bool") return undefined;
    const op = x.dtype === "int32" ? pick(stream, ["sum", "prod", "min"] as const) : "max";
    return step("scan", [x], { op, axis: anAxis(stream, x), reverse: stream.next() < 0.5, exclusive: false });
  },
  (x, stream) =>
    x.shape.length === 0
      ? undefined
      : step("argReduce", [x], { op: pick(stream, ["max", "min"] as const), axis: anAxis(stream, x) }),
  (x, stream) =>
    x.shape.length === 0
      ? undefined
      : step("argsort", [x], { axis: anAxis(stream, x), descending: stream.next() < 0.5 }),
  (x, stream) => step("reshape", [x], { shape: shuffled(stream, x.shape) }),
  (x) => step("reshape", [x], { shape: [sizeOf(x.shape)] }),
  (x, stream) =>
    step("broadcastTo", [x], {
      shape: [stream.integer(1, 3), ...x.shape.map((n) => (n === 1 ? stream.integer(1, 3) : n))],
    }),
  (x, stream, drawing) => {
    if (x.shape.length === 0) return undefined;
    const axis = anAxis(stream, x);
    const fitting = drawing.valuesThat(
      (y) =>
        y.dtype === x.dtype &&
        y.shape.length === x.shape.length &&
        y.shape.every((size, i) => i === axis || size === x.shape[i]),
    );
    return step("concat", [x, pick(stream, fitting), x], { axis });
  },
  (x, stream) => {
    if (x.shape.length === 0) return undefined;
    const axis = anAxis(stream, x);
    const [size, stride, dilation] = [stream.integer(1, 3), stream.integer(1, 2), stream.integer(1, 2)];
    if (windowCount(x.shape[axis]!, size, stride, dilation) < 1) return undefined;
    return step("windows", [x], { axis, size, stride, dilation });
  },
  (x, stream, drawing) => {
    if (x.shape.length === 0) return undefined;
    const axis = anAxis(stream, x);
    return step("gather", [x, indicesBelow(x.shape[axis]!, randomShape(stream).slice(0, 2), drawing)], { axis });
  },
  (x, stream, drawing) => {
    if (x.shape.length === 0 || x.dtype === "bool") return undefined;
    const axis = anAxis(stream, x);
    const indices = indicesBelow(x.shape[axis]!, [stream.integer(1, 4)], drawing);
    const updates = drawing.input(
      x.shape.map((size, i) => (i === axis ? indices.shape[0]! : size)),
      x.dtype,
    );
    return step("scatter", [x, indices, updates], { op: pick(stream, ["set", "add"] as const), axis });
  },
];

/** Fresh indices below `length`. */
function indicesBelow(length: number, shape: readonly number[], drawing: Drawing): Value {
  return drawing.input(shape, "int32", length - 1);
}

function randomShape(stream: Stream): number[] {
  return Array.from({ length: stream.integer(0, 3) }, () => stream.integer(1, 5));
}

function anAxis(stream: Stream, { shape }: Value): number {
  return stream.integer(0, shape.length - 1);
}

function someAxes(stream: Stream, { shape }: Value): number[] {
  return [...shape.keys()].filter(() => stream.next() < 0.55);
}

function same(a: Reference, b: Reference): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function pick<E>(stream: Stream, list: readonly E[]): E {
  return list[stream.integer(0, list.length - 1)]!;
}

function shuffled(stream: Stream, list: readonly number[]): number[] {
  return list
    .map((value) => ({ value, key: stream.next() }))
    .sort((p, q) => p.key - q.key)
    .map(({ value }) => value);
}
