import {
  adamStep,
  adaptiveAvgPool2d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type Backend,
  batchNorm,
  concat,
  conv1d,
  conv2d,
  conv3d,
  convTranspose2d,
  crossEntropy,
  decorate,
  type FusedName,
  gelu,
  layerNorm,
  linear,
  logSoftmax,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  scaledDotProductAttention,
  softmax,
  type Tensor,
  tensor,
  vjp,
} from "@tenon/core";
import type { Case } from "../case.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import { runFunction } from "../runner/run-function.js";
import type { TensorProgram, Tester } from "../runner/tester.js";
import { Stream } from "../samples/stream.js";
import type { TensorFunction } from "./function-table.js";

interface Scenario {
  readonly label: string;
  readonly shapes: readonly (readonly number[])[];
  readonly f: TensorFunction;
  /** Draws whole numbers, so that many elements tie. */
  readonly ties?: true;
}

/** What each fused op is tried on, through the public function that reaches it. Views come in as views. */
const SCENARIOS: Readonly<Partial<Record<FusedName, readonly Scenario[]>>> = {
  adam: [15, 16, 17, 64, 65, 1].map((n) => ({
    label: `${n} elements`,
    shapes: [[n], [n], [n], [n], [], [], [], []],
    f: (p, g, m, v, ...rest) => {
      const [size, floor, share1, share2] = rest.map((x) => x.sigmoid()) as [Tensor, Tensor, Tensor, Tensor]; // four settings
      return concat(adamStep(p!, g!, m!, v!.square(), { size, floor, share1, share2 }));
    },
  })),
  gelu: (["none", "tanh"] as const).flatMap((approximate) => [
    ...[[], [0], [1], [15, 17], [64], [3, 65]].map((shape) => ({
      label: `${approximate} [${shape}]`,
      shapes: [shape],
      f: (x: Tensor | undefined) => gelu(x!.mul(3), { approximate }),
    })),
    {
      label: `${approximate}, a view`,
      shapes: [[4, 16]],
      f: (x: Tensor | undefined) => gelu(x!.transpose(0, 1).flip([0]), { approximate }),
    },
    {
      label: `${approximate}, special values`,
      shapes: [[5]],
      f: (x: Tensor | undefined) => {
        const edges = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e12, -1e12];
        return gelu(x!.mul(0).add(tensor(edges, { dtype: x!.dtype, backend: x!.backend })), { approximate });
      },
    },
  ]),
  linear: [
    { label: "batch", shapes: [[5, 17], [9, 17], [9]], f: (x, w, b) => linear(x!, w!, b!) },
    {
      label: "one row, no bias",
      shapes: [
        [1, 4],
        [3, 4],
      ],
      f: (x, w) => linear(x!, w!),
    },
    {
      label: "rank 3, transposed",
      shapes: [
        [4, 2, 3],
        [4, 5],
      ],
      f: (x, w) => linear(x!.permute([1, 2, 0]), w!.transpose(0, 1)),
    },
  ],
  conv: [
    {
      label: "plain",
      shapes: [
        [2, 3, 9, 8],
        [5, 3, 3, 3],
      ],
      f: (x, w) => conv2d(x!, w!),
    },
    {
      label: "1 × 1",
      shapes: [
        [2, 5, 4, 4],
        [3, 5, 1, 1],
      ],
      f: (x, w) => conv2d(x!, w!),
    },
    {
      label: "stride, padding, bias",
      shapes: [[2, 3, 9, 8], [4, 3, 3, 2], [4]],
      f: (x, w, b) => conv2d(x!, w!, { bias: b!, stride: [2, 3], padding: [1, 2] }),
    },
    {
      label: "dilation",
      shapes: [
        [1, 2, 11, 9],
        [3, 2, 3, 3],
      ],
      f: (x, w) => conv2d(x!, w!, { dilation: 2, padding: 2 }),
    },
    {
      label: "groups",
      shapes: [
        [2, 6, 7, 7],
        [4, 3, 3, 3],
      ],
      f: (x, w) => conv2d(x!, w!, { groups: 2, padding: 1 }),
    },
    {
      label: "many channels, odd sizes",
      shapes: [
        [9, 8, 15, 17],
        [17, 8, 3, 3],
      ],
      f: (x, w) => conv2d(x!, w!, { padding: 1 }),
    },
    {
      label: "many channels in groups",
      shapes: [
        [8, 16, 7, 16],
        [16, 8, 3, 3],
      ],
      f: (x, w) => conv2d(x!, w!, { groups: 2 }),
    },
    {
      label: "depthwise",
      shapes: [
        [1, 17, 5, 5],
        [17, 1, 3, 3],
      ],
      f: (x, w) => conv2d(x!, w!, { groups: 17, padding: 1 }),
    },
    {
      label: "signals",
      shapes: [
        [2, 3, 19],
        [5, 3, 4],
      ],
      f: (x, w) => conv1d(x!, w!, { stride: 2, padding: [[1, 3]], dilation: 2 }),
    },
    {
      label: "volumes",
      shapes: [
        [2, 4, 3, 5, 6],
        [6, 2, 2, 3, 2],
      ],
      f: (x, w) => conv3d(x!, w!, { stride: [1, 2, 1], padding: [1, 0, 1], groups: 2 }),
    },
    {
      label: "transposed",
      shapes: [
        [2, 3, 5, 4],
        [3, 5, 3, 4],
      ],
      f: (x, w) => convTranspose2d(x!, w!, { stride: [2, 3], padding: [1, 4] }),
    },
    {
      label: "transposed, dilated groups",
      shapes: [
        [2, 4, 5, 4],
        [4, 3, 2, 2],
      ],
      f: (x, w) => convTranspose2d(x!, w!, { stride: 2, dilation: [3, 1], outputPadding: 1, groups: 2 }),
    },
    {
      label: "of views",
      shapes: [
        [2, 8, 9, 3],
        [3, 3, 3, 4],
      ],
      f: (x, w) => conv2d(x!.permute([0, 3, 1, 2]).flip([2]), w!.permute([3, 2, 0, 1])),
    },
  ],
  maxPool: [
    { label: "2 × 2", shapes: [[2, 3, 8, 6]], f: (x) => maxPool2d(x!, { kernelSize: 2 }) },
    {
      label: "overlapping, ties",
      shapes: [[2, 2, 7, 9]],
      f: (x) => maxPool2d(x!, { kernelSize: 3, stride: 2, padding: 1 }),
      ties: true,
    },
    {
      label: "dilated, ties",
      shapes: [[1, 2, 9, 9]],
      f: (x) => maxPool2d(x!, { kernelSize: 2, stride: 1, dilation: 3 }),
      ties: true,
    },
    {
      label: "over the edge, ties",
      shapes: [[2, 2, 6, 5]],
      f: (x) => maxPool2d(x!, { kernelSize: 3, stride: 2, padding: 1, ceilMode: true }),
      ties: true,
    },
    { label: "signals", shapes: [[2, 3, 17]], f: (x) => maxPool1d(x!, { kernelSize: 3, stride: 2, padding: 1 }) },
    {
      label: "volumes, ties",
      shapes: [[1, 2, 3, 5, 4]],
      f: (x) => maxPool3d(x!, { kernelSize: [2, 3, 2], stride: [1, 2, 2], padding: [1, 1, 0] }),
      ties: true,
    },
    { label: "of a view", shapes: [[2, 7, 9, 3]], f: (x) => maxPool2d(x!.permute([0, 3, 2, 1]), { kernelSize: 2 }) },
  ],
  avgPool: [
    { label: "2 × 2", shapes: [[2, 3, 8, 6]], f: (x) => avgPool2d(x!, { kernelSize: 2 }) },
    { label: "overlapping", shapes: [[2, 2, 7, 9]], f: (x) => avgPool2d(x!, { kernelSize: 3, stride: 2, padding: 1 }) },
    {
      label: "image only, over the edge",
      shapes: [[2, 2, 6, 8]],
      f: (x) => avgPool2d(x!, { kernelSize: 3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false }),
    },
    {
      label: "padding counted, over the edge",
      shapes: [[2, 2, 6, 8]],
      f: (x) => avgPool2d(x!, { kernelSize: 3, stride: 2, padding: 1, ceilMode: true }),
    },
    {
      label: "signals, dilated",
      shapes: [[2, 3, 17]],
      f: (x) => avgPool1d(x!, { kernelSize: 3, stride: 1, dilation: 2 }),
    },
    {
      label: "volumes",
      shapes: [[1, 2, 3, 5, 4]],
      f: (x) => avgPool3d(x!, { kernelSize: [1, 3, 2], padding: [0, 1, 0] }),
    },
    { label: "whole images", shapes: [[2, 3, 5, 7]], f: (x) => adaptiveAvgPool2d(x!, { outputSize: 1 }) },
  ],
  softmax: alongAxes((x, axis) => softmax(x, { axis })),
  logSoftmax: alongAxes((x, axis) => logSoftmax(x, { axis })),
  crossEntropy: [
    {
      label: "each row",
      shapes: [[17, 10]],
      f: (x) => crossEntropy(x!, x!.detach().argMin({ axis: 1 }), { reduction: "none" }),
    },
    {
      label: "mean, some rows ignored, large logits",
      shapes: [[16, 5]],
      f: (x) => crossEntropy(x!.mul(40), x!.detach().argMax({ axis: 1 }), { ignoreIndex: 2 }),
    },
    {
      label: "positions of images",
      shapes: [[2, 3, 4, 5]],
      f: (x) => crossEntropy(x!, x!.detach().argMin({ axis: 1 }), { reduction: "sum" }),
    },
    { label: "one class", shapes: [[3, 1]], f: (x) => crossEntropy(x!, x!.detach().argMin({ axis: 1 })) },
  ],
  layerNorm: [
    {
      label: "scaled and shifted",
      shapes: [[3, 5, 17], [17], [17]],
      f: (x, w, b) => layerNorm(x!, { normalizedShape: [17], weight: w!, bias: b! }),
    },
    { label: "two axes, plain", shapes: [[4, 3, 5]], f: (x) => layerNorm(x!, { normalizedShape: [3, 5] }) },
    { label: "of a view", shapes: [[16, 3]], f: (x) => layerNorm(x!.transpose(0, 1), { normalizedShape: [16] }) },
  ],
  batchNorm: [
    {
      label: "images, weight and bias",
      shapes: [[5, 3, 4, 7], [3], [3]],
      f: (x, w, b) => batchNorm(x!, { weight: w!, bias: b! }),
    },
    { label: "rows, plain", shapes: [[17, 4]], f: (x) => batchNorm(x!, { epsilon: 0.1 }) },
    { label: "far from 0", shapes: [[6, 2, 5]], f: (x) => batchNorm(x!.mul(8).round().add(4096)) },
    { label: "of a view", shapes: [[3, 16, 2], [3]], f: (x, w) => batchNorm(x!.transpose(0, 1), { weight: w! }) },
  ],
  attention: [
    {
      label: "plain",
      shapes: [
        [2, 3, 7, 4],
        [2, 3, 9, 4],
        [2, 3, 9, 5],
      ],
      f: (q, k, v) => scaledDotProductAttention(q!, k!, v!),
    },
    {
      label: "causal",
      shapes: [
        [1, 2, 17, 4],
        [1, 2, 17, 4],
        [1, 2, 17, 4],
      ],
      f: (q, k, v) => scaledDotProductAttention(q!, k!, v!, { causal: true }),
    },
    {
      label: "mask and scale",
      shapes: [
        [2, 2, 5, 4],
        [2, 2, 6, 4],
        [2, 2, 6, 4],
        [5, 6],
      ],
      f: (q, k, v, m) => scaledDotProductAttention(q!, k!, v!, { mask: m!, scale: 0.3 }),
    },
    {
      label: "bools, a row hidden, large scores",
      shapes: [
        [2, 3, 4],
        [2, 9, 4],
        [2, 9, 4],
        [3, 9],
      ],
      f: (q, k, v, m) =>
        scaledDotProductAttention(q!.mul(30), k!, v!, { mask: m!.detach().cumsum({ axis: 1 }).greater(0) }),
    },
    {
      label: "grouped queries, a mask for each head",
      shapes: [
        [2, 6, 5, 4],
        [2, 2, 7, 4],
        [2, 2, 7, 3],
        [6, 1, 7],
      ],
      f: (q, k, v, m) => scaledDotProductAttention(q!, k!, v!, { mask: m! }),
    },
    {
      label: "causal, grouped, more keys than queries",
      shapes: [
        [1, 4, 15, 8],
        [1, 1, 33, 8],
        [1, 1, 33, 8],
      ],
      f: (q, k, v) => scaledDotProductAttention(q!, k!, v!, { causal: true }),
    },
    {
      label: "causal, fewer keys than queries, views",
      shapes: [
        [2, 65, 2, 3],
        [2, 17, 2, 3],
        [2, 17, 2, 3],
      ],
      f: (...heads) => {
        const [q, k, v] = heads.map((x) => x.transpose(1, 2));
        return scaledDotProductAttention(q!, k!, v!, { causal: true });
      },
    },
  ],
};

