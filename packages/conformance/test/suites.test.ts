import { ones } from "@tenon/core";
import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Embedding,
  LayerNorm,
  Linear,
  LSTM,
  Module,
  MultiHeadAttention,
} from "@tenon/layers";
import { AdamW, SGD } from "@tenon/optimizers";
import { expect, test } from "vitest";
import { type Case, layerCases, optimizerCases, runSuite } from "../src/index.js";
import { loadBackend } from "../src/load-backend.js";

const js = await loadBackend("js");

const ours: Readonly<Record<string, readonly Case[]>> = {
  Linear: layerCases({
    name: "Linear",
    create: (place) => new Linear(4, 3, place),
    call: (layer, [x]) => layer.call(x!),
    inputs: [{ shape: [5, 4] }],
  }),
  Conv2d: layerCases({
    name: "Conv2d",
    create: (place) => new Conv2d(2, 3, 3, { padding: 1, stride: 2, ...place }),
    call: (layer, [x]) => layer.call(x!),
    inputs: [{ shape: [2, 2, 5, 5] }],
  }),
  BatchNorm2d: layerCases({
    name: "BatchNorm2d",
    create: (place) => new BatchNorm2d(3, place),
    call: (layer, [x]) => layer.call(x!),
    inputs: [{ shape: [4, 3, 2, 2] }],
  }),
  LayerNorm: layerCases({
    name: "LayerNorm",
    create: (place) => new LayerNorm(6, place),
    call: (layer, [x]) => layer.call(x!),
    inputs: [{ shape: [4, 6] }],
  }),
  Dropout: layerCases({
    name: "Dropout",
    create: (place) => new Dropout(0.4, place),
    call: (layer, [x]) => layer.call(x!),
    inputs: [{ shape: [9, 6] }],
  }),
  Embedding: layerCases({
    name: "Embedding",
    create: (place) => new Embedding(7, 3, place),
    call: (layer, [at]) => layer.call(at!),
    inputs: [{ shape: [2, 4], integers: { low: 0, high: 6 } }],
  }),
  LSTM: layerCases({
    name: "LSTM",
    create: (place) => new LSTM(3, 4, { numLayers: 2, bidirectional: true, ...place }),
    call: (layer, [x]) => {
      const { output, hidden, cell } = layer.call(x!);
      return [output, hidden, cell];
    },
    inputs: [{ shape: [5, 2, 3] }],
  }),
  MultiHeadAttention: layerCases({
    name: "MultiHeadAttention",
    create: (place) => new MultiHeadAttention(8, 2, place),
    call: (layer, [q, k, v]) => layer.call(q!, k!, v!),
    inputs: [{ shape: [4, 2, 8] }, { shape: [5, 2, 8] }, { shape: [5, 2, 8] }],
  }),
  SGD: optimizerCases({
    name: "SGD",
    create: (parameters) => new SGD(parameters, { learningRate: 0.02, momentum: 0.5, nesterov: true }),
  }),
  AdamW: optimizerCases({ name: "AdamW", create: (parameters) => new AdamW(parameters, { learningRate: 0.02 }) }),
};

test.each(Object.entries(ours))("%s passes", async (_, cases) => {
  const { results } = await runSuite(js, { cases });
  expect(results.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
});

test("a layer that detaches, remembers and keeps tensors is caught", async () => {
  class Broken extends Module {
    readonly inner = new Linear(4, 3, { backend: backend });
    #calls = 0;
    forward(x: Parameters<Linear["forward"]>[0]) {
      const y = this.inner.call(x).detach();
      return y.mul(ones([3], { backend: y.backend })).add(this.#calls++);
    }
  }
  const backend = await js.create();
  const cases = layerCases({
    name: "Broken",
    create: () => new Broken(),
    call: (layer, [x]) => layer.call(x!),
    inputs: [{ shape: [5, 4] }],
  });
  const { results } = await runSuite({ name: "js", create: () => backend }, { cases });
  const failed = results.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
  expect(failed).toEqual(
    expect.arrayContaining(["layer/Broken/gradients", "layer/Broken/compiled", "layer/Broken/evaluation"]),
  );
});

test("an optimizer that forgets its state is caught", async () => {
  class Forgetful extends SGD {
    override loadStateDict() {}
  }
  const cases = optimizerCases({
    name: "Forgetful",
    create: (parameters) => new Forgetful(parameters, { learningRate: 0.02, momentum: 0.9 }),
  });
  const { results } = await runSuite(js, { cases, modes: ["eager"] });
  expect(results.filter(({ outcome }) => outcome === "failed").map(({ id }) => id)).toEqual([
    "optimizer/Forgetful/resumes",
  ]);
});
