import type { Size } from "./spec.js";

/** Strides of a matrix, in elements: from row to row, from column to column, along the two batch axes. */
export interface MatrixStrides<S extends Size = Size> {
  readonly row: S;
  readonly column: S;
  readonly batch: readonly [S, S];
}

/**
 * [B₀, B₁, M, K] × [B₀, B₁, K, N] → dense [B₀, B₁, M, N]. Transposition and broadcast batches are strides.
 *
 * Each output is the sum over runs of at most 320 neighbours of K, each run added up from 0 in order: strides, threads and
 * tiles never change a bit. Order of given sizes: batch, m, k, n, strides of a and of b (row, column, batch).
 */
export interface MatmulSpec<S extends Size = Size> {
  readonly dtype: "float32" | "int32" | "float64";
  readonly batch: readonly [S, S];
  readonly m: S;
  readonly k: S;
  readonly n: S;
  readonly a: MatrixStrides<S>;
  readonly b: MatrixStrides<S>;
}

/** Rows of a task. */
export const TASK_ROWS = 256;
/** The longest run of K that is added up on its own. */
export const LONGEST_RUN = 320;

/** Columns of a task: a left matrix whose rows are not dense is packed once per task, which wider tasks make up for. */
export function taskColumns({ a }: Pick<MatmulSpec, "a">): number {
  return a.column === 1 ? 64 : 128;
}

/** How many tasks a product has. */
export function matmulTasks(spec: Pick<MatmulSpec, "a">, batch: number, m: number, n: number): number {
  return batch * Math.ceil(m / TASK_ROWS) * Math.ceil(n / taskColumns(spec));
}

/** All sizes, in the order in which the given ones are parameters. */
export function matmulSizes<S extends Size>({ batch, m, k, n, a, b }: MatmulSpec<S>): S[] {
  const list = (matrix: MatrixStrides<S>) => [matrix.row, matrix.column, ...matrix.batch];
  return [...batch, m, k, n, ...list(a), ...list(b)];
}
