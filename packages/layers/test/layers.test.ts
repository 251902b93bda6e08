import { createJsBackend } from "@tenon/backend-js";
import { compile, type DType, setBackend, sizeOf, type Tensor, type TensorLike, tensor } from "@tenon/core";
import { beforeAll, describe, expect, test } from "vitest";
import fixtures from "../fixtures/layers.json" with { type: "json" };
import {
  BatchNorm2d,
  Conv2d,
  Embedding,
  Flatten,
  GELU,
  LayerNorm,
  type LayerOptions,
  Linear,
  LSTM,
  type LSTMState,
  MaxPool2d,
  type Module,
  MultiHeadAttention,
  ReLU,
  Sequential,
  Sigmoid,
  Tanh,
} from "../src/index.js";
import { expectClose } from "./compare.js";
import { fill } from "./fill.js";

beforeAll(() => setBackend(createJsBackend()));

type Run = (inputs: Tensor[], options: LayerOptions) => { module: Module; outputs: () => TensorLike[] };

/** A layer that takes the inputs as they come. */
const plain =
  <M extends Module & { forward(...inputs: Tensor[]): Tensor }>(make: (options: LayerOptions) => M): Run =>
  (inputs, options) => {
    const module = make(options);
    return { module, outputs: () => [module.call(...(inputs as Parameters<M["forward"]>))] };
  };

const states =
  (make: (options: LayerOptions) => LSTM, pick: ("output" | "hidden" | "cell")[] = ["output", "hidden", "cell"]): Run =>
  ([x, hidden, cell], options) => {
    const module = make(options);
    const state: LSTMState | undefined = hidden && cell && { hidden, cell };
    return {
      module,
      outputs: () => {
        const result = module.call(x!, state);
        return pick.map((name) => result[name]);
      },
    };
  };

const attention =
  (
    settings: ConstructorParameters<typeof MultiHeadAttention>[2] & { heads: number },
    options?: (like: LayerOptions) => Parameters<MultiHeadAttention["forward"]>[3],
  ): Run =>
  (inputs, like) => {
    const { heads, ...rest } = settings;
    const module = new MultiHeadAttention(6, heads, { ...rest, ...like });
    const [query, key, value] = inputs;
    return { module, outputs: () => [module.call(query!, key, value, options?.(like))] };
  };

const LATER = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => j > i));
const PADDING = [
  [false, false, true, true],
  [false, false, false, true],
];
const floats = (shape: readonly number[], name: string, { dtype = "float32" }: LayerOptions) =>
  tensor(fill(name, sizeOf(shape)), { shape, dtype });

const RUNS: Record<keyof typeof fixtures.cases, Run> = {
  linear: plain((o) => new Linear(5, 3, o)),
  "linear, rank 3, no bias": plain((o) => new Linear(5, 3, { bias: false, ...o })),
  conv2d: plain((o) => new Conv2d(3, 4, 3, o)),
  "conv2d, strided, padded, dilated, grouped": plain(
    (o) => new Conv2d(4, 6, [3, 2], { stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 2, ...o }),
  ),
  "conv2d, same": plain((o) => new Conv2d(2, 3, [2, 3], { padding: "same", bias: false, ...o })),
  batchNorm2d: ([first, second], o) => {
    const module = new BatchNorm2d(3, { momentum: 0.2, ...o });
    return {
      module,
      outputs: () => {
        module.call(first!);
        return [module.call(second!)];
      },
    };
  },
  "batchNorm2d, evaluation": ([first, second], o) => {
    const module = new BatchNorm2d(3, o);
    return {
      module,
      outputs: () => {
        module.train().call(first!);
        return [module.eval().call(second!)];
      },
    };
  },
  "batchNorm2d, plain": plain(
    (o) => new BatchNorm2d(3, { epsilon: 1e-3, affine: false, trackRunningStats: false, ...o }),
  ),
  layerNorm: plain((o) => new LayerNorm(6, o)),
  "layerNorm, two axes": plain((o) => new LayerNorm([3, 4], { epsilon: 1e-3, ...o })),
  embedding: plain((o) => new Embedding(7, 4, o)),
  "embedding, padding": plain((o) => new Embedding(7, 4, { paddingIdx: -5, ...o })),
  lstm: states((o) => new LSTM(3, 4, o)),
  "lstm, output alone": states((o) => new LSTM(3, 4, { bias: false, ...o }), ["output"]),
  "lstm, cell alone": states((o) => new LSTM(3, 4, o), ["cell"]),
  "lstm, deep, both ways, batch first, from a state": states(
    (o) => new LSTM(3, 4, { numLayers: 2, bidirectional: true, batchFirst: true, ...o }),
  ),
  "lstm, no batch": states((o) => new LSTM(3, 4, o)),
  attention: attention({ heads: 2 }),
  "attention, causal, batch first": attention({ heads: 3, batchFirst: true }, () => ({ causal: true })),
  "attention, no batch, no bias": attention({ heads: 2, bias: false }),
  "attention, padding": attention({ heads: 2 }, () => ({ keyPaddingMask: tensor(PADDING) })),
  "attention, padding and mask": attention({ heads: 2, batchFirst: true }, () => ({
    keyPaddingMask: tensor(PADDING),
    attentionMask: tensor(LATER),
  })),
  "attention, added mask per head": attention({ heads: 2, batchFirst: true }, (like) => ({
    attentionMask: floats([4, 3, 4], "mask", like),
  })),
  "attention, across": attention({ heads: 2, keyDim: 5, valueDim: 3 }),
  "attention, three sources": attention({ heads: 2 }),
  relu: plain(() => new ReLU()),
  gelu: plain(() => new GELU()),
  "gelu, tanh": plain(() => new GELU({ approximate: "tanh" })),
  tanh: plain(() => new Tanh()),
  sigmoid: plain(() => new Sigmoid()),
  flatten: plain(() => new Flatten()),
  "flatten, some axes": plain(() => new Flatten(0, -2)),
  maxPool2d: plain(() => new MaxPool2d(2)),
  "maxPool2d, overlapping": plain(() => new MaxPool2d(3, { stride: 2, padding: 1 })),
  sequential: plain((o) => new Sequential(new Linear(4, 5, o), new Tanh(), new Linear(5, 2, o))),
};

