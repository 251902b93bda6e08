import { copyMatrix, type Matrix } from "./matrix.js";

export interface Lu {
  /** L below the diagonal without its ones, U on and above. */
  readonly factors: Matrix;
  /** Row i of L·U is row order[i] of the matrix. */
  readonly order: Int32Array;
  /** 1 or −1: the determinant of the permutation. */
  readonly sign: number;
  /** The first column without a pivot; −1 if there is none. */
  readonly zeroPivot: number;
}

/** Gaussian elimination with partial pivoting (Golub & Van Loan, Matrix Computations, algorithm 3.4.1). */
export function luOf(a: Matrix): Lu {
  const factors = copyMatrix(a);
  const { rows: m, columns: n, data } = factors;
  const order = Int32Array.from({ length: m }, (_, i) => i);
  let sign = 1;
  let zeroPivot = -1;
  for (let k = 0; k < Math.min(m, n); k++) {
    let p = k;
    for (let i = k + 1; i < m; i++) if (Math.abs(data[i * n + k]!) > Math.abs(data[p * n + k]!)) p = i;
    if (p !== k) {
      for (let j = 0; j < n; j++) {
        const kept = data[k * n + j]!;
        data[k * n + j] = data[p * n + j]!;
        data[p * n + j] = kept;
      }
      [order[k], order[p]] = [order[p]!, order[k]!];
      sign = -sign;
    }
    const pivot = data[k * n + k]!;
    if (pivot === 0) {
      if (zeroPivot < 0) zeroPivot = k;
      continue;
    }
    for (let i = k + 1; i < m; i++) {
      const l = data[i * n + k]! / pivot;
      data[i * n + k] = l;
      if (l !== 0) for (let j = k + 1; j < n; j++) data[i * n + j] = data[i * n + j]! - l * data[k * n + j]!;
    }
  }
  return { factors, order, sign, zeroPivot };
}
