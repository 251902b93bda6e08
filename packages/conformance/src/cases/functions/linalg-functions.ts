import { concat, eye, type Tensor } from "@tenon/core";
import {
  cholesky,
  choleskySolve,
  conditionNumber,
  cross,
  det,
  dot,
  eigh,
  eigvalsh,
  einsum,
  inverse,
  kron,
  logdet,
  lstsq,
  lu,
  matrixExp,
  matrixNorm,
  matrixPower,
  matrixRank,
  multiDot,
  outer,
  pinv,
  qr,
  slogdet,
  solve,
  svd,
  svdvals,
  tensordot,
  trace,
  triangularSolve,
  vander,
  vectorNorm,
} from "@tenon/core/linalg";
import type { FunctionTable } from "../function-table.js";

const INFINITY = Number.POSITIVE_INFINITY;

const transposed = (x: Tensor) => x.transpose();
const gram = (x: Tensor) => x.matmul(x, { transposeB: true });
/** Positive definite, and far from singular. */
const positive = (x: Tensor) => {
  const n = x.shape.at(-1)!;
  const { dtype, backend } = x;
  return gram(x)
    .div(2)
    .add(eye(n, n, { dtype, backend }).mul(2));
};
const symmetric = (x: Tensor) => x.add(transposed(x)).div(2);
const beside = (xs: readonly Tensor[]) => concat(xs, { axis: -1 });
const below = (xs: readonly Tensor[]) => concat(xs, { axis: -2 });
const solver =
  (options: Parameters<typeof triangularSolve>[2]) =>
  (a?: Tensor, b?: Tensor): Tensor =>
    triangularSolve(a!, b!, options);

