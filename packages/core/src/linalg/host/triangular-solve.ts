import type { RoutineAttributes } from "../../seam/routine.js";
import { copyMatrix, type Matrix } from "./matrix.js";

/** x with a·x = b or aᵀ·x = b, by substitution from the side where the triangle has its single element. */
export function triangularSolveOf(
  { rows: n, data: a }: Matrix,
  b: Matrix,
  { upper, transpose, unitDiagonal }: RoutineAttributes["triangularSolve"],
): Matrix {
  const x = copyMatrix(b);
  const { columns, data } = x;
  const forward = upper === transpose;
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step;
    for (let k = forward ? 0 : i + 1; k < (forward ? i : n); k++) {
      const factor = transpose ? a[k * n + i]! : a[i * n + k]!;
      if (factor !== 0) for (let c = 0; c < columns; c++) data[i * columns + c]! -= factor * data[k * columns + c]!;
    }
    if (!unitDiagonal) for (let c = 0; c < columns; c++) data[i * columns + c]! /= a[i * n + i]!;
  }
  return x;
}
