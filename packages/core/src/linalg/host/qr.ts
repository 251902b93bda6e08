import { copyMatrix, identityMatrix, type Matrix, zeroMatrix } from "./matrix.js";

/**
 * Householder QR (Golub & Van Loan, algorithm 5.2.1) with LAPACK's signs: R[j][j] has the sign opposite to the element it
 * replaces, and a column that is zero below its diagonal is left alone.
 */
export function qrOf(a: Matrix, full: boolean): [Q: Matrix, R: Matrix] {
  const work = copyMatrix(a);
  const { rows: m, columns: n, data } = work;
  const k = Math.min(m, n);
  const scales = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    let below = 0;
    for (let i = j + 1; i < m; i++) below = Math.hypot(below, data[i * n + j]!);
    if (below === 0) continue;
    const alpha = data[j * n + j]!;
    const beta = alpha >= 0 ? -Math.hypot(alpha, below) : Math.hypot(alpha, below);
    scales[j] = (beta - alpha) / beta; // the reflection is I − scale·v·vᵀ with v[j] = 1
    for (let i = j + 1; i < m; i++) data[i * n + j]! /= alpha - beta;
    data[j * n + j] = beta;
    reflect(work, j, scales[j]!, work, j + 1);
  }
  const columns = full ? m : k;
  const square = identityMatrix(m);
  const Q = columns === m ? square : zeroMatrix(m, columns);
  if (Q !== square) for (let i = 0; i < k; i++) Q.data[i * columns + i] = 1;
  for (let j = k - 1; j >= 0; j--) reflect(work, j, scales[j]!, Q, j);
  const R = zeroMatrix(columns, n);
  for (let i = 0; i < k; i++) for (let j = i; j < n; j++) R.data[i * n + j] = data[i * n + j]!;
  return [Q, R];
}

/** target ← (I − scale·v·vᵀ)·target from column `first`, with v in column j of `work` below its diagonal. */
function reflect(work: Matrix, j: number, scale: number, target: Matrix, first: number): void {
  const { rows: m, columns: n, data: v } = work;
  const { columns, data } = target;
  if (scale === 0) return;
  for (let c = first; c < columns; c++) {
    let dot = data[j * columns + c]!;
    for (let i = j + 1; i < m; i++) dot += v[i * n + j]! * data[i * columns + c]!;
    dot *= scale;
    data[j * columns + c]! -= dot;
    for (let i = j + 1; i < m; i++) data[i * columns + c]! -= dot * v[i * n + j]!;
  }
}
