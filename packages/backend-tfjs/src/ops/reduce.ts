import { hostArray, type ReduceOp, sizeOf } from "@tenon/core";
import type { Engine } from "../engine.js";
import { reshaped, type TfjsDType, type TfjsHandle, viewed } from "../handle.js";
import { identityOf, reduceMiddle } from "../host/reductions.js";
import { agree } from "../host/samples.js";
import { mergeAxes, reducedShape } from "../shapes.js";
import { permute } from "./movement.js";

export type Reduce = (op: ReduceOp, x: TfjsHandle, axes: readonly number[]) => TfjsHandle;

const KERNEL: Readonly<Record<ReduceOp, string>> = { sum: "Sum", prod: "Prod", max: "Max", min: "Min" };

/** Engines that sum term by term in float32 sum at most this many terms at once. */
const CHUNK = 32;

/** Rows on which kernels go wrong: NaN first and last, infinities, sums and products that wrap. */
const HARD: Readonly<Record<TfjsDType, readonly (readonly number[])[]>> = {
  float32: [
    [1, NaN, 3],
    [NaN, -1, -2],
    [2, 1, NaN],
    [-Infinity, -Infinity, -Infinity],
    [Infinity, 1, -2],
    [0.1, 0.2, 0.3],
  ],
  int32: [
    [123456789, 987654321, 3],
    [2147483647, 5, 1],
    [-2147483648, -1, 7],
    [16777217, 16777216, 1],
  ],
  bool: [
    [0, 0, 0],
    [0, 1, 0],
    [1, 1, 1],
  ],
};

/** Reductions by the engine's kernels where they give the right answer on hard rows, else on the host. */
export function reduceBy(engine: Engine): Reduce {
  const onEngine = (op: ReduceOp, x: TfjsHandle, axes: number[]) =>
    engine.run(
      KERNEL[op],
      { x },
      op === "max" ? { reductionIndices: axes, keepDims: false } : { axis: axes, keepDims: false },
    );

  const passes = (op: ReduceOp, dtype: TfjsDType) => {
    const rows = HARD[dtype];
    const values = hostArray(dtype, rows.length * 3);
    values.set(rows.flat());
    const want = reduceMiddle(op, values, dtype, rows.length, 3, 1);
    return agree(engine, want, () => onEngine(op, engine.make(values, [rows.length, 3], dtype), [1]));
  };
  const arithmetic = (dtype: TfjsDType) => ({
    sum: passes("sum", dtype),
    prod: passes("prod", dtype),
    ...extremes(dtype),
  });
  const extremes = (dtype: TfjsDType) => ({ max: passes("max", dtype), min: passes("min", dtype) });
  const trusted = {
    float32: arithmetic("float32"),
    int32: arithmetic("int32"),
    bool: { sum: false, prod: false, ...extremes("bool") },
  };

  const tenths = new Float32Array(1 << 14).fill(0.1);
  const precise = agree(engine, Float32Array.of(tenths.length * Math.fround(0.1)), () =>
    onEngine("sum", engine.make(tenths, [tenths.length], "float32"), [0]),
  );

  return (op, x, axes) => {
    const shape = reducedShape(x.shape, axes);
    if (sizeOf(shape) === sizeOf(x.shape)) return engine.share(x, shape);
    if (sizeOf(x.shape) === 0) return engine.fill(shape, identityOf(op, x.dtype), x.dtype);
    const merged = mergeAxes(x.shape, (axis) => axes.includes(axis));
    if (!trusted[x.dtype][op]) return reshaped(onHost(engine, op, viewed(x, merged.shape), merged.marked), shape);
    if (op === "sum" && !precise && x.dtype === "float32")
      return engine.compose(() => reshaped(sumInChunks(engine, viewed(x, merged.shape), merged.marked), shape));
    return reshaped(onEngine(op, viewed(x, merged.shape), merged.marked), shape);
  };
}

/** Sums short stretches first, so that the rounding error grows with the logarithm of the length. */
function sumInChunks(engine: Engine, x: TfjsHandle, axes: readonly number[]): TfjsHandle {
  const [axis, ...rest] = axes;
  if (axis === undefined) return x;
  const length = x.shape[axis]!;
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  let out: TfjsHandle;
  if (length <= CHUNK) out = engine.run("Sum", { x }, { axis: [axis], keepDims: true });
  else {
    const size = chunkOf(length);
    const chunks = Math.ceil(length / size);
    const missing = chunks * size - length;
    const whole =
      missing === 0
        ? x
        : engine.run(
            "PadV2",
            { x },
            { paddings: x.shape.map((_, i) => [0, i === axis ? missing : 0]), constantValue: 0 },
          );
    const parts = engine.run(
      "Sum",
      { x: viewed(whole, [...before, chunks, size, ...after]) },
      { axis: [axis + 1], keepDims: false },
    );
    out = sumInChunks(engine, parts, [axis]);
  }
  return sumInChunks(engine, out, rest);
}

/** The largest divisor of `length` that a chunk may have, or a full chunk if all are tiny. */
function chunkOf(length: number): number {
  for (let size = CHUNK; size >= 8; size--) if (length % size === 0) return size;
  return CHUNK;
}

function onHost(engine: Engine, op: ReduceOp, x: TfjsHandle, axes: readonly number[]): TfjsHandle {
  const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  return engine.compose(() => {
    const rows = permute(engine, x, [...kept, ...axes]);
    const outer = kept.reduce((size, axis) => size * x.shape[axis]!, 1);
    const values = reduceMiddle(op, engine.values(rows), x.dtype, outer, sizeOf(x.shape) / outer, 1);
    return engine.make(values, [outer], x.dtype);
  });
}
