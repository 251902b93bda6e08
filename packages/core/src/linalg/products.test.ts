import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { profile } from "../decorators/profile.js";
import { setBackend } from "../engine/context.js";
import { arange, ones, tensor, zeros } from "../ops/create.js";
import type { Tensor } from "../tensor.js";
import { einsum, kron, matrixExp, matrixNorm, matrixPower, multiDot, tensordot, trace, vander } from "./index.js";

useJs();

/** Σ over all labels, one loop each: einsum by its definition, on flat float64 data. */
function byDefinition(inputs: readonly string[], output: string, xs: readonly Tensor[]): number[] {
  const sizes = new Map<string, number>();
  for (const [i, labels] of inputs.entries())
    for (const [k, label] of [...labels].entries()) sizes.set(label, Math.max(sizes.get(label) ?? 0, xs[i]!.shape[k]!));
  const labels = [...new Set([...output, ...inputs.join("")])];
  const data = xs.map((x) => x.dataSync());
  const place = (names: string, shape: readonly number[], at: ReadonlyMap<string, number>) =>
    [...names].reduce((index, name, k) => index * shape[k]! + (shape[k] === 1 ? 0 : at.get(name)!), 0);
  const shape = [...output].map((name) => sizes.get(name)!);
  const result = new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0);
  const walk = (depth: number, at: Map<string, number>) => {
    if (depth < labels.length) {
      for (let i = 0; i < sizes.get(labels[depth]!)!; i++) walk(depth + 1, at.set(labels[depth]!, i));
      return;
    }
    const term = inputs.reduce((p, names, i) => p * data[i]![place(names, xs[i]!.shape, at)]!, 1);
    result[place(output, shape, at)]! += term;
  };
  walk(0, new Map());
  return result;
}

describe("einsum", () => {
  test.each([
    ["ij,jk->ik", [2, 3], [3, 4]],
    ["ij,jk->ki", [2, 3], [3, 4]],
    ["bij,bjk->bik", [2, 2, 3], [2, 3, 2]],
    ["ij,kj->", [2, 3], [2, 3]],
    ["iij->j", [3, 3, 2]],
    ["iijj->ij", [2, 2, 3, 3]],
    ["iii->i", [3, 3, 3]],
    ["i,j,k->kji", [2], [3], [2]],
    ["ij,ij,ij->j", [2, 3], [2, 3], [2, 3]],
    ["ab,bc,cd,de->ea", [2, 5], [5, 3], [3, 4], [4, 2]],
    ["ij,jk,ki->", [2, 3], [3, 4], [4, 2]],
    ["Ab,bA->A", [2, 3], [3, 2]],
    ["ij,kl->i", [2, 3], [2, 2]],
    ["i,i->", [1], [3]],
    ["ij,ij->ij", [1, 3], [2, 1]],
    [",i->i", [], [3]],
    ["ijk->kij", [2, 3, 4]],
  ] as [string, ...number[][]][])("%s is the sum of products that it says", (equation, ...shapes) => {
    const xs = shapes.map((shape, i) => sample(shape, i + 1));
    const [left = "", right = ""] = equation.split("->");
    const y = einsum(equation, ...xs);
    expect(y.rank).toBe(right.length);
    expectClose(y.reshape([-1]), byDefinition(left.split(","), right, xs), 1e-14);
  });

  test("reads implicit outputs and ellipses as NumPy", () => {
    const [a, b] = [sample([2, 3], 1), sample([3, 4], 2)];
    expectClose(einsum("ij, jk", a, b), a.matmul(b).toArraySync(), 1e-14);
    expectClose(einsum("ba", a), a.transpose().toArraySync(), 0);
    expectClose(einsum("bA", a), a.transpose().toArraySync(), 0); // capitals come first
    expectClose(einsum("ii", ones([3, 3])), 3);
    const [x, y] = [sample([2, 1, 2, 3], 3), sample([4, 3, 2], 4)];
    expect(einsum("...ij,...jk", x, y).shape).toEqual([2, 4, 2, 2]);
    expectClose(einsum("...ij,...jk", x, y), x.matmul(y).toArraySync(), 1e-14);
    expect(einsum("i...->...i", x).shape).toEqual([1, 2, 3, 2]);
    expect(einsum("...->...", x).shape).toEqual(x.shape);
    expectClose(einsum("...->", x), x.sum().toArraySync(), 1e-14);
    expectClose(
      einsum("i...,...", sample([2, 3], 5), tensor(2)),
      sample([2, 3], 5).mul(2).transpose().toArraySync(),
      1e-14,
    );
  });

  test("keeps integers, counts bools, sums over nothing", () => {
    const i = arange(6).reshape([2, 3]);
    expect([einsum("ij->j", i).dtype, einsum("ij->j", i).toArraySync()]).toEqual(["int32", [3, 5, 7]]);
    expectClose(einsum("ij,kj->ik", i, i), [[5, 14], [14, 50]], 0); // biome-ignore format: rows
    const b = tensor([true, true, false]);
    expect([einsum("i,i", b, b).dtype, einsum("i,i", b, b).itemSync()]).toEqual(["int32", 2]);
    expectClose(einsum("ij,jk->ik", ones([2, 0]), ones([0, 2])), [[0, 0], [0, 0]]); // biome-ignore format: rows
    expect(einsum("ij,jk->ik", ones([0, 2]), ones([2, 3])).shape).toEqual([0, 3]);
    expect(einsum("i,i", sample([2]).cast("float16"), sample([2]).cast("float32")).dtype).toBe("float32");
  });

  test("contracts first what takes the fewest products", () => {
    const profiled = profile(plainJs());
    setBackend(profiled);
    einsum("ij,jk,k->i", ones([50, 40]), ones([40, 30]), ones([30]));
    const { bytes } = profiled.report().find(({ name }) => name === "matmul")!;
    expect(bytes).toBe(4 * (40 + 50)); // two products with vectors, no [50, 30]
  });
});

