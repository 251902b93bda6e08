import { broadcastShapes, type DType, type Handle, sizeOf } from "@tenon/core";
import type { Primitives, Program } from "../program.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import type { Stream } from "./stream.js";

interface Value {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** One step of a program: what it makes, from which values, and how. */
interface Instruction extends Value {
  readonly from: readonly number[];
  readonly apply: <T extends Handle>(ops: Primitives<T>, inputs: readonly T[]) => T;
}

const DTYPES = ["float32", "int32", "bool"] as const;
const MOST_ELEMENTS = 400;

/**
 * A program of `length` random ops that round at most once each, so that its results are known to the bit: what a compiler
 * fuses, it may not round differently. Returns the program and its inputs.
 */
export function randomProgram(stream: Stream, length: number): { inputs: HostTensor[]; program: Program } {
  const inputs = Array.from({ length: stream.integer(1, 3) }, () => {
    const shape = Array.from({ length: stream.integer(0, 3) }, () => stream.integer(1, 5));
    return stream.tensor(shape, pick(stream, DTYPES));
  });
  const values: Value[] = [...inputs];
  const steps: Instruction[] = [];
  while (steps.length < length) {
    const step = instruction(stream, values);
    if (!step || sizeOf(step.shape) > MOST_ELEMENTS || step.shape.length > 4) continue;
    steps.push(step);
    values.push(step);
  }
  const kept = new Set([values.length - 1, stream.integer(inputs.length, values.length - 1)]);
  return {
    inputs,
    program: (ops, given) => {
      const made = [...given];
      for (const { from, apply } of steps)
        made.push(
          apply(
            ops,
            from.map((i) => made[i]!),
          ),
        );
      return [...kept].map((i) => made[i]!);
    },
  };
}

function instruction(stream: Stream, values: readonly Value[]): Instruction | undefined {
  // Late values more often, so that chains grow long enough to fuse.
  const a = Math.max(stream.integer(0, values.length - 1), stream.integer(0, values.length - 1));
  const x = values[a]!;
  const make = (shape: readonly number[], dtype: DType, from: readonly number[], apply: Instruction["apply"]) => ({
    shape,
    dtype,
    from,
    apply,
  });
  switch (stream.integer(0, 11)) {
    case 0: {
      if (x.dtype === "bool") return make(x.shape, "bool", [a], (ops, [v]) => ops.unary("not", v!));
      const op = pick(stream, x.dtype === "float32" ? FLOAT_UNARY : INTEGER_UNARY);
      return make(x.shape, x.dtype, [a], (ops, [v]) => ops.unary(op, v!));
    }
    case 1:
    case 2:
    case 3: {
      const b = partner(stream, values, a);
      const op = pick(stream, x.dtype === "bool" ? BOOL_BINARY : NUMBER_BINARY);
      const shape = b === undefined ? undefined : broadcastShapes(x.shape, values[b]!.shape);
      if (b !== undefined && shape) return make(shape, x.dtype, [a, b], (ops, [v, w]) => ops.binary(op, v!, w!));
      const number = x.dtype === "bool" ? 1 : pick(stream, [2, -1, 3]);
      return make(x.shape, x.dtype, [a], (ops, [v]) => ops.binary(op, number, v!));
    }
    case 4: {
      const op = pick(stream, ["lt", "ge", "eq", "ne"] as const);
      return make(x.shape, "bool", [a], (ops, [v]) => ops.compare(op, v!, 1));
    }
    case 5: {
      const c = values.findIndex(({ dtype, shape }) => dtype === "bool" && broadcastShapes(shape, x.shape));
      if (c < 0) return undefined;
      const shape = broadcastShapes(values[c]!.shape, x.shape)!; // checked by findIndex
      return make(shape, x.dtype, [c, a], (ops, [condition, v]) => ops.where(condition!, v!, 0));
    }
    case 6: {
      const dtype = pick(stream, DTYPES);
      return make(x.shape, dtype, [a], (ops, [v]) => ops.cast(v!, dtype));
    }
    case 7: {
      const axes = shuffled(stream, [...x.shape.keys()]);
      const shape = axes.map((axis) => x.shape[axis]!);
      return make(shape, x.dtype, [a], (ops, [v]) => ops.permute(v!, axes));
    }
    case 8: {
      const axes = [...x.shape.keys()].filter(() => stream.next() < 0.5);
      return make(x.shape, x.dtype, [a], (ops, [v]) => ops.flip(v!, axes));
    }
    case 9: {
      const start = x.shape.map((size) => stream.integer(0, size - 1));
      const step = x.shape.map(() => stream.integer(1, 2));
      const size = x.shape.map((length, axis) => Math.floor((length - 1 - start[axis]!) / step[axis]!) + 1);
      return make(size, x.dtype, [a], (ops, [v]) => ops.slice(v!, start, size, step));
    }
    case 10: {
      const lo = x.shape.map(() => stream.integer(0, 2));
      const interior = x.shape.map(() => stream.integer(0, 1));
      const shape = x.shape.map((size, axis) => lo[axis]! + size + (size - 1) * interior[axis]!);
      const none = x.shape.map(() => 0);
      return make(shape, x.dtype, [a], (ops, [v]) => ops.pad(v!, lo, none, interior, 1));
    }
    default: {
      const axes = [...x.shape.keys()].filter(() => stream.next() < 0.6);
      const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const op =
        x.dtype === "int32" ? pick(stream, ["sum", "prod", "max"] as const) : pick(stream, ["max", "min"] as const);
      return make(shape, x.dtype, [a], (ops, [v]) => ops.reduce(op, v!, axes));
    }
  }
}

const FLOAT_UNARY = ["neg", "abs", "floor", "ceil", "round", "relu", "sign"] as const;
const INTEGER_UNARY = ["neg", "abs", "relu", "sign"] as const;
const NUMBER_BINARY = ["add", "sub", "mul", "max", "min", "add", "mul"] as const;
const BOOL_BINARY = ["and", "or", "xor", "max"] as const;

/** Another value of the same dtype that broadcasts with value `a`. */
function partner(stream: Stream, values: readonly Value[], a: number): number | undefined {
  const { shape, dtype } = values[a]!;
  const fitting = [...values.keys()].filter(
    (i) => values[i]!.dtype === dtype && broadcastShapes(values[i]!.shape, shape),
  );
  return fitting.length > 0 ? pick(stream, fitting) : undefined;
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
