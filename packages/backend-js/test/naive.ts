import { type DType, hostArray, sizeOf } from "@tenon/core";
import { createJsBackend } from "../src/create-js-backend.js";
import type { JsHandle } from "../src/js-handle.js";

/** The backend of one test file. */
export const js = createJsBackend();

/** Uploads row-major values. */
export function tensor(shape: readonly number[], values: Iterable<number>, dtype: DType = "float32"): JsHandle {
  const data = hostArray(dtype, sizeOf(shape));
  data.set([...values]);
  return js.upload(data, shape, dtype);
}

/** Numbers that look random and are the same each time, in −1 … 1; scaled and truncated for integers. */
export function noise(shape: readonly number[], dtype: DType = "float32", seed = 1): JsHandle {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) / 2 ** 23 - 1;
  };
  const isWhole = dtype === "int32" || dtype === "int8" || dtype === "uint8";
  const values = Array.from({ length: sizeOf(shape) }, () => {
    if (dtype === "bool") return next() > 0 ? 1 : 0;
    return isWhole ? Math.trunc(next() * 100) : next();
  });
  return tensor(shape, values, dtype);
}

/** Row-major values. */
export const values = (x: JsHandle): number[] => [...js.readSync(x)];

/** Every index of a shape, row-major. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (rows, n) => rows.flatMap((row) => Array.from({ length: n }, (_, i) => [...row, i])),
    [[]],
  );
}

/** Reads one element of row-major values, broadcast to a longer index. */
export function at(list: readonly number[], shape: readonly number[], index: readonly number[]): number {
  const from = index.length - shape.length;
  return list[shape.reduce((flat, n, i) => flat * n + (n === 1 ? 0 : index[from + i]!), 0)]!;
}

/** Different ways to hold the same values: row-major, transposed, flipped, cut out, every second one. */
export function layouts(x: JsHandle): [name: string, y: JsHandle][] {
  const rank = x.shape.length;
  const axes = x.shape.map((_, i) => i);
  const backwards = axes.toReversed();
  const ones = axes.map(() => 1);
  const padded = js.pad(x, ones, ones, ones, 7);
  return [
    ["row-major", x],
    ["transposed", js.permute(copied(js.permute(x, backwards)), backwards)],
    ["flipped", js.flip(copied(js.flip(x, axes)), axes)],
    ["spread", js.slice(padded, ones, x.shape, new Array<number>(rank).fill(2))],
  ];
}

/** A row-major copy of any view. */
export function copied(x: JsHandle): JsHandle {
  return js.upload(js.readSync(x), x.shape, x.dtype);
}