const BACKWARD: Readonly<Partial<Record<FusedName, FusedName>>> = {
  geluBackward: "gelu",
  maxPoolBackward: "maxPool",
  avgPoolBackward: "avgPool",
  softmaxBackward: "softmax",
  logSoftmaxBackward: "logSoftmax",
  crossEntropyBackward: "crossEntropy",
  layerNormBackward: "layerNorm",
  batchNormBackward: "batchNorm",
  attentionBackward: "attention",
};

/** Each fused op of a backend against its composition in core on the same backend: values and gradients. */
export const fusedCases: readonly Case[] = (["float32", "float64"] as const).flatMap((dtype) => [
  ...Object.entries(SCENARIOS).map(([name, scenarios]) => fusedCase(name as FusedName, scenarios, dtype)), // keys of SCENARIOS
  ...Object.entries(BACKWARD).map(([name, forward]) => fusedCase(name as FusedName, SCENARIOS[forward]!, dtype)),
]);

function fusedCase(name: FusedName, scenarios: readonly Scenario[], dtype: "float32" | "float64"): Case {
  const id = `fused/${name}/${dtype}`;
  return {
    id,
    needs: { compute: [dtype, "int32", "bool"], rank: 6, fused: name },
    run: async (_, t) => {
      for (const scenario of scenarios)
        await againstComposition(t, new Stream(`${id} ${scenario.label}`), scenario, dtype);
    },
  };
}

