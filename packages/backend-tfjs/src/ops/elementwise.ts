import {
  type BinaryOp,
  broadcastShapes,
  type CompareOp,
  hostArray,
  sameShape,
  sizeOf,
  type UnaryOp,
} from "@tenon/core";
import type { Engine } from "../engine.js";
import { reshaped, type TfjsDType, type TfjsHandle, type TfjsOperand, viewed } from "../handle.js";
import { convertNumber } from "../host/convert.js";
import {
  type BinaryDefinition,
  BOOL_BINARY,
  BOOL_UNARY,
  COMPARE,
  FLOAT_BINARY,
  FLOAT_UNARY,
  INT_BINARY,
  INT_UNARY,
  type UnaryDefinition,
} from "../host/definitions.js";
import { mapBinary, mapUnary } from "../host/loops.js";
import { agree, pairs, samples } from "../host/samples.js";
import { isSuffix, stripOnes } from "../shapes.js";
import { broadcastTo } from "./movement.js";

type Unary = (x: TfjsHandle) => TfjsHandle;
type Binary = (a: TfjsOperand, b: TfjsOperand) => TfjsHandle;
type Table<Op extends string, F> = Readonly<Record<TfjsDType, Readonly<Partial<Record<Op, F>>>>>;

/** For each op and dtype the way to compute it on one engine. */
export interface Elementwise {
  readonly unary: Table<UnaryOp, Unary>;
  readonly binary: Table<BinaryOp, Binary>;
  readonly compare: Table<CompareOp, Binary>;
}

/**
 * Chooses a way for each op: the engine's kernel where it agrees with the op's definition on hard values (NaN, ±∞, ±0,
 * ties, overflow, tiny and huge arguments), else a patched kernel, else the definition itself on the host.
 */
export function elementwise(engine: Engine): Elementwise {
  const unary = (table: Readonly<Record<string, UnaryDefinition>>, dtype: TfjsDType) =>
    mapValues(table, (definition) => chooseUnary(engine, definition, dtype));
  const binary = (table: Readonly<Record<string, BinaryDefinition>>, dtype: TfjsDType, result = dtype) =>
    mapValues(table, (definition) => chooseBinary(engine, definition, dtype, result));
  return {
    unary: {
      float32: unary(FLOAT_UNARY, "float32"),
      int32: unary(INT_UNARY, "int32"),
      bool: unary(BOOL_UNARY, "bool"),
    },
    binary: {
      float32: binary(FLOAT_BINARY, "float32"),
      int32: binary(INT_BINARY, "int32"),
      bool: binary(BOOL_BINARY, "bool"),
    },
    compare: {
      float32: binary(COMPARE, "float32", "bool"),
      int32: binary(COMPARE, "int32", "bool"),
      bool: binary(COMPARE, "bool", "bool"),
    },
  };
}

function chooseUnary(engine: Engine, { kernel, exact, subnormalBelow, of }: UnaryDefinition, dtype: TfjsDType): Unary {
  const onHost: Unary = (x) => engine.make(mapUnary(engine.values(x), dtype, of), x.shape, dtype);
  if (!engine.has(kernel)) return onHost;
  const onEngine: Unary = (x) => (sizeOf(x.shape) === 0 ? engine.share(x) : engine.run(kernel, { x }));
  const ways = [onEngine];
  if (subnormalBelow !== undefined) ways.push((x) => (lowest(engine, x) >= subnormalBelow ? onEngine(x) : onHost(x)));
  const values = samples(dtype);
  const want = mapUnary(values, dtype, of);
  for (const way of ways) {
    const run = () => way(engine.make(values, [values.length], dtype));
    if (agree(engine, want, run, !exact)) return way;
  }
  return onHost;
}

/** The least element, NaN if there is one. */
function lowest(engine: Engine, x: TfjsHandle): number {
  const size = sizeOf(x.shape);
  if (size === 0) return Infinity;
  return engine.evaluate(() => engine.run("Min", { x: viewed(x, [size]) }, { axis: [0], keepDims: false }))[0]!;
}

