import { identityMatrix, type Matrix, zeroMatrix } from "./matrix.js";

const DEGREE = 18; // 1/19! is below the rounding of float64

/** eᵃ by scaling to ‖a‖₁ ≤ 1, a Taylor polynomial and repeated squaring (Moler & Van Loan 2003, method 3). NaN in, NaN out. */
export function matrixExpOf(a: Matrix): Matrix {
  const n = a.rows;
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(a.data[i * n + j]!);
    norm = Math.max(norm, sum);
  }
  if (!Number.isFinite(norm)) return { rows: n, columns: n, data: new Float64Array(n * n).fill(Number.NaN) };
  const squarings = norm > 1 ? Math.ceil(Math.log2(norm)) : 0;
  const scaled: Matrix = { ...a, data: a.data.map((v) => v / 2 ** squarings) };
  let result = identityMatrix(n);
  for (let k = DEGREE; k >= 1; k--) {
    const { data } = product(scaled, result);
    for (const i of data.keys()) data[i]! /= k;
    for (let i = 0; i < n; i++) data[i * n + i]! += 1;
    result = { rows: n, columns: n, data };
  }
  for (let k = 0; k < squarings; k++) result = product(result, result);
  return result;
}

function product(a: Matrix, b: Matrix): Matrix {
  const n = a.rows;
  const c = zeroMatrix(n, n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = a.data[i * n + k]!;
      if (factor !== 0) for (let j = 0; j < n; j++) c.data[i * n + j]! += factor * b.data[k * n + j]!;
    }
  return c;
}
