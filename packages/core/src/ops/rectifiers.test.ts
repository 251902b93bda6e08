import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { Generator } from "../random/generator.js";
import { ones, tensor } from "./create.js";
import { hardshrink, hardsigmoid, hardswish, hardtanh, relu6, softshrink } from "./hard-activations.js";
import { celu, elu, leakyRelu, prelu, rrelu, selu, threshold } from "./rectifiers.js";

useJs();

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const f64 = (values: readonly number[]) => tensor([...values], { dtype: "float64" });

describe("exponential units", () => {
  test("are their formulas", () => {
    const points = [-30, -2, -0.5, 0, 0.5, 30];
    const unit = (alpha: number, rate: number) => points.map((x) => (x > 0 ? x : alpha * Math.expm1(x * rate)));
    expectClose(elu(f64(points)), unit(1, 1), 1e-14);
    expectClose(elu(f64(points), { alpha: 0.3 }), unit(0.3, 1), 1e-14);
    expectClose(celu(f64(points), { alpha: 2 }), unit(2, 0.5), 1e-14);
    const scale = 1.0507009873554805;
    const scaled = unit(1.6732632423543772, 1).map((y) => y * scale);
    expectClose(selu(f64(points)), scaled, 1e-14);
  });

  test("keep mean 0 and variance 1 under selu, which is what its constants are for", () => {
    let [mean, square, weight] = [0, 0, 0];
    for (let x = -8; x <= 8; x += 1 / 64) {
      const density = Math.exp((-x * x) / 2);
      const y = selu(f64([x])).dataSync()[0]!;
      mean += y * density;
      square += y * y * density;
      weight += density;
    }
    expect(mean / weight).toBeCloseTo(0, 4);
    expect(square / weight).toBeCloseTo(1, 4);
  });

  test("neither overflow nor lose gradients far out, and pass NaN", () => {
    const x = tensor([1000, -1000, inf, -inf, nan]);
    expectClose(elu(x), [1000, -1, inf, -1, nan]);
    expectClose(grad((v) => elu(v).sum())(tensor([1000, inf, 0, -1000]))[0]!, [1, 1, 1, 0]);
    expectError(() => celu(x, { alpha: 0 }), "invalid_argument");
  });

  test("have derivatives of first and second order", async () => {
    const x = f64([-2, -0.3, 0.4, 3]);
    for (const f of [elu, selu, celu]) {
      await gradcheck((v) => f(v).sum(), [x]);
      await gradcheck((v) => grad((u) => f(u).sin().sum())(v)[0]!.sum(), [x]);
    }
  });
});

describe("rectifiers with a slope", () => {
  test("prelu has one for each channel, or one for all", () => {
    const x = tensor([[[-1, 2], [-3, -4]]]); // biome-ignore format: rows
    expectClose(prelu(x, tensor([0.5, 0.1])), [[[-0.5, 2], [-0.3, -0.4]]]); // biome-ignore format: rows
    for (const weight of [tensor([2]), tensor(2)]) expectClose(prelu(x, weight), [[[-2, 2], [-6, -8]]]); // biome-ignore format: rows
    expectClose(prelu(tensor([-1, 1]), tensor([0.5])), [-0.5, 1]);
    for (const weight of [ones([3]), ones([1, 2])]) expectError(() => prelu(x, weight), "shape_mismatch", "weight [");
  });

  test("prelu sends gradients to x and weight", async () => {
    await gradcheck((x, w) => prelu(x, w).sin().sum(), [sample([2, 3, 2]), sample([3], 2)]);
    await gradcheck(
      (x, w) => grad((u, v) => prelu(u, v).sin().sum())(x, w)[1]!.sum(),
      [sample([2, 3]), sample([3], 2)],
    );
  });

  test("rrelu draws slopes in training, and takes the middle else", () => {
    const options = { lower: 0.25, upper: 0.75 };
    expectClose(rrelu(tensor([-2, 3]), options), [-1, 3]);
    const slopes = rrelu(ones([4000]).neg(), { ...options, training: true, generator: new Generator(3) });
    const values = [...slopes.dataSync()].map((y) => -y);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0.25);
    expect(Math.max(...values)).toBeLessThan(0.75);
    const mean = values.reduce((a, b) => a + b) / 4000;
    expect(Math.abs(mean - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(12 * 4000));
    expectClose(rrelu(tensor([3]), { training: true }), [3]);
    expect(rrelu(tensor([-1], { dtype: "float16" }), { training: true }).dtype).toBe("float16");
    expectError(() => rrelu(tensor([1]), { lower: 1, upper: 0 }), "invalid_argument");
  });

  test("leakyRelu and threshold pass NaN", () => {
    expectClose(leakyRelu(tensor([nan, -1])), [nan, -0.01]);
    expectClose(threshold(tensor([nan, 1, 1.5]), { threshold: 1, value: 9 }), [nan, 9, 1.5]);
  });
});

describe("piecewise linear activations", () => {
  test("have flat ends that pass no gradient", () => {
    const x = f64([-9, -1, 0, 0.25, 1, 9]);
    expectClose(hardtanh(x), [-1, -1, 0, 0.25, 1, 1]);
    expectClose(grad((v) => hardtanh(v).sum())(x)[0]!, [0, 0, 1, 1, 0, 0]);
    expectClose(relu6(x), [0, 0, 0, 0.25, 1, 6]);
    expectClose(grad((v) => relu6(v).sum())(f64([0, 6, 3]))[0]!, [0, 0, 1]);
    expectClose(hardsigmoid(f64([-3, 0, 1.5, 3])), [0, 0.5, 0.75, 1]);
    expectClose(hardswish(f64([-4, -3, -1.5, 3, 4])), [0, -0, -0.375, 3, 4]);
    expectClose(grad((v) => hardswish(v).sum())(f64([-4, 0, 1, 4]))[0]!, [0, 0.5, 5 / 6, 1]);
  });

  test("shrink toward 0", () => {
    const x = f64([-2, -0.5, 0.2, 0.5, 2, inf, nan]);
    expectClose(hardshrink(x), [-2, 0, 0, 0, 2, inf, nan]);
    expectClose(softshrink(x), [-1.5, 0, 0, 0, 1.5, inf, nan]);
    expectClose(softshrink(x, { threshold: 0 }), [-2, -0.5, 0.2, 0.5, 2, inf, nan]);
    expectClose(grad((v) => softshrink(v).sum())(f64([-2, 0.5, 0.2]))[0]!, [1, 0, 0]);
  });

  test("keep integers where they can", () => {
    const i = tensor([-9, 3, 9], { dtype: "int32" });
    expect([hardtanh(i).dtype, relu6(i).dtype, threshold(i, { threshold: 1, value: 0 }).dtype]).toEqual(Array(3).fill("int32")); // biome-ignore format: one line
    expectClose(relu6(i), [0, 3, 6]);
  });
});
