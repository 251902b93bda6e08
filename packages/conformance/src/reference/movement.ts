import type { DType } from "@tenon/core";
import { convert } from "./convert.js";
import { broadcastIndex, flatIndex, forEachIndex, replaceAt } from "./index-tuples.js";
import { assemble, sumOf } from "./reductions.js";
import type { ReferenceTensor } from "./reference-tensor.js";

export function reshape(x: ReferenceTensor, shape: readonly number[]): ReferenceTensor {
  return { ...x, shape };
}

export function permute(x: ReferenceTensor, axes: readonly number[]): ReferenceTensor {
  return pick(
    x,
    axes.map((axis) => x.shape[axis]!),
    (index) => {
      const source = x.shape.map(() => 0);
      axes.forEach((axis, i) => {
        source[axis] = index[i]!;
      });
      return flatIndex(x.shape, source);
    },
  );
}

export function broadcastTo(x: ReferenceTensor, shape: readonly number[]): ReferenceTensor {
  return pick(x, shape, (index) => broadcastIndex(x.shape, index));
}

export function flip(x: ReferenceTensor, axes: readonly number[]): ReferenceTensor {
  return pick(x, x.shape, (index) =>
    flatIndex(
      x.shape,
      index.map((i, axis) => (axes.includes(axis) ? x.shape[axis]! - 1 - i : i)),
    ),
  );
}

export function slice(
  x: ReferenceTensor,
  start: readonly number[],
  size: readonly number[],
  step: readonly number[],
): ReferenceTensor {
  return pick(x, size, (index) =>
    flatIndex(
      x.shape,
      index.map((i, axis) => start[axis]! + i * step[axis]!),
    ),
  );
}

export function pad(
  x: ReferenceTensor,
  lo: readonly number[],
  hi: readonly number[],
  interior: readonly number[],
  value: number,
): ReferenceTensor {
  const shape = x.shape.map((size, axis) => lo[axis]! + size + Math.max(size - 1, 0) * interior[axis]! + hi[axis]!);
  const filled = full(shape, value, x.dtype);
  const bound = x.bound && new Float64Array(filled.data.length);
  forEachIndex(x.shape, (index, flat) => {
    const target = flatIndex(
      shape,
      index.map((i, axis) => lo[axis]! + i * (interior[axis]! + 1)),
    );
    filled.data[target] = x.data[flat]!;
    if (bound) bound[target] = x.bound![flat]!;
  });
  return { ...filled, bound, anyZero: x.anyZero };
}

export function concat(xs: readonly ReferenceTensor[], axis: number): ReferenceTensor {
  const [first] = xs;
  if (!first) throw new Error("reference: concat of nothing");
  const total = xs.reduce((sum, x) => sum + x.shape[axis]!, 0);
  const shape = replaceAt(first.shape, axis, total);
  const result = full(shape, 0, first.dtype);
  const bound = xs.some((x) => x.bound) ? new Float64Array(result.data.length) : undefined;
  let offset = 0;
  for (const x of xs) {
    forEachIndex(x.shape, (index, flat) => {
      const target = flatIndex(shape, replaceAt(index, axis, index[axis]! + offset));
      result.data[target] = x.data[flat]!;
      if (bound) bound[target] = x.bound?.[flat] ?? 0;
    });
    offset += x.shape[axis]!;
  }
  return { ...result, bound, anyZero: xs.some((x) => x.anyZero) };
}

export function windows(
  x: ReferenceTensor,
  axis: number,
  size: number,
  stride: number,
  dilation: number,
): ReferenceTensor {
  const count = Math.floor((x.shape[axis]! - dilation * (size - 1) - 1) / stride) + 1;
  return pick(x, [...replaceAt(x.shape, axis, count), size], (index) => {
    const position = index[axis]! * stride + index[index.length - 1]! * dilation;
    return flatIndex(x.shape, replaceAt(index.slice(0, -1), axis, position));
  });
}

export function foldWindows(
  x: ReferenceTensor,
  axis: number,
  length: number,
  stride: number,
  dilation: number,
): ReferenceTensor {
  const shape = replaceAt(x.shape.slice(0, -1), axis, length);
  const terms = Array.from({ length: full(shape, 0, x.dtype).data.length }, (): number[] => []);
  forEachIndex(x.shape, (index, flat) => {
    const position = index[axis]! * stride + index[index.length - 1]! * dilation;
    terms[flatIndex(shape, replaceAt(index.slice(0, -1), axis, position))]!.push(x.data[flat]!);
  });
  return assemble(
    shape,
    x.dtype,
    terms.map((list) => sumOf(x.dtype, list)),
    true,
  );
}

export function full(shape: readonly number[], value: number, dtype: DType): ReferenceTensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, dtype, data: new Float64Array(size).fill(convert(value, "float64", dtype)) };
}

export function iota(shape: readonly number[], axis: number, dtype: DType): ReferenceTensor {
  const result = full(shape, 0, dtype);
  forEachIndex(shape, (index, flat) => {
    result.data[flat] = convert(index[axis]!, "int32", dtype);
  });
  return result;
}

/** A tensor of `shape` whose element at `index` is element `source(index)` of `x`, tolerance included. */
export function pick(
  x: ReferenceTensor,
  shape: readonly number[],
  source: (index: readonly number[]) => number,
): ReferenceTensor {
  const result = full(shape, 0, x.dtype);
  const bound = x.bound && new Float64Array(result.data.length);
  forEachIndex(shape, (index, flat) => {
    const from = source(index);
    result.data[flat] = x.data[from]!;
    if (bound) bound[flat] = x.bound![from]!;
  });
  return { ...result, bound, anyZero: x.anyZero };
}
