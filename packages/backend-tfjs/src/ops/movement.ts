import { hostArray, sameShape, sizeOf, stridesOf } from "@tenon/core";
import type { Engine } from "../engine.js";
import { reshaped, type TfjsHandle, viewed } from "../handle.js";
import { convertNumber } from "../host/convert.js";
import { walk } from "../host/loops.js";
import { isSuffix, mergeAxes, mergePermutation, sizeBetween, stripOnes } from "../shapes.js";
import { gatherRows } from "./rows.js";

/** Axis i of the result is axis `axes[i]` of `x`. */
export function permute(engine: Engine, x: TfjsHandle, axes: readonly number[]): TfjsHandle {
  const shape = axes.map((axis) => x.shape[axis]!);
  const merged = mergePermutation(x.shape, axes);
  if (sizeOf(shape) === 0 || merged.axes.length < 2) return engine.share(x, shape);
  return reshaped(engine.run("Transpose", { x: viewed(x, merged.shape) }, { perm: merged.axes }), shape);
}

/** `x` repeated to `shape` as NumPy broadcasts. */
export function broadcastTo(engine: Engine, x: TfjsHandle, shape: readonly number[]): TfjsHandle {
  const size = sizeOf(shape);
  if (size === sizeOf(x.shape)) return engine.share(x, shape);
  if (size === 0) return engine.make(hostArray(x.dtype, 0), shape, x.dtype);
  const short = stripOnes(x.shape);
  // Multiplying by 1 is exact, also for NaN, ∞ and −0, and engines multiply much faster than they tile.
  const repeat = x.dtype === "bool" ? "LogicalAnd" : "Multiply";
  if (isSuffix(short, shape))
    return engine.compose(() =>
      engine.run(repeat, { a: engine.fill(shape, 1, x.dtype), b: viewed(x, short) }, {}, size),
    );
  const offset = shape.length - x.shape.length;
  const repeats = (axis: number) => axis < offset || x.shape[axis - offset] !== shape[axis];
  const merged = mergeAxes(shape, repeats);
  const from = merged.shape.map((length, axis) => (merged.marked.includes(axis) ? 1 : length));
  const reps = merged.shape.map((length, axis) => (merged.marked.includes(axis) ? length : 1));
  if (x.dtype === "int32" || !engine.traits.broadcasting.has("Multiply"))
    return reshaped(engine.run("Tile", { x: viewed(x, from) }, { reps }, size), shape);
  return engine.compose(() => {
    const floats = x.dtype === "bool" ? engine.run("Cast", { x }, { dtype: "float32" }) : x;
    const a = engine.fill(reps, 1, "float32");
    const out = engine.run("Multiply", { a, b: viewed(floats, from) }, {}, size);
    if (x.dtype !== "bool") return reshaped(out, shape);
    return reshaped(engine.run("NotEqual", { a: out, b: engine.make(hostArray("float32", 1), [], "float32") }), shape);
  });
}

/** `x` backwards along `axes`. */
export function flip(engine: Engine, x: TfjsHandle, axes: readonly number[]): TfjsHandle {
  const merged = mergeAxes(x.shape, (axis) => axes.includes(axis));
  if (sizeOf(x.shape) === 0 || merged.marked.length === 0) return engine.share(x);
  const dims = merged.marked;
  if (x.dtype !== "bool") return reshaped(engine.run("Reverse", { x: viewed(x, merged.shape) }, { dims }), x.shape);
  // Reverse moves elements of four bytes, whatever the dtype, on some engines.
  return engine.compose(() => {
    const wide = engine.run("Cast", { x: viewed(x, merged.shape) }, { dtype: "int32" });
    const zero = engine.make(hostArray("int32", 1), [], "int32");
    return reshaped(engine.run("NotEqual", { a: engine.run("Reverse", { x: wide }, { dims }), b: zero }), x.shape);
  });
}

