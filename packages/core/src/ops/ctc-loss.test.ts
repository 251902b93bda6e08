import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { compile } from "../compile/compile.js";
import type { Tensor } from "../tensor.js";
import { full, tensor, zeros } from "./create.js";
import { ctcLoss } from "./ctc-loss.js";
import { slice } from "./indexing.js";
import { logSoftmax } from "./softmax.js";

useJs();

const ints = (values: number[] | number[][]) => tensor(values, { dtype: "int32" });

/** The sum over all paths of classes whose reduction is the target: the definition. */
function byPaths(probabilities: number[][], target: number[], blank: number): number {
  const classes = probabilities[0]!.length;
  let total = 0;
  for (let path = 0; path < classes ** probabilities.length; path++) {
    const chosen = probabilities.map((_, t) => Math.floor(path / classes ** t) % classes);
    const reduced = chosen.filter((c, t) => c !== chosen[t - 1] && c !== blank);
    if (String(reduced) === String(target)) total += chosen.reduce((p, c, t) => p * probabilities[t]![c]!, 1);
  }
  return total;
}

describe("ctcLoss", () => {
  const x = () => logSoftmax(sample([5, 4, 3], 1).mul(2)); // [T, N, C]
  const targets = [[1, 2], [2, 2], [1, 0], [0, 0]]; // biome-ignore format: rows
  const lengths = { input: [5, 4, 3, 5], target: [2, 2, 1, 0] };
  const expected = (blank = 0) =>
    targets.map((target, n) => {
      const rows = x().exp().toArraySync() as number[][][];
      const steps = rows.slice(0, lengths.input[n]).map((row) => row[n]!);
      return -Math.log(byPaths(steps, target.slice(0, lengths.target[n]), blank));
    });

  test("is −log of the probability of all paths that reduce to the target", () => {
    const losses = ctcLoss(x(), ints(targets), lengths.input, lengths.target, { reduction: "none" });
    expectClose(losses, expected(), 1e-9);
    const shifted = targets.map((row) => row.map((c) => [2, 0, 1][c]!)); // classes renamed, so that 2 is the blank
    const renamed = ctcLoss(x().at("...", [1, 2, 0]), ints(shifted), lengths.input, lengths.target, { reduction: "none", blank: 2 }); // biome-ignore format: one call
    expectClose(renamed, expected(), 1e-9);
  });

  test("takes all targets in a row, lengths as tensors, and single examples", () => {
    const list = ints([1, 2, 2, 2, 1]);
    const options = { reduction: "none" } as const;
    expectClose(ctcLoss(x(), list, lengths.input, lengths.target, options), expected(), 1e-9);
    expectClose(ctcLoss(x(), list, ints(lengths.input), ints(lengths.target), options), expected(), 1e-9);
    const one = x().at("...", 0, slice());
    expectClose(ctcLoss(one, ints([1, 2]), 5, 2, options), expected()[0]!, 1e-9);
  });

  test("divides by the target lengths before the mean", () => {
    const each = expected();
    const mean = (each[0]! / 2 + each[1]! / 2 + each[2]! + each[3]!) / 4;
    expectClose(ctcLoss(x(), ints(targets), lengths.input, lengths.target), mean, 1e-9);
    const sum = each.reduce((a, b) => a + b);
    expectClose(ctcLoss(x(), ints(targets), lengths.input, lengths.target, { reduction: "sum" }), sum, 1e-9);
  });

  test("is infinite, or zero, where the target cannot be reached, with gradient 0", () => {
    const inputs = [2, 5]; // two steps are too few for a label twice
    const repeated = ints([[1, 1], [1, 1]]); // biome-ignore format: rows
    const two = x().at("...", slice(0, 2), slice());
    const losses = ctcLoss(two, repeated, inputs, [2, 2], { reduction: "none" });
    expect(losses.dataSync()[0]).toBe(Number.POSITIVE_INFINITY);
    const zeroed = ctcLoss(two, repeated, inputs, [2, 2], { reduction: "none", zeroInfinity: true });
    expectClose(zeroed, [0, losses.dataSync()[1]!]);
    for (const zeroInfinity of [true, false]) {
      const [g] = grad((t) => ctcLoss(t, repeated, inputs, [2, 2], { reduction: "sum", zeroInfinity }))(two);
      const slopes = g!
        .abs()
        .sum({ axis: [0, 2] })
        .dataSync();
      expect(slopes[0]).toBe(0);
      expect(slopes[1]).toBeGreaterThan(0);
    }
    const impossible = full([1, 1, 2], Number.NEGATIVE_INFINITY);
    expectClose(ctcLoss(impossible, ints([[1]]), [1], [1]), Number.POSITIVE_INFINITY);
  });

  test("has gradients, which are 0 for classes of probability 0", async () => {
    const f = (t: Tensor) => ctcLoss(logSoftmax(t), ints(targets), lengths.input, lengths.target);
    await gradcheck(f, [sample([5, 4, 3], 2)]);
    const slope = grad(f, { createGraph: true });
    await gradcheck((t) => slope(t)[0]!.square().sum(), [sample([5, 4, 3], 2)]);
    const certain = tensor([[[Number.NEGATIVE_INFINITY, 0]], [[0, Number.NEGATIVE_INFINITY]]]);
    const [g] = grad((t) => ctcLoss(t, ints([[1]]), [2], [1]))(certain);
    expectClose(g!, [[[0, -1]], [[-1, 0]]]); // biome-ignore format: rows
  });

  test("compiles, for lengths that change", () => {
    const step = compile((t: Tensor, y: Tensor, i: Tensor, j: Tensor) => ctcLoss(t, y, i, j, { reduction: "none" }));
    expectClose(step(x(), ints(targets), ints(lengths.input), ints(lengths.target)), expected(), 1e-9);
    const [reach, size] = [[5, 5, 5, 5], [1, 1, 1, 1]]; // biome-ignore format: pair
    const again = ctcLoss(x(), ints(targets), reach!, size!, { reduction: "none" });
    expectClose(step(x(), ints(targets), ints(reach!), ints(size!)), again.toArraySync(), 1e-12);
  });

  test("keeps floats of 16 bits", () => {
    const y = ctcLoss(x().cast("float16"), ints(targets), lengths.input, lengths.target, { reduction: "none" });
    expect(y.dtype).toBe("float16");
    expectClose(y, expected(), 1e-2);
  });

  test("refuses what does not fit", () => {
    const log = zeros([5, 2, 3]);
    const y = ints([[1, 2], [2, 1]]); // biome-ignore format: rows
    expectError(() => ctcLoss(zeros([5]), y, [5], [2]), "shape_mismatch", "[5]");
    expectError(() => ctcLoss(log, ints([[1]]), [5, 5], [1, 1]), "shape_mismatch", "[1, 1]");
    expectError(() => ctcLoss(log, ints([1, 2, 1]), [5, 5], [2, 2]), "shape_mismatch", "total 4");
    expectError(() => ctcLoss(log, y, [5, 6], [2, 2]), "invalid_argument", "inputLengths [5, 6]");
    expectError(() => ctcLoss(log, y, [5], [2, 2]), "invalid_argument", "inputLengths [5]");
    expectError(() => ctcLoss(log, y, [5, 5], [3, 2]), "invalid_argument", "targetLengths [3, 2]");
    expectError(() => ctcLoss(log, y, [5, 5], ints([1])), "shape_mismatch", "targetLengths [1]");
    expectError(() => ctcLoss(log, y, [5, 5], [2, 2], { blank: 3 }), "invalid_argument", "blank 3");
    expectError(() => ctcLoss(log, zeros([2, 2]), [5, 5], [2, 2]), "dtype_mismatch", "float32");
    expectError(() => ctcLoss(log, ints([[1, 3], [1, 1]]), [5, 5], [2, 2]), "index_out_of_range"); // biome-ignore format: rows
  });
});
