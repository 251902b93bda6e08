import { createJsBackend } from "@tenon/backend-js";
import { Generator, manualSeed, setBackend, TenonError, type Tensor } from "@tenon/core";
import { beforeAll, describe, expect, test } from "vitest";
import { MultiHeadAttention } from "../attention/multi-head-attention.js";
import { Conv2d } from "../convolution/conv2d.js";
import { Embedding } from "../embedding/embedding.js";
import { Linear } from "../linear/linear.js";
import { LSTM } from "../recurrent/lstm.js";
import { gainOf } from "./gain.js";
import { kaimingNormal, kaimingUniform } from "./kaiming.js";
import { xavierNormal, xavierUniform } from "./xavier.js";

beforeAll(() => setBackend(createJsBackend()));

/** Checks range, mean and variance against Uniform(−bound, bound), whose variance is bound²/3. */
function expectUniform(x: Tensor, bound: number) {
  const largest = x.abs().max().itemSync();
  expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
  expect(largest).toBeGreaterThan(bound * 0.98);
  expectMoments(x, bound / Math.sqrt(3));
}

function expectMoments(x: Tensor, deviation: number) {
  const error = 5 / Math.sqrt(x.size);
  expect(Math.abs(x.mean().itemSync())).toBeLessThan(deviation * error);
  expect(Math.abs(x.std().itemSync() / deviation - 1)).toBeLessThan(error);
}

const SHAPE = [40, 30, 2, 3]; // fan in 180, fan out 240

describe("initializers", () => {
  test("have the bounds of their papers", () => {
    expectUniform(kaimingUniform(SHAPE), Math.sqrt(6 / 180));
    expectUniform(kaimingUniform(SHAPE, { slope: Math.sqrt(5) }), 1 / Math.sqrt(180));
    expectUniform(kaimingUniform(SHAPE, { mode: "fanOut", nonlinearity: "tanh" }), (5 / 3) * Math.sqrt(3 / 240));
    expectUniform(xavierUniform(SHAPE), Math.sqrt(6 / 420));
    expectMoments(kaimingNormal(SHAPE, { nonlinearity: "relu" }), Math.sqrt(2 / 180));
    expectMoments(xavierNormal(SHAPE, { gain: gainOf("tanh") }), (5 / 3) * Math.sqrt(2 / 420));
  });

  test("gains are PyTorch's", () => {
    const gains = (["linear", "sigmoid", "tanh", "relu", "selu"] as const).map((name) => gainOf(name));
    expect(gains).toEqual([1, 1, 5 / 3, Math.SQRT2, 0.75]);
    expect(gainOf("leakyRelu")).toBeCloseTo(Math.sqrt(2 / (1 + 0.01 ** 2)), 15);
  });

  test("refuse vectors, which have no fans", () => {
    expect(() => xavierUniform([3])).toThrow(TenonError);
  });
});

describe("layers start as PyTorch's", () => {
  test("linear and convolution in ±1/√fanIn", () => {
    const linear = new Linear(300, 200);
    expectUniform(linear.weight.value, 1 / Math.sqrt(300));
    expectUniform(linear.bias!.value, 1 / Math.sqrt(300));
    const conv = new Conv2d(32, 64, [3, 5], { groups: 2 });
    expectUniform(conv.weight.value, 1 / Math.sqrt(16 * 15));
    expectUniform(conv.bias!.value, 1 / Math.sqrt(16 * 15));
  });

  test("LSTM in ±1/√hidden, embedding normal, attention by Xavier with biases 0", () => {
    for (const parameter of new LSTM(50, 64, { bidirectional: true }).parameters())
      expectUniform(parameter.value, 1 / 8);
    const table = new Embedding(100, 60, { paddingIdx: 3 }).weight.value;
    expect(table.at(3).abs().sum().itemSync()).toBe(0);
    expectMoments(new Embedding(100, 60).weight.value, 1);
    const attention = new MultiHeadAttention(48, 4);
    expectUniform(attention.inProjWeight!.value, Math.sqrt(6 / (48 + 3 * 48)));
    expectUniform(attention.outProj.weight.value, 1 / Math.sqrt(48));
    expect(attention.inProjBias!.value.abs().sum().itemSync()).toBe(0);
    expect(attention.outProj.bias!.value.abs().sum().itemSync()).toBe(0);
  });

  test("from a seed or a generator, the same each time", () => {
    const seeded = () => {
      manualSeed(3);
      return new Linear(4, 4).weight.value.toArraySync();
    };
    const own = (seed: number) => new Linear(4, 4, { generator: new Generator(seed) }).weight.value.toArraySync();
    expect(seeded()).toEqual(seeded());
    expect(own(3)).toEqual(own(3));
    expect(own(3)).not.toEqual(own(4));
  });
});
