/** A dense matrix on the host, row-major, in float64. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export function zeroMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float64Array(rows * columns) };
}

export function identityMatrix(n: number): Matrix {
  const eye = zeroMatrix(n, n);
  for (let i = 0; i < n; i++) eye.data[i * n + i] = 1;
  return eye;
}

export function copyMatrix({ rows, columns, data }: Matrix): Matrix {
  return { rows, columns, data: data.slice() };
}

export function transposeMatrix({ rows, columns, data }: Matrix): Matrix {
  const t = zeroMatrix(columns, rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) t.data[j * rows + i] = data[i * columns + j]!;
  return t;
}

/** True unless an element is NaN or infinite. */
export function isFiniteMatrix({ data }: Matrix): boolean {
  for (const v of data) if (!Number.isFinite(v)) return false;
  return true;
}
