import { identityMatrix, isFiniteMatrix, type Matrix, transposeMatrix, zeroMatrix } from "./matrix.js";

export interface Eigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** As columns. */
  readonly vectors: Matrix;
}

const STEPS = 60;

/** Householder tridiagonalization, then implicit QL steps (Golub & Van Loan, 8.3), of the lower triangle. NaN in, NaN out. */
export function eighOf(a: Matrix): Eigen {
  const n = a.rows;
  const lower = zeroMatrix(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) lower.data[i * n + j] = lower.data[j * n + i] = a.data[i * n + j]!;
  if (!isFiniteMatrix(lower)) {
    lower.data.fill(Number.NaN);
    return { values: new Float64Array(n).fill(Number.NaN), vectors: lower };
  }
  const rows = identityMatrix(n); // eigenvectors as rows, so that rotations run over contiguous memory
  const { diagonal, off } = tridiagonalize(lower, rows);
  implicitQl(diagonal, off, rows);
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[i]! - diagonal[j]!);
  const sorted = zeroMatrix(n, n);
  for (const [k, j] of order.entries()) sorted.data.set(rows.data.subarray(j * n, j * n + n), k * n);
  return { values: Float64Array.from(order, (j) => diagonal[j]!), vectors: transposeMatrix(sorted) };
}

/** Qᵀ·a·Q = tridiagonal; `rows` becomes Qᵀ. off[i] couples i and i + 1. */
function tridiagonalize({ rows: n, data: a }: Matrix, rows: Matrix) {
  const off = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    let below = 0;
    for (let i = k + 2; i < n; i++) below = Math.hypot(below, a[i * n + k]!);
    const alpha = a[(k + 1) * n + k]!;
    off[k] = alpha;
    if (below === 0) continue;
    const beta = alpha >= 0 ? -Math.hypot(alpha, below) : Math.hypot(alpha, below);
    const scale = (beta - alpha) / beta;
    off[k] = beta;
    v.fill(0);
    v[k + 1] = 1;
    for (let i = k + 2; i < n; i++) v[i] = a[i * n + k]! / (alpha - beta);
    // a ← H·a·H = a − v·wᵀ − w·vᵀ with p = scale·a·v, w = p − (scale/2)(pᵀv)·v
    let pv = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j]! * v[j]!;
      p[i] = scale * sum;
      pv += p[i]! * v[i]!;
    }
    for (let i = k + 1; i < n; i++) p[i]! -= 0.5 * scale * pv * v[i]!;
    for (let i = k + 1; i < n; i++) for (let j = k + 1; j < n; j++) a[i * n + j]! -= v[i]! * p[j]! + p[i]! * v[j]!;
    applyToRows(rows, v, scale, k + 1);
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), off };
}

/** rows ← (I − scale·v·vᵀ)·rows, where v starts at `first`. */
function applyToRows({ columns: n, data }: Matrix, v: Float64Array, scale: number, first: number): void {
  const sums = new Float64Array(n);
  for (let i = first; i < n; i++) for (let c = 0; c < n; c++) sums[c]! += v[i]! * data[i * n + c]!;
  for (let i = first; i < n; i++) for (let c = 0; c < n; c++) data[i * n + c]! -= scale * v[i]! * sums[c]!;
}

/** Diagonalizes in place: `d` the diagonal, `e` beside it; the rotations go to `rows`. */
function implicitQl(d: Float64Array, e: Float64Array, { columns: n, data }: Matrix): void {
  for (let l = 0; l < n; l++)
    for (let step = 0; step < STEPS; step++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
      if (m === l) break;
      // Wilkinson's shift: the eigenvalue of the leading 2×2 block next to d[l].
      const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
      let g = d[m]! - d[l]! + e[l]! / (half + (half >= 0 ? 1 : -1) * Math.hypot(half, 1));
      let s = 1;
      let c = 1;
      let p = 0;
      let deflated = false;
      for (let i = m - 1; i >= l; i--) {
        const f = s * e[i]!;
        const b = c * e[i]!;
        const r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1]! -= p;
          e[m] = 0;
          deflated = true;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1]! - p;
        const t = (d[i]! - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
        for (let k = 0, x = i * n, y = x + n; k < n; k++) {
          const upper = data[x + k]!;
          const lower = data[y + k]!;
          data[x + k] = c * upper - s * lower;
          data[y + k] = s * upper + c * lower;
        }
      }
      if (deflated) continue;
      d[l]! -= p;
      e[l] = g;
      e[m] = 0;
    }
}