/** A case's layer, with PyTorch's parameters, and how to run it. */
function prepare(name: keyof typeof fixtures.cases, dtype: DType) {
  const expected: Case = fixtures.cases[name];
  const inputs =
    expected.indices === undefined
      ? expected.inputs.map((shape, i) =>
          tensor(fill(`${name}/x${i}`, sizeOf(shape)), { shape, dtype, requiresGrad: true }),
        )
      : [tensor(expected.indices, { dtype: "int32" })];
  const { module, outputs } = RUNS[name](inputs, { dtype });
  const parameters = module.namedParameters();
  expect([...parameters.keys()].sort(), "names").toEqual(Object.keys(expected.parameterGradients).sort());
  for (const [key, parameter] of parameters)
    parameter.assign(tensor(fill(`${name}/${key}`, parameter.size, 0.5), { shape: parameter.shape, dtype }));
  const run = () => {
    const results = outputs() as Tensor[]; // layers return tensors
    results
      .map((y, i) => y.mul(tensor(fill(`${name}/g${i}`, y.size), { shape: y.shape, dtype })).sum())
      .reduce((a, b) => a.add(b))
      .backward();
    return results.map((y) => y.detach());
  };
  return { expected, inputs, module, parameters, run };
}

/** Runs a case in Tenon and compares outputs, all gradients and buffers with PyTorch's. */
function check(name: keyof typeof fixtures.cases, dtype: DType, tolerance: number) {
  const { expected, inputs, module, parameters, run } = prepare(name, dtype);
  for (const [i, y] of run().entries()) {
    expect(y.shape, `output ${i}`).toEqual(expected.outputs[i]!.shape);
    expectClose(`output ${i}`, y.dataSync(), expected.outputs[i]!.data, tolerance);
  }
  for (const [i, gradient] of expected.inputGradients.entries())
    if (gradient === null) expect(inputs[i]!.grad, `gradient of input ${i}`).toBeUndefined();
    else expectClose(`gradient of input ${i}`, inputs[i]!.grad?.dataSync(), gradient, tolerance);
  for (const [key, gradient] of Object.entries(expected.parameterGradients))
    expectClose(`gradient of ${key}`, parameters.get(key)?.grad?.dataSync(), gradient, tolerance);
  const buffers = module.namedBuffers();
  expect([...buffers.keys()].sort(), "buffers").toEqual(Object.keys(expected.buffers).sort());
  for (const [key, value] of Object.entries(expected.buffers))
    expectClose(key, buffers.get(key)?.value.dataSync(), value, tolerance);
}

/** Everything a run leaves behind, as numbers. */
function trail(name: keyof typeof fixtures.cases, wrap: (run: () => Tensor[]) => () => Tensor[]) {
  const { module, parameters, run } = prepare(name, "float32");
  return {
    outputs: wrap(run)().map((y) => y.dataSync()),
    gradients: [...parameters].map(([key, parameter]) => [key, parameter.grad?.dataSync()]),
    buffers: [...module.namedBuffers()].map(([key, buffer]) => [key, buffer.value.dataSync()]),
  };
}

interface Case {
  readonly inputs: readonly (readonly number[])[];
  readonly indices?: readonly (readonly number[])[];
  readonly outputs: readonly { readonly shape: readonly number[]; readonly data: readonly number[] }[];
  readonly inputGradients: readonly (readonly number[] | null)[];
  readonly parameterGradients: Readonly<Record<string, readonly number[]>>;
  readonly buffers: Readonly<Record<string, readonly number[]>>;
}

describe("layers give PyTorch's outputs and gradients", () => {
  const names = Object.keys(RUNS) as (keyof typeof RUNS)[]; // its own keys
  test.each(names)("%s, float32", (name) => check(name, "float32", 1e-5));
  test.each(names)("%s, float64", (name) => check(name, "float64", 1e-11));
  test.each(names)("%s, compiled as eager to the bit", (name) => {
    const frozen = (run: () => Tensor[]) => compile(() => run());
    expect(trail(name, frozen)).toEqual(trail(name, (run) => run));
  });
});