/** `size[i]` elements along axis i from `start[i]`, each `step[i]` apart. */
export function slice(
  engine: Engine,
  x: TfjsHandle,
  start: readonly number[],
  size: readonly number[],
  step: readonly number[],
): TfjsHandle {
  const total = sizeOf(size);
  if (total === 0) return engine.make(hostArray(x.dtype, 0), size, x.dtype);
  if (sameShape(size, x.shape)) return engine.share(x);
  const whole = sizeOf(x.shape);
  const wasteful = engine.traits.slicesByCopy && whole > 2 * total;
  if (!wasteful && step.every((s, i) => s === 1 || size[i] === 1))
    return reshaped(engine.run("Slice", { x }, { begin: start as number[], size: size as number[] }, total), size); // read only
  // Whatever lies behind the last axis that is cut moves as one row.
  let cut = x.shape.length;
  while (size[cut - 1] === x.shape[cut - 1]) cut--;
  const strides = stridesOf(x.shape.slice(0, cut));
  const origin = strides.reduce((sum, stride, i) => sum + stride * start[i]!, 0);
  const rows = walk(
    size.slice(0, cut),
    strides.map((stride, i) => stride * step[i]!),
    origin,
  );
  return reshaped(gatherRows(engine, x, sizeBetween(x.shape, cut, x.shape.length), rows), size);
}

/** Per axis: `lo` values before, `hi` after, `interior` between neighbours. */
export function pad(
  engine: Engine,
  x: TfjsHandle,
  lo: readonly number[],
  hi: readonly number[],
  interior: readonly number[],
  value: number,
): TfjsHandle {
  const spread = x.shape.map((length, i) => length + Math.max(0, length - 1) * interior[i]!);
  const shape = spread.map((length, i) => lo[i]! + length + hi[i]!);
  if (sizeOf(shape) === sizeOf(x.shape)) return engine.share(x, shape);
  const element = convertNumber(value, x.dtype);
  if (sizeOf(x.shape) === 0) return engine.fill(shape, element, x.dtype);
  return engine.compose(() => {
    let out = x;
    for (let axis = 0; axis < shape.length; axis++)
      if (interior[axis]! > 0 && x.shape[axis]! > 1) out = padInterior(engine, out, axis, interior[axis]!, element);
    return sameShape(out.shape, shape) ? out : padEdges(engine, out, lo, hi, element);
  });
}

/** Pads each element of the axis behind it, as an axis of its own, then drops the last padding. */
function padInterior(engine: Engine, x: TfjsHandle, axis: number, interior: number, value: number): TfjsHandle {
  const outer = sizeBetween(x.shape, 0, axis);
  const inner = sizeBetween(x.shape, axis + 1, x.shape.length);
  const length = x.shape[axis]!;
  const split = padEdges(engine, viewed(x, [outer * length, 1, inner]), [0, 0, 0], [0, interior, 0], value);
  const kept = length + (length - 1) * interior;
  const shape = [...x.shape.slice(0, axis), kept, ...x.shape.slice(axis + 1)];
  const rows = viewed(split, [outer, length * (interior + 1), inner]);
  return reshaped(slice(engine, rows, [0, 0, 0], [outer, kept, inner], [1, 1, 1]), shape);
}

function padEdges(
  engine: Engine,
  x: TfjsHandle,
  lo: readonly number[],
  hi: readonly number[],
  value: number,
): TfjsHandle {
  const paddings = lo.map((before, i) => [before, hi[i]!]);
  const size = x.shape.reduce((product, length, i) => product * (lo[i]! + length + hi[i]!), 1);
  const padded = (input: TfjsHandle, constantValue: number) =>
    engine.run("PadV2", { x: input }, { paddings, constantValue }, size);
  if (!Number.isNaN(value) && Object.is(Math.fround(value), value || 0)) return padded(x, value);
  // wasm carries the value as float32 in a map that a NaN breaks for good: other values are put in place by a mask.
  const condition = padded(engine.fill(x.shape, 1, "bool"), 0);
  const t = padded(x, 0);
  return engine.run("Select", { condition, t, e: engine.fill(t.shape, value, x.dtype) });
}

/** The inputs one behind the other along `axis`. */
export function concat(engine: Engine, xs: readonly TfjsHandle[], axis: number): TfjsHandle {
  const first = xs[0]!; // core passes at least one
  const shape = first.shape.slice();
  shape[axis] = xs.reduce((sum, x) => sum + x.shape[axis]!, 0);
  const filled = xs.filter((x) => sizeOf(x.shape) > 0);
  if (filled.length === 0) return engine.make(hostArray(first.dtype, 0), shape, first.dtype);
  if (filled.length === 1) return engine.share(filled[0]!, shape);
  return engine.run("Concat", filled, { axis });
}
