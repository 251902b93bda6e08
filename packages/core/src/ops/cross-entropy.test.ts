import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { setBackend } from "../engine/context.js";
import type { Backend, Handle } from "../seam/backend.js";
import type { Compose } from "../seam/fused.js";
import type { Tensor } from "../tensor.js";
import { tensor, zeros } from "./create.js";
import { type CrossEntropyOptions, crossEntropy } from "./cross-entropy.js";
import { nllLoss } from "./nll-loss.js";

useJs();

const classes = (values: number[]) => tensor(values, { dtype: "int32" });
const loss = (row: number[], target: number) => Math.log(row.reduce((sum, v) => sum + Math.exp(v), 0)) - row[target]!;

describe("crossEntropy", () => {
  const rows = [[2, 0, 1], [0.5, -1, 3], [1, 1, 1]]; // biome-ignore format: rows
  const each = [loss(rows[0]!, 0), loss(rows[1]!, 1), loss(rows[2]!, 2)];
  const targets = () => classes([0, 1, 2]);

  test("is −log softmax at the target: mean, sum or one for each row", () => {
    const total = each[0]! + each[1]! + each[2]!;
    expectClose(crossEntropy(tensor(rows), targets()), total / 3);
    expectClose(crossEntropy(tensor(rows), targets(), { reduction: "sum" }), total);
    expectClose(crossEntropy(tensor(rows), targets(), { reduction: "none" }), each);
    expectClose(crossEntropy(tensor(rows), tensor([0, 1, 2], { dtype: "uint8" })), total / 3);
  });

  test("does not count ignored targets, in value or gradient", () => {
    const x = tensor(rows, { requiresGrad: true });
    const value = crossEntropy(x, classes([0, -100, -100]));
    expectClose(value, each[0]!);
    value.backward();
    const total = Math.exp(2) + 1 + Math.E;
    expectClose(x.grad!, [
      [Math.exp(2) / total - 1, 1 / total, Math.E / total],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expectClose(crossEntropy(tensor(rows), classes([7, 1, 7]), { ignoreIndex: 7, reduction: "none" }), [
      0,
      each[1]!,
      0,
    ]);
    expectClose(crossEntropy(tensor(rows), classes([1, 1, 1]), { ignoreIndex: 1 }), Number.NaN);
  });

  test("is exact for confident logits and survives impossible classes", () => {
    expectClose(crossEntropy(tensor([[1e4, 0]]), classes([0])), 0);
    expectClose(crossEntropy(tensor([[1e4, 0]]), classes([1])), 1e4);
    expectClose(crossEntropy(tensor([[0, Number.NEGATIVE_INFINITY]]), classes([0])), 0);
  });

  test("refuses shapes, dtypes and targets that do not fit", () => {
    expectError(() => crossEntropy(zeros([2, 3]), classes([0])), "shape_mismatch", "[2, 3]", "[1]");
    expectError(() => crossEntropy(zeros([3]), classes([0, 1, 2])), "shape_mismatch");
    expectError(() => crossEntropy(zeros([1, 3]), tensor([0.5])), "dtype_mismatch", "float32");
    expectError(() => crossEntropy(zeros([1, 3]), classes([3])), "index_out_of_range");
    expectError(() => crossEntropy(zeros([1, 3]), classes([-1])), "index_out_of_range");
  });

  test("counts classes by weight, and its mean divides by the weights of the targets", () => {
    const weight = tensor([2, 0.5, 1]);
    const weighed = [2 * each[0]!, 0.5 * each[1]!, each[2]!];
    const total = weighed[0]! + weighed[1]! + weighed[2]!;
    expectClose(crossEntropy(tensor(rows), targets(), { weight, reduction: "none" }), weighed);
    expectClose(crossEntropy(tensor(rows), targets(), { weight, reduction: "sum" }), total);
    expectClose(crossEntropy(tensor(rows), targets(), { weight }), total / 3.5);
    expectClose(crossEntropy(tensor(rows), targets(), { weight, ignoreIndex: 0 }), (weighed[1]! + weighed[2]!) / 1.5);
  });

  test("spreads smoothed targets over all classes", () => {
    const smooth = rows.map((row, i) => {
      const all = row.map((_, c) => loss(row, c));
      return 0.7 * all[i]! + 0.1 * (all[0]! + all[1]! + all[2]!);
    });
    const options = { labelSmoothing: 0.3, reduction: "none" } as const;
    expectClose(crossEntropy(tensor(rows), targets(), options), smooth);
    const probabilities = tensor([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]]); // biome-ignore format: rows
    const hard = tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1]]); // biome-ignore format: rows
    expectClose(crossEntropy(tensor(rows), hard, options), smooth);
    expectClose(crossEntropy(tensor(rows), probabilities, { reduction: "none" }), smooth);
    expectClose(crossEntropy(tensor(rows), targets(), { ...options, ignoreIndex: 1 }), [smooth[0]!, 0, smooth[2]!]);
  });

  test("takes probabilities, whose gradient flows too", async () => {
    const [x, p, weight] = [sample([2, 3], 1), sample([2, 3], 2), sample([3], 3)];
    const options = { weight, labelSmoothing: 0.2 };
    await gradcheck((a, b) => crossEntropy(a, b, options), [x, p]);
  });

  test("takes positions behind the classes, and a single example", () => {
    const image = tensor(rows).transpose().reshape([1, 3, 3]); // [N, C, S]
    expectClose(crossEntropy(image, targets().reshape([1, 3]), { reduction: "none" }), [each]);
    expectClose(crossEntropy(tensor(rows[1]!), tensor(1, { dtype: "int32" })), each[1]!);
    expectClose(crossEntropy(tensor(rows[1]!), tensor([0, 1, 0])), each[1]!);
    expectClose(crossEntropy(zeros([0, 3]), classes([])), Number.NaN);
    expectClose(crossEntropy(zeros([0, 3]), classes([]), { reduction: "sum" }), 0);
  });

  test("refuses options that do not fit", () => {
    const x = zeros([3, 3]);
    expectError(() => crossEntropy(x, targets(), { labelSmoothing: 1.5 }), "invalid_argument", "1.5");
    expectError(() => crossEntropy(x, targets(), { weight: zeros([2]) }), "shape_mismatch", "[2]", "[3]");
    expectError(() => crossEntropy(zeros([2, 3, 4]), classes([0, 1])), "shape_mismatch", "[2, 3, 4]");
    expectError(() => crossEntropy(x, zeros([3, 2])), "dtype_mismatch", "float32");
  });

  test("gives a backend's kernel what its composition means, to the second order", () => {
    const kernel = (_: readonly Handle[], __: unknown, compose: Compose<Handle>) => compose();
    const fusing = { ...plainJs(), fused: { crossEntropy: kernel, crossEntropyBackward: kernel } } as Backend; // over its own handles
    const options: CrossEntropyOptions[] = [{}, { ignoreIndex: 1 }, { reduction: "sum" }];
    const all = (backend: Backend) => {
      setBackend(backend);
      const x = sample([2, 3, 2], 4);
      const target = tensor([[0, 1], [2, 1]], { dtype: "int32" }); // biome-ignore format: rows
      return options.flatMap((given) => {
        const f = (t: Tensor) => crossEntropy(t.mul(3), target, given);
        const slope = (t: Tensor) => grad(f)(t)[0]!;
        return [f(x), slope(x), grad((t) => slope(t).square().sum())(x)[0]!].map((y) => y.toArraySync());
      });
    };
    const expected = all(plainJs());
    for (const [i, y] of all(fusing).entries())
      expectClose(tensor(y as number[], { dtype: "float64" }), expected[i]!, 1e-12); // nested
    setBackend(fusing);
    expectClose(crossEntropy(tensor([[1e4, 0]]), classes([1])), 1e4);
    expectClose(grad((t) => crossEntropy(t, classes([1])))(tensor([[1e4, 1e4]]))[0]!, [[0.5, -0.5]]);
    expect(crossEntropy(zeros([2, 3, 2]), tensor([[0, 1], [2, 1]], { dtype: "int32" }), { reduction: "none" }).shape).toEqual([2, 2]); // biome-ignore format: one call
  });
});

