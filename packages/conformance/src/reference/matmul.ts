import { broadcastShapes } from "@tenon/core";
import { isFloatFormat, requireExact, store } from "./elementwise.js";
import { broadcastIndex, flatIndex, forEachIndex } from "./index-tuples.js";
import { assemble, type Folded, roundings } from "./reductions.js";
import type { ReferenceTensor } from "./reference-tensor.js";

export function matmul(a: ReferenceTensor, b: ReferenceTensor, transA: boolean, transB: boolean): ReferenceTensor {
  requireExact("matmul", a, b);
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (!batch) throw new Error("reference: batch axes do not broadcast");
  const [rows, inner] = matrix(a, transA);
  const [, columns] = matrix(b, transB);
  const results: Folded[] = [];
  forEachIndex([...batch, rows, columns], (index) => {
    const [i, j] = index.slice(-2) as [number, number]; // the shape above ends in rows and columns
    let value = 0;
    let magnitude = 0;
    for (let k = 0; k < inner; k++) {
      const x = read(a, index.slice(0, -2), transA ? [k, i] : [i, k]);
      const y = read(b, index.slice(0, -2), transB ? [j, k] : [k, j]);
      value = isFloatFormat(a.dtype) ? value + x * y : store(a.dtype, value + Math.imul(x, y));
      magnitude += Math.abs(x * y);
    }
    results.push({ value, bound: roundings(a.dtype, inner, magnitude, value) });
  });
  return assemble([...batch, rows, columns], a.dtype, results, true);
}

function matrix(x: ReferenceTensor, transposed: boolean): readonly [number, number] {
  const [rows, columns] = x.shape.slice(-2) as [number, number]; // rank ≥ 2
  return transposed ? [columns, rows] : [rows, columns];
}

function read(x: ReferenceTensor, batch: readonly number[], position: readonly number[]): number {
  const [rows, columns] = x.shape.slice(-2) as [number, number]; // rank ≥ 2
  const block = broadcastIndex(x.shape.slice(0, -2), batch);
  return x.data[block * rows * columns + flatIndex([rows, columns], position)]!;
}
