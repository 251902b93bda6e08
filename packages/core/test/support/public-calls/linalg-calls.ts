import * as linalg from "../../../src/linalg/index.js";
import type { Calls } from "./inputs.js";

export const linalgCalls: Calls = {
  dot: [({ y, row }) => linalg.dot(y, row), ({ y, half }) => linalg.dot(y, half)],
  outer: [({ y, bias }) => linalg.outer(y, bias)],
  einsum: [
    ({ x, m }) => linalg.einsum("ij,jk->ik", x, m),
    ({ weights }) => linalg.einsum("ii", weights),
    ({ x }) => linalg.einsum("ij->ij", x),
    ({ x, m, y }) => linalg.einsum("ij,jk,j", x, m, y),
    ({ image, weights }) => linalg.einsum("...hw,xh->x...w", image, weights),
  ],
  tensordot: [
    ({ x, m }) => linalg.tensordot(x, m, { axes: 1 }),
    ({ y, bias }) => linalg.tensordot(y, bias, { axes: 0 }),
  ],
  kron: [({ x, y }) => linalg.kron(x, y)],
  trace: [({ weights }) => linalg.trace(weights)],
  cross: [({ x, y }) => linalg.cross(x, y)],
  vander: [({ y }) => linalg.vander(y, { increasing: false })],
  cholesky: [({ positive }) => linalg.cholesky(positive), ({ positive }) => linalg.cholesky(positive, { upper: true })],
  choleskySolve: [({ updates, positive }) => linalg.choleskySolve(updates, positive, { upper: true })],
  triangularSolve: [
    ({ positive, updates }) => linalg.triangularSolve(positive, updates),
    ({ positive, m }) => linalg.triangularSolve(positive, m, { left: false, upper: true }),
  ],
  solve: [
    ({ weights, image }) => linalg.solve(weights, image),
    ({ positive, bias }) => linalg.solve(positive, bias),
    ({ positive, m }) => linalg.solve(positive, m, { left: false }),
  ],
  inverse: [({ weights }) => linalg.inverse(weights)],
  lu: [({ weights }) => linalg.lu(weights), ({ x }) => linalg.lu(x), ({ m }) => linalg.lu(m)],
  luSolve: [({ positive, updates }) => linalg.luSolve({ P: positive, L: positive, U: positive }, updates)],
  det: [({ weights }) => linalg.det(weights)],
  slogdet: [({ weights }) => linalg.slogdet(weights)],
  logdet: [({ positive }) => linalg.logdet(positive)],
  qr: [({ x }) => linalg.qr(x), ({ m }) => linalg.qr(m)],
  eigh: [({ positive }) => linalg.eigh(positive)],
  eigvalsh: [({ positive }) => linalg.eigvalsh(positive)],
  svd: [({ x }) => linalg.svd(x), ({ m }) => linalg.svd(m, { fullMatrices: false })],
  svdvals: [({ x }) => linalg.svdvals(x)],
  lstsq: [({ m, y }) => linalg.lstsq(m, y), ({ x, updates }) => linalg.lstsq(x, updates)],
  pinv: [({ x }) => linalg.pinv(x)],
  matrixRank: [({ x }) => linalg.matrixRank(x)],
  matrixPower: [
    ({ weights }) => linalg.matrixPower(weights, 5),
    ({ weights }) => linalg.matrixPower(weights, 1),
    ({ weights }) => linalg.matrixPower(weights, -2),
    ({ weights }) => linalg.matrixPower(weights, 0),
  ],
  matrixExp: [({ weights }) => linalg.matrixExp(weights)],
  matrixNorm: (["fro", "nuc", 1, -2, Number.POSITIVE_INFINITY] as const).map(
    (order) =>
      ({ image }) =>
        linalg.matrixNorm(image, { order, axes: [1, 3], keepDims: true }),
  ),
  vectorNorm: [({ x }) => linalg.vectorNorm(x, { order: 3, axis: 1 })],
  conditionNumber: [
    ({ x }) => linalg.conditionNumber(x),
    ({ weights }) => linalg.conditionNumber(weights, { order: 1 }),
  ],
  multiDot: [({ y, m, x }) => linalg.multiDot([y, m, x])],
};
