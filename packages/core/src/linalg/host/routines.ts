import { TenonError } from "../../errors.js";
import { type DType, hostArray } from "../../seam/dtype.js";
import type { ValueInfo } from "../../seam/infer.js";
import type { HostValue, RoutineAttributes, RoutineName } from "../../seam/routine.js";
import { showShape, sizeOf } from "../../shape.js";
import { choleskyOf } from "./cholesky.js";
import { eighOf } from "./eigh.js";
import { luOf } from "./lu.js";
import { type Matrix, zeroMatrix } from "./matrix.js";
import { matrixExpOf } from "./matrix-exp.js";
import { qrOf } from "./qr.js";
import { svdOf } from "./svd.js";
import { triangularSolveOf } from "./triangular-solve.js";

/** What one matrix adds to a result. */
type Part = ArrayLike<number>;

interface Routine<K extends RoutineName> {
  /** Shapes without leading axes, and dtypes where they are not that of the inputs. */
  readonly results: (
    m: number,
    n: number,
    attributes: RoutineAttributes[K],
    columns: number,
  ) => (readonly number[] | { readonly shape: readonly number[]; readonly dtype: DType })[];
  readonly one: (attributes: RoutineAttributes[K], a: Matrix, b: Matrix) => Part[];
}

/** Each routine: the shapes that it returns for a matrix [m, n] (and a right side of `columns`), and what it computes. */
const ROUTINES: { readonly [K in RoutineName]: Routine<K> } = {
  lu: {
    results: (m, n) => [[m, n], { shape: [m], dtype: "int32" }, []],
    one: ({ refuseSingular }, a) => {
      const { factors, order, sign, zeroPivot } = luOf(a);
      if (refuseSingular && zeroPivot >= 0) throw singular(a, zeroPivot);
      return [factors.data, order, [sign]];
    },
  },
  cholesky: {
    results: (n) => [[n, n]],
    one: (_, a) => {
      const L = choleskyOf(a);
      if (L === undefined) throw notPositiveDefinite(a);
      return [L.data];
    },
  },
  qr: {
    results: (m, n, { full }) => {
      const k = full ? m : Math.min(m, n);
      return [[m, k], [k, n]]; // biome-ignore format: shapes
    },
    one: ({ full }, a) => qrOf(a, full).map(({ data }) => data),
  },
  eigh: {
    results: (n) => [[n], [n, n]],
    one: (_, a) => {
      const { values, vectors } = eighOf(a);
      return [values, vectors.data];
    },
  },
  svd: {
    results: (m, n, { full }) => {
      const k = Math.min(m, n);
      return [[m, full ? m : k], [k], [full ? n : k, n]];
    },
    one: ({ full }, a) => {
      const { U, S, Vt } = svdOf(a, full);
      return [U.data, S, Vt.data];
    },
  },
  triangularSolve: {
    results: (n, _, __, columns) => [[n, columns]],
    one: (attributes, a, b) => [triangularSolveOf(a, b, attributes).data],
  },
  matrixExp: { results: (n) => [[n, n]], one: (_, a) => [matrixExpOf(a).data] },
};

/** Shapes and dtypes that a routine returns for inputs whose last two axes are matrices. */
export function inferRoutine<K extends RoutineName>(
  op: K,
  attributes: RoutineAttributes[K],
  inputs: readonly ValueInfo[],
): ValueInfo[] {
  const { shape, dtype } = inputs[0]!; // every routine takes a matrix
  const [m = 0, n = 0] = shape.slice(-2);
  return ROUTINES[op].results(m, n, attributes, inputs.at(-1)!.shape.at(-1)!).map((result) => {
    const own = "shape" in result ? result : { shape: result, dtype };
    return { shape: [...shape.slice(0, -2), ...own.shape], dtype: own.dtype };
  });
}

/** Runs a routine on each matrix of the inputs, in float64. */
export function routineOnHost<K extends RoutineName>(
  op: K,
  attributes: RoutineAttributes[K],
  inputs: readonly HostValue[],
): HostValue[] {
  const results = inferRoutine(op, attributes, inputs).map(({ shape, dtype }) => ({
    shape,
    dtype,
    data: hostArray(dtype, sizeOf(shape)),
  }));
  const count = sizeOf(inputs[0]!.shape.slice(0, -2));
  for (let b = 0; b < count; b++) {
    const [first, second = first] = inputs.map((x) => matrixAt(x, b));
    for (const [i, part] of ROUTINES[op].one(attributes, first!, second!).entries())
      results[i]!.data.set(part, b * part.length);
  }
  return results;
}

function matrixAt({ shape, data }: HostValue, index: number): Matrix {
  const [rows = 0, columns = 0] = shape.slice(-2);
  const matrix = zeroMatrix(rows, columns);
  matrix.data.set(data.subarray(index * rows * columns, (index + 1) * rows * columns));
  return matrix;
}

function singular({ rows, columns }: Matrix, pivot: number): TenonError {
  return new TenonError(
    "singular_matrix",
    `solve: a matrix ${showShape([rows, columns])} is singular: elimination finds no pivot in column ${pivot}`,
    "lstsq or pinv, or a small multiple of the identity added to the matrix",
    { column: pivot },
  );
}

function notPositiveDefinite({ rows, columns }: Matrix): TenonError {
  return new TenonError(
    "not_positive_definite",
    `cholesky: a matrix ${showShape([rows, columns])} is not positive definite`,
    "a symmetric matrix with positive eigenvalues: add a small multiple of the identity",
    { shape: [rows, columns] },
  );
}