describe("other products", () => {
  test("tensordot, kron and trace agree with their definitions", () => {
    const [a, b] = [sample([2, 3, 4], 1), sample([4, 3, 2], 2)];
    expectClose(tensordot(a, b, { axes: [[1, 2], [1, 0]] }), einsum("ijk,kjl->il", a, b).toArraySync(), 1e-14); // biome-ignore format: pairs
    expectClose(tensordot(a, b, { axes: 1 }), einsum("ijk,klm->ijlm", a, b).toArraySync(), 1e-14);
    const [p, q] = [sample([2, 2], 3), sample([3], 4)];
    expectClose(kron(p, q), einsum("ij,k->ijk", p, q).reshape([2, 6]).toArraySync(), 1e-14);
    expect(kron(tensor(2), tensor([1, 2])).toArraySync()).toEqual([2, 4]);
    expectClose(trace(a), einsum("aij->a", a.mul(tensor([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]))).toArraySync(), 1e-14); // biome-ignore format: rows
    expect(trace(zeros([2, 0, 3])).toArraySync()).toEqual([0, 0]);
  });

  test("multiDot multiplies in the cheapest order", () => {
    const profiled = profile(plainJs());
    setBackend(profiled);
    const shapes = [[30, 35], [35, 15], [15, 5], [5, 10], [10, 20], [20, 25]]; // biome-ignore format: Cormen's example
    multiDot(shapes.map((shape) => ones(shape)));
    const { bytes } = profiled.report().find(({ name }) => name === "matmul")!;
    expect(bytes / 4).toBe(35 * 5 + 30 * 5 + 5 * 20 + 5 * 25 + 30 * 25); // (A(BC))((DE)F)
  });

  test("vander counts powers from 0, with 0⁰ = 1", () => {
    expectClose(vander(tensor([0, 2, -1])), [[1, 0, 0], [1, 2, 4], [1, -1, 1]]); // biome-ignore format: rows
    expect(vander(tensor([1, 2]), { columns: 0 }).shape).toEqual([2, 0]);
    expect(vander(ones([2, 3]), { columns: 4 }).shape).toEqual([2, 3, 4]);
  });
});

describe("powers and norms", () => {
  const turn = (t: number) => tensor([[0, -t], [t, 0]], { dtype: "float64" }); // biome-ignore format: rows

  test("the exponential of a rotation's generator is the rotation, at every angle", () => {
    for (const t of [0, 1e-9, 0.5, 3, 40]) {
      const [c, s] = [Math.cos(t), Math.sin(t)];
      expectClose(matrixExp(turn(t)), [[c, -s], [s, c]], 1e-13); // biome-ignore format: rows
    }
    expectClose(matrixExp(tensor([[1, 0], [0, -50]], { dtype: "float64" })), [[Math.E, 0], [0, Math.exp(-50)]], 1e-14); // biome-ignore format: rows
    expect(matrixExp(tensor([[Number.POSITIVE_INFINITY]])).itemSync()).toBeNaN();
  });

  test("powers multiply", () => {
    const a = turn(1);
    expectClose(matrixPower(a, 4), [[1, 0], [0, 1]], 0); // biome-ignore format: rows
    expectClose(matrixPower(a, -1), [[0, 1], [-1, 0]], 0); // biome-ignore format: rows
    expectClose(matrixPower(tensor([[1, 1], [1, 0]], { dtype: "float64" }), 30).at(0, 1), 832040, 0); // biome-ignore format: Fibonacci
  });

  test("norms of a matrix with known singular values", () => {
    const a = tensor([[3, 0, 0], [0, -4, 0]]); // biome-ignore format: rows
    const norms = (["fro", "nuc", 1, -1, 2, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const).map(
      (order) => matrixNorm(a, { order }).itemSync(),
    );
    expectClose(tensor(norms), [5, 7, 4, 0, 4, 3, 4, 3]);
    const x = sample([2, 3, 4]);
    const moved = matrixNorm(x.permute([1, 0, 2]), { order: 1, axes: [1, 2] });
    expectClose(
      matrixNorm(x, { order: 1, axes: [0, -1], keepDims: true }),
      [moved.toArraySync() as number[]].map((row) => row.map((v) => [v])),
    ); // one value for each of axis 1
  });
});
