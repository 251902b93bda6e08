import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { DTYPES } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { arange, ones, tensor, zeros } from "./create.js";
import { linear } from "./linear.js";
import { matmul } from "./matmul.js";

useJs();

/** The product of two matrices, by its definition. */
function product(a: Tensor, b: Tensor): number[][] {
  const [m, k] = a.shape as [number, number];
  const n = b.shape[1]!;
  const [x, y] = [a.dataSync(), b.dataSync()];
  return Array.from({ length: m }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += x[i * k + l]! * y[l * n + j]!;
      return sum;
    }),
  );
}

describe("matmul", () => {
  const a = () => sample([4, 3], 1);
  const b = () => sample([3, 5], 2);

  test("multiplies matrices, each transposed first if asked", () => {
    const expected = product(a(), b());
    expectClose(matmul(a(), b()), expected, 1e-12);
    expectClose(matmul(a().transpose(), b(), { transposeA: true }), expected, 1e-12);
    expectClose(matmul(a(), b().transpose(), { transposeB: true }), expected, 1e-12);
    expectClose(a().transpose().matmul(b().transpose(), { transposeA: true, transposeB: true }), expected, 1e-12);
  });

  test("takes vectors as torch.matmul does", () => {
    const v = tensor([1, 2, 3]);
    const m = tensor([[1, 0, 2], [0, 1, 1]]); // biome-ignore format: rows
    expectClose(matmul(v, v), 14);
    expectClose(matmul(m, v), [7, 5]);
    expectClose(matmul(tensor([1, 2]), m), [1, 2, 4]);
    expect(matmul(ones([2, 4, 3]), v).shape).toEqual([2, 4]);
    expect(matmul(v, ones([2, 3, 4])).shape).toEqual([2, 4]);
    expectClose(matmul(v, m, { transposeB: true }), [7, 5]);
  });

  test("broadcasts leading axes", () => {
    expect(matmul(ones([2, 1, 4, 3]), ones([5, 3, 2])).shape).toEqual([2, 5, 4, 2]);
    const batch = arange(12).reshape([2, 2, 3]).cast("float32");
    const m = tensor([[1, 0], [0, 1], [1, 1]]); // biome-ignore format: rows
    expectClose(matmul(batch, m), [[[2, 3], [8, 9]], [[14, 15], [20, 21]]]); // biome-ignore format: rows
    expect(matmul(ones([2, 3, 4]), ones([5, 4]), { transposeB: true }).shape).toEqual([2, 3, 5]);
    expect(matmul(ones([2, 4, 3]), ones([4, 5]), { transposeA: true }).shape).toEqual([2, 3, 5]);
  });

  test("works on size 0", () => {
    expectClose(matmul(zeros([2, 0]), zeros([0, 2])), [[0, 0], [0, 0]]); // biome-ignore format: rows
    expect(matmul(zeros([0, 3]), zeros([3, 2])).shape).toEqual([0, 2]);
    expect(matmul(zeros([0, 2, 3]), zeros([3, 2])).shape).toEqual([0, 2, 2]);
  });

  test("promotes dtypes, bools to int32", () => {
    for (const dtype of DTYPES) {
      const y = matmul(ones([2, 2], { dtype }), ones([2, 2], { dtype }));
      expect(y.dtype).toBe(dtype === "bool" ? "int32" : dtype);
      expectClose(y, [[2, 2], [2, 2]]); // biome-ignore format: rows
    }
    expect(matmul(ones([2, 2], { dtype: "int32" }), ones([2])).dtype).toBe("float32");
  });

  test("has gradients for every combination of flags, ranks and broadcasts", async () => {
    const rows = { plain: [4, 3], flipped: [3, 4] } as const;
    const columns = { plain: [3, 2], flipped: [2, 3] } as const;
    for (const transposeA of [false, true])
      for (const transposeB of [false, true]) {
        const options = { transposeA, transposeB };
        const x = sample(transposeA ? rows.flipped : rows.plain, 3);
        const y = sample(transposeB ? columns.flipped : columns.plain, 4);
        await gradcheck((p, q) => matmul(p, q, options).square().sum(), [x, y]);
        const batch = sample(transposeA ? [2, 3, 4] : [2, 4, 3], 5);
        await gradcheck((p, q) => matmul(p, q, options).square().sum(), [batch, y]);
      }
    const pairs: [number[], number[]][] = [[[3], [3]], [[2, 3], [3]], [[3], [3, 2]], [[2, 1, 2, 3], [2, 3, 1]]]; // biome-ignore format: pairs
    for (const [p, q] of pairs) await gradcheck((x, y) => matmul(x, y).square().sum(), [sample(p, 6), sample(q, 7)]);
  });

  test("says which sizes differ, and what would fit", () => {
    const error = expectError(
      () => matmul(zeros([32, 784]), zeros([100, 10])),
      "shape_mismatch",
      "matmul: inner sizes differ: a is [32, 784], b is [100, 10] (784 ≠ 100)",
    );
    expect(error.help).toBe("b of shape [784, 10]");
    expectError(
      () => matmul(zeros([2, 3]), zeros([2, 3]), { transposeA: true, transposeB: true }),
      "shape_mismatch",
      "ᵀ",
    );
    expectError(() => matmul(zeros([2, 2, 3]), zeros([3, 3, 4])), "shape_mismatch", "batch axes");
    expectError(() => matmul(tensor(2), zeros([2, 2])), "shape_mismatch", "mul for scalars");
  });
});

describe("linear", () => {
  test("is x·Wᵀ + b over any leading axes", () => {
    const [x, w, b] = [tensor([[1, 2]]), tensor([[3, 4], [5, 6]]), tensor([10, 20])]; // biome-ignore format: rows
    expectClose(linear(x, w), [[11, 17]]);
    expectClose(linear(x, w, b), [[21, 37]]);
    expectClose(linear(tensor([1, 2]), w, b), [21, 37]);
    expect(linear(zeros([4, 5, 2]), w, b).shape).toEqual([4, 5, 2]);
  });

  test("refuses features and biases that do not fit", () => {
    expectError(() => linear(zeros([2, 3]), zeros([4, 5])), "shape_mismatch", "[2, 3]", "[4, 5]");
    expectError(() => linear(zeros([2, 3]), zeros([3])), "shape_mismatch", "[O, I]", "[3]");
    expectError(() => linear(tensor(1), zeros([3, 1])), "shape_mismatch", "[]");
    expectError(() => linear(zeros([1, 3]), zeros([1, 3]), zeros([5])), "shape_mismatch", "bias", "[5]", "[1]");
  });
});