function chooseBinary(
  engine: Engine,
  { kernel, patchNaN, of }: BinaryDefinition,
  dtype: TfjsDType,
  result: TfjsDType,
): Binary {
  const onHost: Binary = (a, b) => binaryOnHost(engine, of, dtype, result, a, b);
  if (kernel === undefined || !engine.has(kernel)) return onHost;
  const onEngine: Binary = (a, b) => runBroadcast(engine, kernel, dtype, result, a, b);
  const ways = patchNaN ? [onEngine, withNaN(engine, onEngine)] : [onEngine];
  const [left, right] = pairs(dtype);
  const shape = [left.length];
  const want = mapBinary({ values: left, shape }, { values: right, shape }, shape, result, of);
  for (const way of ways) {
    const run = () => way(engine.make(left, shape, dtype), engine.make(right, shape, dtype));
    if (agree(engine, want, run, patchNaN)) return way;
  }
  return onHost;
}

/** Repairs a commutative kernel that returns its first argument when the second is NaN. */
function withNaN(engine: Engine, way: Binary): Binary {
  return (a, b) => {
    if (typeof a === "number") return withNaN(engine, way)(b, a);
    if (typeof b === "number") return Number.isNaN(b) ? engine.fill(a.shape, b, "float32") : way(a, b);
    return engine.compose(() => {
      const out = way(a, b);
      const e = out;
      const t = broadcastTo(engine, b, out.shape);
      return sizeOf(out.shape) === 0 ? out : engine.run("Select", { condition: engine.run("IsNan", { x: t }), t, e });
    });
  };
}

function binaryOnHost(
  engine: Engine,
  of: (a: number, b: number) => number,
  dtype: TfjsDType,
  result: TfjsDType,
  a: TfjsOperand,
  b: TfjsOperand,
): TfjsHandle {
  const host = (x: TfjsOperand) =>
    typeof x === "number" ? { values: single(x, dtype), shape: [] } : { values: engine.values(x), shape: x.shape };
  const left = host(a);
  const right = host(b);
  const shape = broadcastShapes(left.shape, right.shape)!; // core has checked that the shapes fit
  return engine.make(mapBinary(left, right, shape, result, of), shape, result);
}

/**
 * A kernel under broadcasting. Engines repeat an operand fast when its shape is a suffix of the result's; other
 * broadcasts cost some 20 times the op, so such an operand is expanded first, except where the kernel is known to cope.
 */
function runBroadcast(
  engine: Engine,
  kernel: string,
  dtype: TfjsDType,
  result: TfjsDType,
  a: TfjsOperand,
  b: TfjsOperand,
): TfjsHandle {
  if (typeof a === "number")
    return withScalar(engine, a, dtype, (x) => runBroadcast(engine, kernel, dtype, result, x, b));
  if (typeof b === "number")
    return withScalar(engine, b, dtype, (x) => runBroadcast(engine, kernel, dtype, result, a, x));
  const same = sameShape(a.shape, b.shape);
  const shape = same ? a.shape : broadcastShapes(a.shape, b.shape)!; // core has checked that the shapes fit
  const size = sizeOf(shape);
  if (size === 0) return engine.make(hostArray(result, 0), shape, result);
  if (same) return engine.run(kernel, { a, b });
  const short = { a: stripOnes(a.shape), b: stripOnes(b.shape) };
  if (isSuffix(short.a, shape) && isSuffix(short.b, shape))
    return reshaped(engine.run(kernel, { a: viewed(a, short.a), b: viewed(b, short.b) }, {}, size), shape);
  if ((dtype === "float32" && engine.traits.broadcasting.has(kernel)) || size < 64)
    return reshaped(engine.run(kernel, { a, b }, {}, size), shape);
  return engine.compose(() => {
    const wide = (x: TfjsHandle, own: readonly number[]) =>
      isSuffix(own, shape) ? viewed(x, own) : broadcastTo(engine, x, shape);
    return engine.run(kernel, { a: wide(a, short.a), b: wide(b, short.b) }, {}, size);
  });
}

/** Runs `body` with a number as a tensor of rank 0. */
function withScalar(engine: Engine, value: number, dtype: TfjsDType, body: (x: TfjsHandle) => TfjsHandle): TfjsHandle {
  return engine.compose(() => body(engine.make(single(value, dtype), [], dtype)));
}

function single(value: number, dtype: TfjsDType) {
  const out = hostArray(dtype, 1);
  out[0] = convertNumber(value, dtype);
  return out;
}

function mapValues<V, W>(table: Readonly<Record<string, V>>, f: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, f(value)]));
}
