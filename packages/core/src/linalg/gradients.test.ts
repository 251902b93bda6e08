import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { eye, tensor, zeros } from "../ops/create.js";
import { stack } from "../ops/pieces.js";
import type { Tensor } from "../tensor.js";
import * as linalg from "./index.js";

useJs();

const f64 = { dtype: "float64" } as const;
const unit = (n: number) => eye(n, undefined, f64);
/** A weighted sum, so that the gradient of each element is another. */
const weighed = (...xs: Tensor[]) => xs.map((x, i) => x.mul(sample(x.shape, 20 + i)).sum()).reduce((a, b) => a.add(b));
const positive = (x: Tensor) => x.matmul(x.transpose()).add(unit(x.shape.at(-1)!));
const symmetric = (x: Tensor) => x.add(x.transpose());
const dominant = (x: Tensor) => x.add(unit(x.shape.at(-1)!).mul(3));

/** What is differentiated, and at which shapes. */
const FUNCTIONS: Readonly<Record<string, readonly [(...xs: Tensor[]) => Tensor, ...(readonly number[])[]]>> = {
  cholesky: [(x) => weighed(linalg.cholesky(positive(x))), [2, 3, 3]],
  "cholesky, upper": [(x) => weighed(linalg.cholesky(positive(x), { upper: true })), [3, 3]],
  choleskySolve: [(b, x) => weighed(linalg.choleskySolve(b, dominant(x))), [3, 2], [2, 3, 3]],
  triangularSolve: [(a, b) => weighed(linalg.triangularSolve(dominant(a), b)), [2, 3, 3], [3, 2]],
  "triangularSolve, upper from the right": [
    (a, b) => weighed(linalg.triangularSolve(dominant(a), b, { upper: true, left: false })),
    [3, 3],
    [2, 3],
  ],
  "triangularSolve, transposed": [
    (a, b) => weighed(linalg.triangularSolve(dominant(a), b, { transpose: true })),
    [3, 3],
    [3, 2],
  ],
  "triangularSolve, unit diagonal": [
    (a, b) => weighed(linalg.triangularSolve(a, b, { unitDiagonal: true, transpose: true })),
    [3, 3],
    [3, 1],
  ],
  solve: [(a, b) => weighed(linalg.solve(dominant(a), b)), [2, 3, 3], [3, 2]],
  "solve, from the right": [(a, b) => weighed(linalg.solve(dominant(a), b, { left: false })), [3, 3], [2, 3]],
  "solve, a vector": [(a, b) => weighed(linalg.solve(dominant(a), b)), [3, 3], [3]],
  inverse: [(x) => weighed(linalg.inverse(dominant(x))), [2, 3, 3]],
  det: [(x) => weighed(linalg.det(x)), [2, 3, 3]],
  slogdet: [(x) => linalg.slogdet(dominant(x)).logAbsDet, [3, 3]],
  logdet: [(x) => linalg.logdet(positive(x)), [3, 3]],
  "lu, square": [(x) => weighed(...factors(linalg.lu(dominant(x)))), [2, 3, 3]],
  "lu, wide": [(x) => weighed(...factors(linalg.lu(x))), [2, 4]],
  "lu, tall": [(x) => weighed(...factors(linalg.lu(x))), [4, 2]],
  luSolve: [(a, b) => weighed(linalg.luSolve(linalg.lu(dominant(a)), b)), [3, 3], [3, 2]],
  "qr, square": [(x) => weighed(...Object.values(linalg.qr(dominant(x)))), [2, 3, 3]],
  "qr, tall": [(x) => weighed(...Object.values(linalg.qr(x))), [4, 3]],
  "qr, wide": [(x) => weighed(...Object.values(linalg.qr(x))), [2, 4]],
  "qr, Q alone": [(x) => weighed(linalg.qr(x).Q), [3, 2]],
  "qr, R alone": [(x) => weighed(linalg.qr(x).R), [3, 2]],
  eigvalsh: [(x) => weighed(linalg.eigvalsh(symmetric(x))), [2, 3, 3]],
  "eigh, vectors": [(x) => weighed(linalg.eigh(symmetric(x)).eigenvectors.square()), [3, 3]],
  svdvals: [(x) => weighed(linalg.svdvals(x)), [2, 3, 2]],
  "svd, U alone": [(x) => weighed(linalg.svd(x, { fullMatrices: false }).U.square()), [4, 3]],
  "svd, Vh alone": [(x) => weighed(linalg.svd(x, { fullMatrices: false }).Vh.square()), [3, 4]],
  "svd, all, full": [
    (x) => {
      const { U, S, Vh } = linalg.svd(x);
      return weighed(U.at("...", [0, 1]).square(), S, Vh.square());
    },
    [3, 2],
  ],
  "pinv, tall": [(x) => weighed(linalg.pinv(x)), [4, 2]],
  "pinv, wide": [(x) => weighed(linalg.pinv(x)), [2, 4]],
  lstsq: [(a, b) => weighed(linalg.lstsq(a, b).solution), [4, 2], [4, 3]],
  "lstsq, residuals": [(a, b) => weighed(linalg.lstsq(a, b).residuals), [4, 2], [4]],
  matrixPower: [(x) => weighed(linalg.matrixPower(x, 5)), [3, 3]],
  "matrixPower, negative": [(x) => weighed(linalg.matrixPower(dominant(x), -3)), [3, 3]],
  matrixExp: [(x) => weighed(linalg.matrixExp(x.mul(3))), [2, 3, 3]],
  "matrixNorm, nuclear": [(x) => weighed(linalg.matrixNorm(x, { order: "nuc" })), [2, 3, 2]],
  "matrixNorm, spectral": [(x) => weighed(linalg.matrixNorm(x, { order: 2 })), [2, 3, 2]],
  conditionNumber: [(x) => linalg.conditionNumber(dominant(x), { order: "fro" }), [3, 3]],
  einsum: [(a, b, c) => weighed(linalg.einsum("aij,jk,kka->i", a, b, c)), [2, 3, 2], [2, 3], [3, 3, 2]],
  tensordot: [(a, b) => weighed(linalg.tensordot(a, b, { axes: [[0], [1]] })), [2, 3], [2, 2]], // biome-ignore format: pairs
  kron: [(a, b) => weighed(linalg.kron(a, b)), [2, 2], [3]],
  cross: [(a, b) => weighed(linalg.cross(a, b)), [2, 3], [3]],
  multiDot: [(a, b, c) => weighed(linalg.multiDot([a, b, c])), [3], [3, 2], [2, 2]],
};

