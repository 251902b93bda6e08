import { broadcastShapes, hostArray, sizeOf } from "@tenon/core";
import type { DataId } from "@tensorflow/tfjs-core";
import type { Engine } from "../engine.js";
import { reshaped, type TfjsHandle, viewed } from "../handle.js";
import { broadcastIndex } from "../host/loops.js";
import { isSuffix, sizeBetween, stripOnes } from "../shapes.js";
import { broadcastTo, permute } from "./movement.js";

/** Below this many multiplications a transposing kernel costs less than a transposition before a plain one. */
const SMALL = 4096;

/** The last two axes multiply, each transposed first if flagged; leading axes broadcast. */
export function matmul(engine: Engine, a: TfjsHandle, b: TfjsHandle, transA: boolean, transB: boolean): TfjsHandle {
  const [rows, depth] = matrixOf(a.shape, transA);
  const [, columns] = matrixOf(b.shape, transB);
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = broadcastShapes(batchA, batchB)!; // core has checked that the batches fit
  const shape = [...batch, rows, columns];
  if (depth === 0 || sizeOf(shape) === 0) return engine.fill(shape, 0, a.dtype);
  if (a.dtype !== "float32") return intMatmul(engine, a, b, transA, transB, shape);
  if (sizeOf(batchB) === 1 && (!transA || sizeOf(batchA) === 1)) {
    // One matrix on the right: all rows on the left form one product, which engines do much faster than a batch.
    const height = sizeBetween(a.shape, 0, a.shape.length - 2) * rows;
    const left = viewed(a, transA ? [depth, rows] : [height, depth]);
    const right = viewed(b, transB ? [columns, depth] : [depth, columns]);
    return reshaped(product(engine, left, right, transA, transB, [height, depth, columns]), shape);
  }
  return engine.compose(() => {
    // Kernels repeat the smaller batch as a whole, which is right only for a suffix.
    const fits = isSuffix(stripOnes(batchA), batch) && isSuffix(stripOnes(batchB), batch);
    const spread = (x: TfjsHandle) => (fits ? x : broadcastTo(engine, x, [...batch, ...x.shape.slice(-2)]));
    return reshaped(multiply(engine, spread(a), spread(b), transA, transB, sizeOf(shape)), shape);
  });
}

function matrixOf(shape: readonly number[], transposed: boolean): [rows: number, columns: number] {
  const [m, n] = [shape[shape.length - 2]!, shape[shape.length - 1]!];
  return transposed ? [n, m] : [m, n];
}

/** One matrix by another; a large operand is transposed first, because engines are slow at transposing on the way. */
function product(
  engine: Engine,
  a: TfjsHandle,
  b: TfjsHandle,
  transA: boolean,
  transB: boolean,
  [rows, depth, columns]: readonly [number, number, number],
): TfjsHandle {
  const size = rows * columns;
  if (size * depth < SMALL || !(transA || transB)) return multiply(engine, a, b, transA, transB, size);
  return engine.compose(() => {
    const left = transA ? permute(engine, a, [1, 0]) : a;
    const right = transB ? permute(engine, b, [1, 0]) : b;
    return multiply(engine, left, right, false, false, size);
  });
}

function multiply(
  engine: Engine,
  a: TfjsHandle,
  b: TfjsHandle,
  transposeA: boolean,
  transposeB: boolean,
  size: number,
): TfjsHandle {
  const given = b.shape.join();
  const isPacked = (packedAs.get(b.dataId) ?? given) !== given;
  packedAs.set(b.dataId, packedAs.get(b.dataId) ?? given);
  return engine.compose(() => {
    const right = isPacked ? engine.make(engine.copy(b), b.shape, b.dtype) : b;
    // Engines keep a packed copy of the right operand beside the product.
    return engine.run("BatchMatMul", { a, b: right }, { transposeA, transposeB }, size + sizeOf(b.shape));
  });
}

/** The shape in which the wasm engine has packed data as a right operand: it takes that for every shape of the same data. */
const packedAs = /* @__PURE__ */ new WeakMap<DataId, string>();

/** Engines multiply int32 matrices inexactly or not at all; here sums wrap as int32 arithmetic does. */
function intMatmul(
  engine: Engine,
  a: TfjsHandle,
  b: TfjsHandle,
  transA: boolean,
  transB: boolean,
  shape: readonly number[],
): TfjsHandle {
  const [rows, depth] = matrixOf(a.shape, transA);
  const [, columns] = matrixOf(b.shape, transB);
  const x = engine.values(a);
  const y = engine.values(b);
  const batch = shape.slice(0, -2);
  const batchA = broadcastIndex(a.shape.slice(0, -2), batch);
  const batchB = broadcastIndex(b.shape.slice(0, -2), batch);
  const out = hostArray("int32", sizeOf(shape));
  const [rowA, stepA] = transA ? [1, rows] : [depth, 1];
  const [columnB, stepB] = transB ? [depth, 1] : [1, columns];
  let at = 0;
  for (let n = 0; n < batchA.length; n++) {
    const startA = batchA[n]! * rows * depth;
    const startB = batchB[n]! * depth * columns;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < depth; k++)
          sum = (sum + Math.imul(x[startA + i * rowA + k * stepA]!, y[startB + j * columnB + k * stepB]!)) | 0;
        out[at++] = sum;
      }
  }
  return engine.make(out, shape, "int32");
}
