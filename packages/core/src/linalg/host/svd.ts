import { identityMatrix, isFiniteMatrix, type Matrix, transposeMatrix, zeroMatrix } from "./matrix.js";

export interface Svd {
  readonly U: Matrix;
  /** Descending. */
  readonly S: Float64Array;
  readonly Vt: Matrix;
}

const SWEEPS = 60;

/** One-sided Jacobi SVD (Hestenes 1958; Demmel & Veselić 1992): accurate for small singular values too. NaN in, NaN out. */
export function svdOf(a: Matrix, full: boolean): Svd {
  if (a.rows < a.columns) {
    const { U, S, Vt } = svdOf(transposeMatrix(a), full);
    return { U: transposeMatrix(Vt), S, Vt: transposeMatrix(U) };
  }
  const { rows: m, columns: n } = a;
  if (!isFiniteMatrix(a)) {
    const U = zeroMatrix(m, full ? m : n);
    const Vt = zeroMatrix(n, n);
    for (const { data } of [U, Vt]) data.fill(Number.NaN);
    return { U, S: new Float64Array(n).fill(Number.NaN), Vt };
  }
  const columns = transposeMatrix(a); // row j is column j of a: rows are contiguous
  const V = identityMatrix(n);
  const scale = orthogonalize(columns, V);
  const norms = Float64Array.from({ length: n }, (_, j) => normOf(columns, j));
  const order = Array.from(norms.keys()).sort((i, j) => norms[j]! - norms[i]!);
  const S = Float64Array.from(order, (j) => norms[j]! * scale);
  const noise = m * Number.EPSILON * (norms[order[0]!] ?? 0); // directions of columns below are rounding errors
  const basis = zeroMatrix(full ? m : n, m);
  const Vt = zeroMatrix(n, n);
  let rank = 0;
  for (const [k, j] of order.entries()) {
    Vt.data.set(V.data.subarray(j * n, j * n + n), k * n);
    if (!(norms[j]! > noise)) continue;
    for (let i = 0; i < m; i++) basis.data[k * m + i] = columns.data[j * m + i]! / norms[j]!;
    rank++;
  }
  complete(basis, rank);
  return { U: transposeMatrix(basis), S, Vt };
}

/** Rotates pairs of rows until all are orthogonal, and the rows of `V` with them; returns what the rows were divided by. */
function orthogonalize(rows: Matrix, V: Matrix): number {
  const n = rows.rows;
  let scale = 0;
  for (const v of rows.data) scale = Math.max(scale, Math.abs(v));
  if (scale === 0) return 1;
  for (const i of rows.data.keys()) rows.data[i]! /= scale; // squares neither overflow nor vanish
  for (let sweep = 0, rotated = true; rotated && sweep < SWEEPS; sweep++) {
    rotated = false;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) {
        const alpha = dot(rows, p, p);
        const beta = dot(rows, q, q);
        const gamma = dot(rows, p, q);
        if (Math.abs(gamma) <= Number.EPSILON * Math.sqrt(alpha * beta) || gamma === 0) continue;
        rotated = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        rotate(rows, p, q, c, c * t);
        rotate(V, p, q, c, c * t);
      }
  }
  return scale;
}

function dot({ columns, data }: Matrix, p: number, q: number): number {
  let sum = 0;
  for (let i = 0, a = p * columns, b = q * columns; i < columns; i++) sum += data[a + i]! * data[b + i]!;
  return sum;
}

const normOf = (rows: Matrix, j: number) => Math.sqrt(dot(rows, j, j));

function rotate({ columns, data }: Matrix, p: number, q: number, c: number, s: number): void {
  for (let i = 0, a = p * columns, b = q * columns; i < columns; i++) {
    const x = data[a + i]!;
    const y = data[b + i]!;
    data[a + i] = c * x - s * y;
    data[b + i] = s * x + c * y;
  }
}

/** Fills the rows of `basis` from `known` on, so that all are orthonormal: unit vectors, what lies in earlier rows removed twice. */
function complete(basis: Matrix, known: number): void {
  const { rows, columns: m, data } = basis;
  let unit = 0;
  for (let k = known; k < rows; k++)
    for (; ; unit++) {
      const row = data.subarray(k * m, k * m + m).fill(0);
      row[unit % m] = 1;
      for (let twice = 0; twice < 2; twice++)
        for (let j = 0; j < k; j++) {
          const along = dot(basis, j, k);
          for (let i = 0; i < m; i++) row[i]! -= along * data[j * m + i]!;
        }
      const norm = normOf(basis, k);
      if (norm * norm < (m - k) / (2 * m)) continue; // some unit vector keeps (m − k)/m of its square
      for (let i = 0; i < m; i++) row[i]! /= norm;
      break;
    }
}
