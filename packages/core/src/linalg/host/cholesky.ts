import { type Matrix, zeroMatrix } from "./matrix.js";

/** L with L·Lᵀ = a, from the lower triangle of `a`, row by row; undefined when `a` is not positive definite. */
export function choleskyOf({ rows: n, data }: Matrix): Matrix | undefined {
  const L = zeroMatrix(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = data[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= L.data[i * n + k]! * L.data[j * n + k]!;
      if (i > j) L.data[i * n + j] = rest / L.data[j * n + j]!;
      else if (rest > 0 && rest < Number.POSITIVE_INFINITY) L.data[i * n + i] = Math.sqrt(rest);
      else return undefined; // NaN too
    }
  return L;
}