export const linalgFunctions: FunctionTable = {
  dot: (a, b) => dot(a!, b!),
  outer: (a, b) => outer(a!, b!),
  "einsum product": (...xs) => einsum("ij,jk->ik", ...xs),
  "einsum chain": (...xs) => einsum("ij,jk,kl->il", ...xs),
  "einsum implicit": (...xs) => einsum("ba,bc", ...xs),
  "einsum trace": (...xs) => einsum("ii", ...xs),
  "einsum diagonal": (...xs) => einsum("iji->ij", ...xs),
  "einsum sum": (...xs) => einsum("ijk->k", ...xs),
  "einsum hadamard": (...xs) => einsum("ij,ij->ij", ...xs),
  "einsum batch": (...xs) => einsum("...ij,...jk->...ik", ...xs),
  "einsum ellipsis inside": (...xs) => einsum("i...,i...->...", ...xs),
  "einsum outer": (...xs) => einsum("i,jk->kij", ...xs),
  "einsum bilinear": (...xs) => einsum("bn,anm,bm->ba", ...xs),
  "einsum stretches": (...xs) => einsum("ij,ij->i", ...xs),
  "einsum dot": (...xs) => einsum("bi,bi->b", ...xs),
  tensordot: (a, b) => tensordot(a!, b!),
  "tensordot 0": (a, b) => tensordot(a!, b!, { axes: 0 }),
  "tensordot axes": (a, b) => tensordot(a!, b!, { axes: [[0, 2], [1, 0]] }), // biome-ignore format: pairs
  kron: (a, b) => kron(a!, b!),
  "kron ranks": (a, b) => kron(a!, b!),
  trace: (x) => trace(x!),
  cross: (a, b) => cross(a!, b!),
  "cross axis 0": (a, b) => cross(a!, b!, { axis: 0 }),
  vander: (x) => vander(x!),
  "vander decreasing 3": (x) => vander(x!, { columns: 3, increasing: false }),
  multiDot: (...xs) => multiDot(xs),

  cholesky: (x) => cholesky(positive(x!)),
  "cholesky upper": (x) => cholesky(positive(x!), { upper: true }),
  choleskySolve: (b, x) => choleskySolve(b!, x!),
  "choleskySolve upper": (b, x) => choleskySolve(b!, x!, { upper: true }),
  triangularSolve: solver({}),
  "triangularSolve upper batch": solver({ upper: true }),
  "triangularSolve right": solver({ left: false }),
  "triangularSolve transpose": solver({ upper: true, transpose: true }),
  "triangularSolve unit": solver({ unitDiagonal: true }),
  solve: (a, b) => solve(a!, b!),
  "solve vector": (a, b) => solve(a!, b!),
  "solve vectors": (a, b) => solve(a!, b!),
  "solve right": (a, b) => solve(a!, b!, { left: false }),
  inverse: (x) => inverse(x!),
  det: (x) => det(x!),
  "slogdet sign": (x) => slogdet(x!).sign,
  "slogdet log": (x) => slogdet(x!).logAbsDet,
  logdet: (x) => logdet(positive(x!)),
  "lstsq tall": (a, b) => lstsq(a!, b!).solution,
  "lstsq wide": (a, b) => lstsq(a!, b!).solution,
  "pinv tall": (x) => pinv(x!),
  "pinv wide": (x) => pinv(x!),
  "pinv rank 2": (x) => pinv(x!, { relative: 1e-3 }),
  matrixRank: (x) => matrixRank(x!, { relative: 1e-3 }),

  "lu square": (x) => {
    const { L, U } = lu(x!);
    return L.add(gram(U));
  },
  "lu wide": (x) => {
    const { L, U } = lu(x!);
    return beside([L, U]);
  },
  "lu tall": (x) => {
    const { L, U } = lu(x!);
    return below([L, U]);
  },
  "lu permutation": (x) => lu(x!).P,
  "qr square": (x) => {
    const { Q, R } = qr(x!);
    return beside([Q, R]);
  },
  "qr tall": (x) => {
    const { Q, R } = qr(x!);
    return below([Q, R]);
  },
  "qr wide": (x) => {
    const { Q, R } = qr(x!);
    return beside([Q, R]);
  },
  "qr complete": (x) => {
    const { Q, R } = qr(x!, { mode: "complete" });
    return beside([Q, R]);
  },
  "qr batch complete": (x) => {
    const { Q, R } = qr(x!, { mode: "complete" });
    return beside([Q, R]);
  },
  eigvalsh: (x) => eigvalsh(symmetric(x!)),
  "eigh vectors": (x) => eigh(symmetric(x!)).eigenvectors.square(),
  "eigh batch": (x) => {
    const { eigenvalues, eigenvectors } = eigh(symmetric(x!).div(4));
    return eigenvectors.mul(eigenvalues.exp().unsqueeze(-2)).matmul(eigenvectors, { transposeB: true });
  },
  svdvals: (x) => svdvals(x!),
  "svd square": (x) => {
    const { U, Vh } = svd(x!);
    return below([U.square(), Vh.square()]);
  },
  "svd reduced tall": (x) => {
    const { U, S, Vh } = svd(x!, { fullMatrices: false });
    return U.mul(S.sqrt()).matmul(Vh);
  },
  "svd reduced wide": (x) => {
    const { U, Vh } = svd(x!, { fullMatrices: false });
    return U.square().matmul(Vh.square());
  },
  "svd full": (x) => {
    const { U } = svd(x!);
    return gram(U);
  },

  "matrixPower 3": (x) => matrixPower(x!, 3),
  "matrixPower 0": (x) => matrixPower(x!, 0),
  "matrixPower -2": (x) => matrixPower(x!, -2),
  matrixExp: (x) => matrixExp(x!),
  ...Object.fromEntries(
    (["fro", "nuc", 1, -1, 2, -2, INFINITY, -INFINITY] as const).map((order) => [
      `matrixNorm ${nameOf(order)}`,
      (x?: Tensor) => matrixNorm(x!, { order }),
    ]),
  ),
  "matrixNorm axes keep": (x) => matrixNorm(x!, { order: 1, axes: [2, 0], keepDims: true }),
  vectorNorm: (x) => vectorNorm(x!),
  "vectorNorm 3 axis 1": (x) => vectorNorm(x!, { order: 3, axis: 1 }),
  ...Object.fromEntries(
    (["fro", "nuc", 1, -1, 2, -2, INFINITY] as const).map((order) => [
      `conditionNumber ${nameOf(order)}`,
      (x?: Tensor) => conditionNumber(x!, { order }),
    ]),
  ),
  "conditionNumber tall": (x) => conditionNumber(x!),
};

/** As the script names it. */
function nameOf(order: string | number): string {
  return String(order).toLowerCase();
}