describe("nllLoss", () => {
  test("is −x at the target: weighted mean, sum or one for each position", () => {
    const x = tensor([[-1, -2], [-3, -4]]); // biome-ignore format: rows
    expectClose(nllLoss(x, classes([1, 0])), 2.5);
    expectClose(nllLoss(x, classes([1, 0]), { reduction: "sum", weight: tensor([10, 1]) }), 32);
    expectClose(nllLoss(x, classes([1, 0]), { weight: tensor([10, 1]) }), 32 / 11);
    expectClose(nllLoss(x, classes([1, -100]), { reduction: "none" }), [2, 0]);
    expectClose(nllLoss(tensor([-1, -2]), tensor(1, { dtype: "int32" })), 2);
  });

  test("refuses what does not fit", () => {
    expectError(() => nllLoss(zeros([2, 3]), classes([0])), "shape_mismatch", "[2, 3]", "[1]");
    expectError(() => nllLoss(zeros([2, 3]), zeros([2])), "dtype_mismatch", "float32");
    expectError(() => nllLoss(zeros([2, 3]), classes([0, 3])), "index_out_of_range");
    expectError(() => nllLoss(zeros([2, 3]), classes([0, 1]), { weight: zeros([1, 3]) }), "shape_mismatch", "[1, 3]");
  });
});
