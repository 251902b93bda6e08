import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { eye, tensor, zeros } from "../ops/create.js";
import { narrow } from "../ops/movement.js";
import { stack } from "../ops/pieces.js";
import type { Tensor } from "../tensor.js";
import { cholesky, det, eigh, eigvalsh, inverse, lu, qr, solve, svd, svdvals } from "./index.js";

useJs();

const f64 = { dtype: "float64" } as const;
const product = (...xs: Tensor[]) => xs.reduce((a, b) => a.matmul(b));
const gap = (a: Tensor, b: Tensor) => (a.size === 0 ? 0 : a.sub(b).abs().max().itemSync());
const isOrthonormal = (x: Tensor) => gap(x.transpose().matmul(x), eye(x.shape.at(-1)!, undefined, f64)) < 1e-13;
/** 1/(i + j + 1): condition 5·10⁵ at 5, 10¹³ at 10. */
const hilbert = (n: number) =>
  tensor(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => 1 / (i + j + 1))),
    f64,
  );
const outerOf = (u: Tensor, v: Tensor) => u.reshape([-1, 1]).mul(v);

/** Square, tall and wide; singular, graded, tiny, huge and batched. */
const MATRICES: Readonly<Record<string, () => Tensor>> = {
  "one element": () => sample([1, 1]),
  "one row": () => sample([1, 4]),
  "one column": () => sample([4, 1]),
  square: () => sample([7, 7]),
  tall: () => sample([9, 4]),
  wide: () => sample([4, 9]),
  batched: () => sample([2, 3, 4, 3]),
  large: () => sample([60, 45]),
  zero: () => zeros([3, 4], f64),
  identity: () => eye(4, undefined, f64),
  "of rank 1": () => outerOf(sample([5], 2), sample([4], 3)),
  "with a zero column": () => sample([4, 3]).mul(tensor([1, 0, 1])),
  graded: () => sample([5, 5]).mul(tensor([1, 1e-4, 1e-8, 1e-12, 1e-16], f64)),
  tiny: () => sample([4, 4]).mul(1e-180),
  huge: () => sample([4, 4]).mul(1e150),
  "nearly singular": () => hilbert(8),
  triangular: () => tensor([[1, 2, 3], [0, 4, 5], [0, 0, 6]], f64), // biome-ignore format: rows
};
const cases = Object.entries(MATRICES);
/** Rounding errors at the size of the elements. */
const near = (a: Tensor, b: Tensor) => {
  expect(a.shape).toEqual(b.shape);
  expect(gap(a, b)).toBeLessThanOrEqual(1e-13 * b.abs().max().itemSync());
};

describe.each(cases)("of a matrix that is %s", (_, make) => {
  test("lu gives back its rows in another order", () => {
    const a = make();
    const { P, L, U } = lu(a);
    near(product(P, L, U), a);
    expect(gap(product(P, P.transpose()), eye(a.shape.at(-2)!, undefined, f64))).toBe(0);
    expect(L.abs().max().itemSync()).toBe(1); // pivots are the largest of their columns
    for (let i = 0; i < L.shape.at(-2)!; i++)
      for (let j = i; j < L.shape.at(-1)!; j++)
        expect(
          L.at("...", i, j)
            .sub(i === j ? 1 : 0)
            .abs()
            .max()
            .itemSync(),
        ).toBe(0);
    for (let i = 1; i < U.shape.at(-2)!; i++)
      for (let j = 0; j < i; j++) expect(U.at("...", i, j).abs().max().itemSync()).toBe(0);
  });

  test("qr has orthonormal columns and a triangle, reduced and complete", () => {
    const a = make();
    const [m, n] = a.shape.slice(-2) as [number, number];
    for (const mode of ["reduced", "complete"] as const) {
      const { Q, R } = qr(a, { mode });
      const k = mode === "complete" ? m : Math.min(m, n);
      expect([Q.shape.slice(-2), R.shape.slice(-2)]).toEqual([[m, k], [k, n]]); // biome-ignore format: shapes
      near(product(Q, R), a);
      expect(isOrthonormal(Q)).toBe(true);
      for (let i = 1; i < k; i++)
        for (let j = 0; j < Math.min(i, n); j++) expect(R.at("...", i, j).abs().max().itemSync()).toBe(0);
    }
  });

  test("svd has orthonormal vectors, full and reduced, and descending values", () => {
    const a = make();
    const k = Math.min(...a.shape.slice(-2));
    for (const fullMatrices of [true, false]) {
      const { U, S, Vh } = svd(a, { fullMatrices });
      expect(U.shape.at(-1)).toBe(fullMatrices ? a.shape.at(-2) : k);
      expect(Vh.shape.at(-2)).toBe(fullMatrices ? a.shape.at(-1) : k);
      expect(isOrthonormal(U) && isOrthonormal(Vh.transpose())).toBe(true);
      near(product(narrow(U, -1, 0, k).mul(S.unsqueeze(-2)), narrow(Vh, -2, 0, k)), a);
      expect(S.min().itemSync()).toBeGreaterThanOrEqual(0);
      for (let i = 1; i < k; i++)
        expect(
          S.at("...", i)
            .sub(S.at("...", i - 1))
            .max()
            .itemSync(),
        ).toBeLessThanOrEqual(0);
    }
    expectClose(svdvals(a), svd(a).S.toArraySync(), 0);
  });

  test("eigh of its Gram matrix has orthonormal vectors, and the squares of singular values", () => {
    const a = make();
    const gram = product(a, a.transpose());
    const { eigenvalues, eigenvectors } = eigh(gram);
    expect(isOrthonormal(eigenvectors)).toBe(true);
    if (gram.abs().max().itemSync() === 0) return expect(eigenvalues.abs().max().itemSync()).toBe(0);
    near(product(eigenvectors.mul(eigenvalues.unsqueeze(-2)), eigenvectors.transpose()), gram);
    const k = Math.min(...a.shape.slice(-2));
    const largest = narrow(eigenvalues, -1, a.shape.at(-2)! - k, k);
    const scale = eigenvalues.max().itemSync();
    expect(gap(largest.flip(-1), svdvals(a).square())).toBeLessThan(1e-13 * scale);
  });
});

