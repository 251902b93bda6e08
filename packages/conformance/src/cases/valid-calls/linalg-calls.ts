import {
  cholesky, choleskySolve, conditionNumber, cross, det, dot, eigh, eigvalsh, einsum, inverse, kron, logdet, lstsq, lu, luSolve,
  matrixExp, matrixNorm, matrixPower, matrixRank, multiDot, outer, pinv, qr, slogdet, solve, svd, svdvals, tensordot, trace,
  triangularSolve, vander, vectorNorm,
} from "@tenon/core/linalg"; // biome-ignore format: names
import { each, given, MATRIX, type ValidCalls } from "./valid-call.js";

const ofMatrix = {
  cholesky, conditionNumber, det, eigh, eigvalsh, inverse, logdet, lu, matrixExp, matrixNorm, matrixRank, pinv, qr, slogdet, svd,
  svdvals, trace,
}; // biome-ignore format: names

export const linalgCalls: ValidCalls = {
  ...each(ofMatrix, [MATRIX], (f) => (x) => f(x)),
  ...each({ kron, choleskySolve, triangularSolve, solve, lstsq }, [MATRIX, MATRIX], (f) => (a, b) => f(a, b)),
  ...each({ dot, outer, cross }, [[3], [3]], (f) => (a, b) => f(a, b)),
  tensordot: given([MATRIX, MATRIX], (a, b) => tensordot(a, b, { axes: 1 })),
  einsum: given([[2, 3], [3]], (a, b) => einsum("ij,j->i", a, b)),
  multiDot: given([[2, 3], [3, 2], [2]], (a, b, c) => multiDot([a, b, c])), // biome-ignore format: one line
  luSolve: given([MATRIX, MATRIX, MATRIX, [2, 1]], (P, L, U, b) => luSolve({ P, L, U }, b)),
  matrixPower: given([MATRIX], (x) => matrixPower(x, 2)),
  vander: given([[3]], (x) => vander(x)),
  vectorNorm: given([[3]], (x) => vectorNorm(x)),
};