function factors({ L, U }: linalg.LuFactors): Tensor[] {
  return [L, U.mul(U)];
}

describe("gradients of first and second order agree with differences", () => {
  test.each(Object.entries(FUNCTIONS))("%s", async (_, [f, ...shapes]) => {
    const inputs = shapes.map((shape, i) => sample(shape, 7 + i));
    expect(await gradcheck(f, inputs)).toBeLessThan(1e-6);
    expect(await gradcheck(f, inputs, { order: 2, step: 1e-5, absolute: 1e-5 })).toBeLessThan(1e-2);
  });
});

describe("where a factor has no gradient", () => {
  test("the determinant of a singular matrix has its cofactors", () => {
    const slope = (rows: number[][]) => grad(linalg.det)(tensor(rows, f64))[0]!;
    expectClose(slope([[1, 2, 3], [4, 5, 7], [1, 2, 3]]), [[1, -5, 3], [0, 0, 0], [-1, 5, -3]], 1e-13); // biome-ignore format: rows
    expectClose(slope([[1, 2, 3], [2, 4, 6], [3, 6, 9]]), [[0, 0, 0], [0, 0, 0], [0, 0, 0]], 1e-13); // biome-ignore format: rows
    expectClose(slope([[0]]), [[1]], 0);
    expectClose(slope([[1e-9, 1e-9], [1e-9, 1e-9]]).mul(1e9), [[1, -1], [-1, 1]], 1e-13); // biome-ignore format: rows
    expect(grad(linalg.det)(zeros([0, 0], f64))[0]!.shape).toEqual([0, 0]);
  });

  test("singular values of equal size pass gradients, their vectors do not", () => {
    const x = eye(3, undefined, f64);
    expectClose(grad((y) => linalg.svdvals(y).sum())(x)[0]!, [[1, 0, 0], [0, 1, 0], [0, 0, 1]], 1e-14); // biome-ignore format: rows
    expect(
      grad((y) => linalg.svd(y).U.sum())(x)[0]!
        .sum()
        .itemSync(),
    ).toBeNaN();
    expectClose(grad((y) => linalg.eigvalsh(y).sum())(x)[0]!, [[1, 0, 0], [0, 1, 0], [0, 0, 1]], 1e-14); // biome-ignore format: rows
  });

  test("columns that complete Q refuse", () => {
    expectError(
      () => grad((x) => linalg.qr(x, { mode: "complete" }).Q.sum())(sample([3, 2])),
      "no_gradient",
      "reduced",
    );
  });

  test("a batch with one singular matrix is refused as a whole", () => {
    const both = stack([unit(2), zeros([2, 2], f64)]);
    expectError(() => linalg.inverse(both), "singular_matrix", "column 0", "pinv");
    expectClose(linalg.conditionNumber(both, { order: 1 }), [1, Number.POSITIVE_INFINITY]);
    expectError(() => grad((x) => linalg.slogdet(x).logAbsDet.sum())(both), "singular_matrix");
    const { sign, logAbsDet } = linalg.slogdet(both);
    expectClose(sign, [1, 0]);
    expectClose(logAbsDet, [0, Number.NEGATIVE_INFINITY]);
    expectClose(linalg.logdet(tensor([[-1]])), Number.NaN);
  });
});