describe("closed forms", () => {
  test("eigenvalues of the path graph are 2 − 2·cos(πk/n)", () => {
    const n = 24;
    const laplacian = tensor(
      Array.from({ length: n }, (_, i) =>
        Array.from({ length: n }, (_, j) =>
          i === j ? (i === 0 || i === n - 1 ? 1 : 2) : Math.abs(i - j) === 1 ? -1 : 0,
        ),
      ),
      f64,
    );
    const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos((Math.PI * k) / n));
    expectClose(eigvalsh(laplacian), expected, 1e-14);
  });

  test("repeated eigenvalues have orthonormal vectors", () => {
    const Q = qr(sample([6, 6])).Q;
    const a = product(Q.mul(tensor([3, 3, 3, 1, 1, 1], f64)), Q.transpose());
    const { eigenvalues, eigenvectors } = eigh(a);
    expectClose(eigenvalues, [1, 1, 1, 3, 3, 3], 1e-14);
    expect(isOrthonormal(eigenvectors)).toBe(true);
  });

  test("eigh and cholesky read the lower triangle alone", () => {
    const a = tensor([[4, Number.NaN], [2, 5]], f64); // biome-ignore format: rows
    expectClose(eigvalsh(a), [(9 - Math.sqrt(17)) / 2, (9 + Math.sqrt(17)) / 2], 1e-14);
    expectClose(cholesky(a), [[2, 0], [1, 2]]); // biome-ignore format: rows
    expectClose(cholesky(a.transpose(), { upper: true }), [[2, 1], [0, 2]]); // biome-ignore format: rows
  });

  test("the Hilbert matrix: determinant 1/266716800000 at 5, an inverse of integers", () => {
    expect(det(hilbert(5)).itemSync() * 266716800000).toBeCloseTo(1, 9);
    expectClose(inverse(hilbert(3)), [[9, -36, 30], [-36, 192, -180], [30, -180, 180]], 1e-12); // biome-ignore format: rows
  });

  test("one-sided Jacobi keeps the digits of small singular values", () => {
    const a = tensor([[1, 0], [0, 1e-120]], f64); // biome-ignore format: rows
    const turned = product(a, qr(sample([2, 2])).Q);
    expect(svdvals(turned).at(1).itemSync() / 1e-120).toBeCloseTo(1, 12);
  });

  test("a solve of a large system leaves a residual at rounding", () => {
    const [a, b] = [sample([80, 80], 4), sample([80, 3], 5)];
    expect(gap(product(a, solve(a, b)), b)).toBeLessThan(1e-11);
  });
});

describe("at the edges", () => {
  const square = (n: number) => zeros([n, 0, 0], f64);

  test("matrices without elements have factors without elements", () => {
    expect(det(square(2)).toArraySync()).toEqual([1, 1]);
    expect(inverse(square(2)).shape).toEqual([2, 0, 0]);
    expect(solve(square(2), zeros([2, 0, 3], f64)).shape).toEqual([2, 0, 3]);
    expect(cholesky(square(1)).shape).toEqual([1, 0, 0]);
    expect(eigh(square(1)).eigenvalues.shape).toEqual([1, 0]);
    expect(lu(zeros([0, 3, 3])).L.shape).toEqual([0, 3, 3]);
    const { Q, R } = qr(zeros([3, 0], f64), { mode: "complete" });
    expect([Q.shape, R.shape, gap(Q, eye(3, undefined, f64))]).toEqual([[3, 3], [3, 0], 0]);
    const { U, S, Vh } = svd(zeros([0, 2], f64));
    expect([U.shape, S.shape, gap(Vh, eye(2, undefined, f64))]).toEqual([[0, 0], [0], 0]);
  });

  test("what is not finite gives NaN", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const a = tensor([[1, 2], [bad, 4]], f64); // biome-ignore format: rows
      const results = [...Object.values(svd(a)), ...Object.values(eigh(a))] as Tensor[]; // of tensors
      for (const x of results) expect(x.notEqual(x).all().itemSync()).toBe(1);
      const { R } = qr(a);
      expect(R.notEqual(R).any().itemSync()).toBe(1);
    }
    expect(det(tensor([[1, Number.NaN], [2, 3]])).itemSync()).toBeNaN(); // biome-ignore format: rows
    const good = tensor([[2, 0], [0, 1]], f64); // biome-ignore format: rows
    const both = svdvals(stack([good, tensor([[Number.NaN, 0], [0, 1]], f64)])); // biome-ignore format: rows
    expectClose(both, [[2, 1], [Number.NaN, Number.NaN]]); // biome-ignore format: rows
  });

  test("integers are computed in float32, 16-bit floats stay", () => {
    expect(inverse(tensor([[2, 0], [0, 4]], { dtype: "int32" })).dtype).toBe("float32"); // biome-ignore format: rows
    for (const dtype of ["float16", "bfloat16", "float32"] as const) {
      const { Q, R } = qr(sample([3, 3]).cast(dtype));
      expect([Q.dtype, R.dtype, lu(Q).P.dtype]).toEqual([dtype, dtype, dtype]);
    }
    expect(solve(sample([2, 2]).cast("float16"), sample([2])).dtype).toBe("float64");
  });
});
