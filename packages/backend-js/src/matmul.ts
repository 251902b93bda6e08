import { broadcastShapes } from "@tenon/core";
import { type GemmBuffers, gemm, integerGemm } from "./gemm.js";
import type { JsHandle } from "./js-handle.js";
import type { Memory } from "./memory.js";
import { Walk } from "./walk.js";

/** Batched matrix products of every number dtype but the 16-bit floats. */
export function createMatmul(memory: Memory, buffers: GemmBuffers) {
  const walk = new Walk();

  return function matmul(a: JsHandle, b: JsHandle, transA: boolean, transB: boolean): JsHandle {
    const x = matrices(a, transA);
    const y = matrices(b, transB);
    const m = x.rows;
    const k = x.columns;
    const n = y.columns;
    const batch = broadcastShapes(x.batch.shape, y.batch.shape)!; // core checked that they fit
    const out = memory.allocate([...batch, m, n], a.dtype);
    const isFloat = a.dtype === "float32" || a.dtype === "float64";
    const rows = { shape: batch, strides: out.strides.slice(0, -2), offset: 0 };
    const multiply = (oi: number, ai: number, bi: number, m: number, o1: number, a1: number) => {
      const to = { data: out.data, at: oi, row: o1, column: 1 };
      const left = { data: a.data, at: ai, row: a1, column: x.column };
      const right = { data: b.data, at: bi, row: y.row, column: y.column };
      if (isFloat) gemm(buffers, to, left, right, m, k, n);
      else integerGemm(to, left, right, m, k, n);
    };
    walk.each(rows, x.batch, y.batch, undefined, (oi, ai, bi, _ci, n1, n0) => {
      const { o1, o0, a1, a0, b1, b0 } = walk;
      // one b for rows that follow one another evenly: a single taller product
      if (b0 === 0 && a0 === m * x.row && n0 > 1) {
        for (let i = 0; i < n1; i++) multiply(oi + i * o1, ai + i * a1, bi + i * b1, n0 * m, n, x.row);
        return;
      }
      for (let i = 0; i < n1; i++)
        for (let j = 0; j < n0; j++)
          multiply(oi + i * o1 + j * o0, ai + i * a1 + j * a0, bi + i * b1 + j * b0, m, n, x.row);
    });
    return out;
  };
}

/** A stack of matrices: its leading axes, and how to step through one of them. */
function matrices(x: JsHandle, transposed: boolean) {
  const rank = x.shape.length;
  const [i, j] = transposed ? [rank - 1, rank - 2] : [rank - 2, rank - 1];
  return {
    rows: x.shape[i]!,
    columns: x.shape[j]!,
    row: x.strides[i]!,
    column: x.strides[j]!,
    batch: { shape: x.shape.slice(0, -2), strides: x.strides.slice(0, -2), offset: x.offset },
  };
}