async function againstComposition(
  t: Tester,
  stream: Stream,
  scenario: Scenario,
  dtype: "float32" | "float64",
): Promise<void> {
  const { label, shapes, f, ties } = scenario;
  const inputs: HostTensor[] = shapes.map((shape) => (ties ? stream.ties(shape, dtype) : stream.tensor(shape, dtype)));
  const program: TensorProgram = (...xs) => {
    const value = f(...xs);
    const cotangent = value.detach().sin().add(0.5);
    return [value, ...vjp(f, xs, cotangent).gradients];
  };
  const composed = await runFunction(withoutFused(t.backend), inputs, program);
  const fused = await t.run(label, inputs, program);
  const unit = dtype === "float32" ? 2e-5 : 1e-12;
  composed.forEach((expected, i) => {
    const size = Math.max(1, ...Array.from(expected.data, Math.abs));
    const what = i === 0 ? "value" : `gradient ${i - 1}`;
    t.close(`${label}, ${what}`, fused[i]!, expected, { relative: unit, absolute: unit * size });
  });
}

/** The same engine, with every fused op composed. */
function withoutFused(backend: Backend): Backend {
  const { fused: _, compile: __, ...rest } = decorate(backend, ({ run }) => run());
  return rest;
}

function alongAxes(f: (x: Tensor, axis: number) => Tensor): Scenario[] {
  return [
    { label: "last axis", shapes: [[5, 65]], f: (x) => f(x!, -1) },
    { label: "first axis", shapes: [[17, 3]], f: (x) => f(x!, 0) },
    { label: "middle axis", shapes: [[2, 9, 3]], f: (x) => f(x!, 1) },
    { label: "one element", shapes: [[4, 1]], f: (x) => f(x!, 1) },
    { label: "large logits", shapes: [[3, 7]], f: (x) => f(x!.mul(40), -1) },
    { label: "of a view", shapes: [[6, 5]], f: (x) => f(x!.transpose(0, 1).flip([1]), -1) },
  ];
}
