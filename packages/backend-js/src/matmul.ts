import { broadcastShapes } from "@tenon/core";
import { gemm, integerGemm } from "./gemm.js";
import type { JsHandle } from "./js-handle.js";
import type { Memory } from "./memory.js";
import { type Strided, Walk } from "./walk.js";

/** Batched matrix products of every number dtype but the 16-bit floats. */
export function createMatmul(memory: Memory) {
  const walk = new Walk();

  return function matmul(a: JsHandle, b: JsHandle, transA: boolean, transB: boolean): JsHandle {
    const x = matrixOf(a, transA);
    const y = matrixOf(b, transB);
    const m = rowsOf(a, transA);
    const k = rowsOf(b, transB);
    const n = rowsOf(b, !transB);
    const product = a.dtype === "float32" || a.dtype === "float64" ? gemm : integerGemm;
    if (a.shape.length === 2 && b.shape.length === 2) {
      const out = memory.allocate([m, n], a.dtype);
      product({ data: out.data, at: 0, row: n, column: 1 }, x, y, m, k, n);
      return out;
    }
    const stackA = stackOf(a);
    const stackB = stackOf(b);
    const batch = broadcastShapes(stackA.shape, stackB.shape)!; // core checked that they fit
    const out = memory.allocate([...batch, m, n], a.dtype);
    const to = { data: out.data, at: 0, row: n, column: 1 };
    const stackOut = { shape: batch, strides: out.strides.slice(0, -2), offset: 0 };
    walk.each(stackOut, stackA, stackB, undefined, (oi, ai, bi, _ci, n1, n0) => {
      const { o1, o0, a1, a0, b1, b0 } = walk;
      // one b for rows that follow one another evenly: a single taller product
      const tall = b0 === 0 && a0 === m * x.row;
      for (let i = 0; i < n1; i++)
        for (let j = 0; j < (tall ? 1 : n0); j++) {
          to.at = oi + i * o1 + j * o0;
          x.at = ai + i * a1 + j * a0;
          y.at = bi + i * b1 + j * b0;
          product(to, x, y, tall ? n0 * m : m, k, n);
        }
    });
    return out;
  };
}

/** Rows of the matrices in `x`; columns of the transposed ones. */
function rowsOf({ shape }: JsHandle, transposed: boolean): number {
  return shape[shape.length - (transposed ? 1 : 2)]!;
}

/** The first matrix in `x`. */
function matrixOf({ data, offset, strides }: JsHandle, transposed: boolean) {
  const row = strides[strides.length - (transposed ? 1 : 2)]!;
  const column = strides[strides.length - (transposed ? 2 : 1)]!;
  return { data, at: offset, row, column };
}

/** The leading axes of `x`, which stack its matrices. */
function stackOf({ shape, strides, offset }: JsHandle): Strided {
  return { shape: shape.slice(0, -2), strides: strides.slice(0, -2), offset };
}
