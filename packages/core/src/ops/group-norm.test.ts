import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { batchNorm } from "./batch-norm.js";
import { tensor, zeros } from "./create.js";
import { groupNorm, instanceNorm } from "./group-norm.js";
import { layerNorm } from "./layer-norm.js";
import { localResponseNorm } from "./local-response-norm.js";

useJs();

const total = (slopes: readonly Tensor[]) => slopes.map((g) => g.square().sum()).reduce((a, b) => a.add(b));

describe("groupNorm", () => {
  test("normalises groups of neighbouring channels, then scales and shifts channels", () => {
    const x = tensor([[1, 3, 10, 30]]);
    expectClose(groupNorm(x, { groups: 2, epsilon: 0 }), [[-1, 1, -1, 1]]);
    const [weight, bias] = [tensor([1, 2, 3, 4]), tensor([10, 20, 30, 40])];
    expectClose(groupNorm(x, { groups: 2, weight, bias, epsilon: 0 }), [[9, 22, 27, 44]]);
    expectClose(groupNorm(x, { groups: 4, bias }), [[10, 20, 30, 40]]);
  });

  test("with one group is layerNorm over channels and space", () => {
    const x = sample([2, 4, 3], 1);
    expectClose(groupNorm(x, { groups: 1 }), layerNorm(x, { normalizedShape: [4, 3] }).toArraySync(), 1e-12);
  });

  test("keeps the digits of values far from 0", () => {
    const x = tensor([[[2 ** 20 - 1, 2 ** 20 + 1], [2 ** 20 - 3, 2 ** 20 + 3]]]); // biome-ignore format: rows
    const root = Math.sqrt(5);
    expectClose(groupNorm(x, { groups: 1, epsilon: 0 }), [[[-1 / root, 1 / root], [-3 / root, 3 / root]]]); // biome-ignore format: rows
  });

  test("has gradients of first and second order", async () => {
    const inputs = [sample([2, 4, 3], 2), sample([4], 3), sample([4], 4)];
    const f = (a: Tensor, w: Tensor, b: Tensor) => groupNorm(a, { groups: 2, weight: w, bias: b }).pow(3).sum();
    await gradcheck(f, inputs);
    const slope = grad(f, { createGraph: true });
    await gradcheck((a, w, b) => total(slope(a, w, b)), inputs);
  });

  test("takes empty batches and refuses what does not fit", () => {
    expect(groupNorm(zeros([0, 4, 3]), { groups: 2 }).shape).toEqual([0, 4, 3]);
    expectError(() => groupNorm(zeros([2, 4]), { groups: 3 }), "shape_mismatch", "groups 3", "[2, 4]");
    expectError(() => groupNorm(zeros([4]), { groups: 2 }), "shape_mismatch", "[4]");
    expectError(() => groupNorm(zeros([2, 4]), { groups: 0 }), "shape_mismatch", "groups 0");
    expectError(() => groupNorm(zeros([2, 4]), { groups: 2, weight: zeros([2]) }), "shape_mismatch", "[2]");
  });
});

describe("instanceNorm", () => {
  test("normalises each channel of each example, then scales and shifts channels", () => {
    const x = tensor([[[1, 3], [10, 30]], [[5, 6], [0, 8]]]); // biome-ignore format: rows
    const normal = [[[-1, 1], [-1, 1]], [[-1, 1], [-1, 1]]]; // biome-ignore format: rows
    expectClose(instanceNorm(x, { epsilon: 0 }), normal);
    const y = instanceNorm(x, { epsilon: 0, weight: tensor([2, 3]), bias: tensor([10, 20]) });
    expectClose(y, [[[8, 12], [17, 23]], [[8, 12], [17, 23]]]); // biome-ignore format: rows
  });

  test("moves running statistics towards the mean over the batch, the variance unbiased", () => {
    const runningMean = new Variable(tensor([0]));
    const runningVariance = new Variable(tensor([1]));
    const options = { runningMean, runningVariance, epsilon: 0 };
    const x = tensor([[[1, 3]], [[6, 10]]]); // means 2 and 8, unbiased variances 2 and 8
    instanceNorm(x, { ...options, training: true, momentum: 0.25 });
    expectClose(runningMean.value, [0.25 * 5]);
    expectClose(runningVariance.value, [0.75 + 0.25 * 5]);
    expectClose(instanceNorm(x, options), batchNorm(x, options).toArraySync());
    expectClose(runningMean.value, [0.25 * 5]);
  });

  test("has gradients of first and second order", async () => {
    const inputs = [sample([2, 2, 3], 5), sample([2], 6), sample([2], 7)];
    const f = (a: Tensor, w: Tensor, b: Tensor) => instanceNorm(a, { weight: w, bias: b }).pow(3).sum();
    await gradcheck(f, inputs);
    const slope = grad(f, { createGraph: true });
    await gradcheck((a, w, b) => total(slope(a, w, b)), inputs);
  });

  test("refuses what does not fit", () => {
    expectError(() => instanceNorm(zeros([2, 3])), "shape_mismatch", "[2, 3]");
    expectError(() => instanceNorm(zeros([2, 3, 1])), "invalid_argument", "two values");
    expectError(() => instanceNorm(zeros([2, 3, 2]), { weight: zeros([2]) }), "shape_mismatch", "[2]");
    expectError(() => instanceNorm(zeros([2, 3, 2]), { training: false }), "invalid_argument", "running");
  });
});

describe("localResponseNorm", () => {
  test("divides by a power of the mean square of neighbouring channels", () => {
    const x = tensor([[[2], [4], [6]]]); // biome-ignore format: rows
    const y = localResponseNorm(x, { size: 2, alpha: 2, beta: 0.5, k: 1 }); // the channel and the one before it
    expectClose(y, [[[2 / Math.sqrt(5)], [4 / Math.sqrt(21)], [6 / Math.sqrt(53)]]]);
    const wide = localResponseNorm(x, { size: 5, alpha: 5, beta: 1, k: 0 });
    expectClose(wide, [[[2 / 56], [4 / 56], [6 / 56]]]);
  });

  test("has gradients of first and second order", async () => {
    const f = (a: Tensor) => localResponseNorm(a, { size: 3, alpha: 0.5 }).pow(3).sum();
    await gradcheck(f, [sample([1, 4, 2], 8)]);
    const slope = grad(f, { createGraph: true });
    await gradcheck((a) => total(slope(a)), [sample([1, 4, 2], 8)]);
  });

  test("refuses what does not fit", () => {
    expectError(() => localResponseNorm(zeros([2, 3]), { size: 2 }), "shape_mismatch", "[2, 3]");
    expectError(() => localResponseNorm(zeros([2, 3, 1]), { size: 0 }), "invalid_argument", "size 0");
    expectError(() => localResponseNorm(zeros([2, 3, 1]), { size: 1.5 }), "invalid_argument", "1.5");
  });
});
