import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { scope } from "../memory/scope.js";
import { Variable } from "../state/variable.js";
import { batchNorm } from "./batch-norm.js";
import { tensor, zeros } from "./create.js";
import { instanceNorm } from "./group-norm.js";

const js = useJs();

describe("batchNorm", () => {
  const x = () => tensor([[1, 10], [3, 30]]); // biome-ignore format: rows

  test("in training normalises channels by the batch", () => {
    expectClose(batchNorm(x(), { epsilon: 0 }), [[-1, -1], [1, 1]]); // biome-ignore format: rows
    const [weight, bias] = [tensor([2, 3]), tensor([5, 6])];
    expectClose(batchNorm(x(), { weight, bias, epsilon: 0 }), [[3, 3], [7, 9]]); // biome-ignore format: rows
    const image = batchNorm(sample([2, 3, 2, 2], 1));
    expectClose(image.mean({ axis: [0, 2, 3] }), [0, 0, 0], 1e-12);
  });

  test("moves the running statistics towards the batch, the variance unbiased", () => {
    const runningMean = new Variable(tensor([0, 0]));
    const runningVariance = new Variable(tensor([1, 1]));
    batchNorm(x(), { runningMean, runningVariance, training: true, momentum: 0.25 });
    expectClose(runningMean.value, [0.5, 5]);
    expectClose(runningVariance.value, [0.75 + 0.25 * 2, 0.75 + 0.25 * 200]);
  });

  test("otherwise normalises by the running statistics and leaves them", () => {
    const runningMean = new Variable(tensor([1, 10]));
    const runningVariance = new Variable(tensor([4, 100]));
    const y = batchNorm(x(), { runningMean, runningVariance, epsilon: 0 });
    expectClose(y, [[0, 0], [1, 2]]); // biome-ignore format: rows
    expectClose(runningMean.value, [1, 10]);
    const one = batchNorm(tensor([[3, 30]]), { runningMean, runningVariance, training: false, epsilon: 0 });
    expectClose(one, [[1, 2]]);
  });

  test("has gradients of first and second order", async () => {
    const [a, weight, bias] = [sample([3, 2, 2], 5), sample([2], 6), sample([2], 7)];
    await gradcheck((t, w, b) => batchNorm(t, { weight: w, bias: b }).pow(3).sum(), [a, weight, bias]);
    const slope = grad((t) => batchNorm(t).pow(3).sum(), { createGraph: true });
    await gradcheck((t) => slope(t)[0]!.square().sum(), [a]);
    const [runningMean, runningVariance] = [new Variable(sample([2], 8)), new Variable(sample([2], 9).square().add(1))];
    await gradcheck((t, w) => batchNorm(t, { weight: w, runningMean, runningVariance }).pow(2).sum(), [a, weight]);
  });

  test("refuses what does not fit, and leaves the running statistics alone", () => {
    const runningMean = new Variable(tensor([1, 1]));
    const runningVariance = new Variable(tensor([1, 1]));
    const running = { runningMean, runningVariance, training: true };
    const before = js.memory().tensors;
    expectError(() => batchNorm(tensor([1, 2]), running), "shape_mismatch", "[2]");
    expectError(() => batchNorm(zeros([2, 3]), running), "shape_mismatch", "[2, 3]");
    expectError(() => batchNorm(zeros([2, 2]), { weight: zeros([3]) }), "shape_mismatch", "[3]");
    expectError(() => batchNorm(zeros([1, 2]), running), "invalid_argument", "two values");
    expectError(() => batchNorm(zeros([2, 2]), { training: false }), "invalid_argument", "running");
    expect(js.memory().tensors - before).toBe(6); // what these lines made
    expectClose(runningMean.value, [1, 1]);
  });

  test("takes any rank ≥ 2, 16-bit floats and whole numbers, and shifts without scaling", () => {
    const line = batchNorm(tensor([[[1, 3]], [[5, 7]]]), { epsilon: 0 }); // [N, C, L]
    const root = Math.sqrt(5);
    expectClose(line, [[[-3 / root, -1 / root]], [[1 / root, 3 / root]]]);
    expect(batchNorm(zeros([2, 1, 2, 2, 2])).shape).toEqual([2, 1, 2, 2, 2]);
    const half = batchNorm(tensor([[-500], [500]], { dtype: "float16" }), { epsilon: 0 });
    expect(half.dtype).toBe("float16");
    expectClose(half, [[-1], [1]], 1e-3);
    expectClose(batchNorm(tensor([[1], [3]], { dtype: "int32" }), { epsilon: 0, bias: tensor([5]) }), [[4], [6]]);
  });

  test("replaces running statistics and leaves nothing else behind", () => {
    const [runningMean, runningVariance] = [new Variable(zeros([2])), new Variable(zeros([2]))];
    const image = sample([3, 2, 4], 1, { requiresGrad: true });
    const step = () => {
      scope(() => {
        batchNorm(image, { runningMean, runningVariance, training: true }).sum().backward();
        instanceNorm(image, { runningMean, runningVariance, training: true }).sum().backward();
      });
    };
    step();
    const before = js.memory().tensors;
    for (let i = 0; i < 3; i++) step();
    expect(js.memory().tensors).toBe(before);
  });
});
