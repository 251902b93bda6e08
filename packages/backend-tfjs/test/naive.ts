import { type DType, type HostData, hostArray, sizeOf } from "@tenon/core";

/** An n-d array of float64 numbers, row-major. */
export interface Naive {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The array whose element at each coordinate is `of(coordinate)`. */
export function build(shape: readonly number[], of: (at: readonly number[]) => number): Naive {
  return { shape, values: Array.from({ length: sizeOf(shape) }, (_, i) => of(coordinate(i, shape))) };
}

/** The element at a coordinate; missing leading axes and axes of size 1 broadcast. */
export function at(x: Naive, position: readonly number[]): number {
  let index = 0;
  const offset = position.length - x.shape.length;
  for (let i = 0; i < x.shape.length; i++) index = index * x.shape[i]! + (x.shape[i] === 1 ? 0 : position[offset + i]!);
  return x.values[index]!;
}

export function coordinate(index: number, shape: readonly number[]): number[] {
  const out = new Array<number>(shape.length);
  for (let i = shape.length - 1, rest = index; i >= 0; i--) {
    out[i] = rest % shape[i]!;
    rest = Math.floor(rest / shape[i]!);
  }
  return out;
}

/** A reproducible stream of numbers in [0, 1). */
export function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Pseudo-random elements: floats in (−3, 3), integers from −9 to 9, booleans. */
export function arbitrary(shape: readonly number[], dtype: DType, seed: number): Naive {
  const next = stream(seed);
  return build(shape, () => {
    const u = next();
    return dtype === "bool" ? Math.round(u) : dtype === "int32" ? Math.floor(u * 19) - 9 : Math.fround(u * 6 - 3);
  });
}

export function toHost(x: Naive, dtype: DType): HostData {
  const out = hostArray(dtype, x.values.length);
  out.set(x.values);
  return out;
}

/** Shapes of every rank, with ones and zeros among the sizes. */
export const SHAPES: readonly (readonly number[])[] = [
  [],
  [1],
  [5],
  [0],
  [3, 4],
  [1, 4],
  [0, 3],
  [2, 3, 4],
  [2, 1, 3],
  [2, 0, 3],
  [2, 3, 1, 4],
  [2, 3, 2, 2, 3],
  [2, 2, 3, 2, 1, 3],
  [2, 3, 2, 2, 3, 2],
];
