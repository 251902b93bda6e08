import {
  BINARY_OPS,
  type BinaryOp,
  COMPARE_OPS,
  type CompareOp,
  DTYPES,
  type DType,
  UNARY_OPS,
  type UnaryOp,
} from "@tenon/core";
import { type LoopProgram, loopProgram } from "./loop.js";

/** The programs of the elementwise primitives of one backend. */
export interface Programs {
  readonly unary: Readonly<Record<UnaryOp, LoopProgram>>;
  readonly binary: Readonly<Record<BinaryOp, LoopProgram>>;
  readonly compare: Readonly<Record<CompareOp, LoopProgram>>;
  readonly cast: Readonly<Record<DType, LoopProgram>>;
  readonly where: LoopProgram;
  readonly copy: LoopProgram;
}

export function createPrograms(): Programs {
  return {
    unary: table(UNARY_OPS, (op) => loopProgram(op, () => [{ kind: "unary", op, x: 0 }])),
    binary: table(BINARY_OPS, (op) => loopProgram(op, () => [{ kind: "binary", op, a: 0, b: 1 }])),
    compare: table(COMPARE_OPS, (op) => loopProgram(op, () => [{ kind: "compare", op, a: 0, b: 1 }])),
    cast: table(DTYPES, (dtype) => loopProgram(`cast ${dtype}`, () => [{ kind: "cast", x: 0, dtype }])),
    where: loopProgram("where", () => [{ kind: "where", condition: 0, a: 1, b: 2 }]),
    copy: loopProgram("copy", () => []),
  };
}

function table<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>; // one entry per key
}
