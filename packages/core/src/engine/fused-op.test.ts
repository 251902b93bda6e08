import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { plainJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { scope } from "../memory/scope.js";
import { scaledDotProductAttention } from "../ops/attention.js";
import { avgPool2d } from "../ops/avg-pool.js";
import { batchNorm } from "../ops/batch-norm.js";
import { conv2d } from "../ops/convolution.js";
import { ones, tensor } from "../ops/create.js";
import { crossEntropy } from "../ops/cross-entropy.js";
import { layerNorm } from "../ops/layer-norm.js";
import { maxPool2d } from "../ops/max-pool.js";
import { logSoftmax, softmax } from "../ops/softmax.js";
import type { Backend, Handle } from "../seam/backend.js";
import type { Compose, FusedName } from "../seam/fused.js";
import type { Tensor } from "../tensor.js";
import { noGrad, setBackend } from "./context.js";

const NAMES: readonly FusedName[] = [
  "attention",
  "attentionBackward",
  "avgPool",
  "avgPoolBackward",
  "batchNorm",
  "batchNormBackward",
  "conv",
  "crossEntropy",
  "crossEntropyBackward",
  "layerNorm",
  "layerNormBackward",
  "logSoftmax",
  "logSoftmaxBackward",
  "maxPool",
  "maxPoolBackward",
  "softmax",
  "softmaxBackward",
];

/** Chooses a backend that has a kernel for every fused op of core, each falling back to its composition, and notes calls. */
function fusing() {
  const calls: FusedName[] = [];
  const kernel = (name: FusedName) => (_: readonly Handle[], __: unknown, compose: Compose<Handle>) => {
    calls.push(name);
    return compose();
  };
  const fused = Object.fromEntries(NAMES.map((name) => [name, kernel(name)]));
  const backend: Backend = { ...plainJs(), fused };
  setBackend(backend);
  return { backend, calls };
}

const FUNCTIONS: Readonly<Record<string, readonly [forward: FusedName, f: (x: Tensor) => Tensor]>> = {
  softmax: ["softmax", (x) => softmax(x)],
  logSoftmax: ["logSoftmax", (x) => logSoftmax(x)],
  layerNorm: ["layerNorm", (x) => layerNorm(x, { normalizedShape: [4], weight: ones([4], { dtype: x.dtype }) })],
  batchNorm: ["batchNorm", (x) => batchNorm(x, { weight: x.at(0), bias: x.at(1) })],
  crossEntropy: [
    "crossEntropy",
    (x) => crossEntropy(x, tensor([0, 3, 1, 3], { dtype: "int32", backend: x.backend }), { ignoreIndex: 1 }),
  ],
  attention: ["attention", (x) => scaledDotProductAttention(x, x.sin(), x.cos(), { causal: true })],
  "attention with a mask": ["attention", (x) => scaledDotProductAttention(x, x.sin(), x.cos(), { mask: x.square() })],
  "attention of grouped queries": [
    "attention",
    (x) => {
      const keys = x.sin().reshape([1, 2, 4, 2]);
      const mask = tensor([true, false, true, true], { backend: x.backend });
      return scaledDotProductAttention(x.reshape([1, 4, 2, 2]), keys, keys.cos(), { mask });
    },
  ],
  conv2d: ["conv", (x) => conv2d(x.reshape([1, 1, 4, 4]), x.at([0, 1]).reshape([2, 1, 2, 2]), { padding: 1 })],
  avgPool2d: [
    "avgPool",
    (x) => avgPool2d(x.reshape([1, 1, 4, 4]), { kernelSize: 3, stride: 2, padding: 1, countIncludePad: false }),
  ],
  maxPool2d: ["maxPool", (x) => maxPool2d(x.reshape([1, 1, 4, 4]), { kernelSize: 2, padding: 1 })],
};

describe("a fused op", () => {
  test.each(Object.entries(FUNCTIONS))(
    "of %s gives what its composition gives, to the second order",
    (_, [name, f]) => {
      const all = () => {
        const x = sample([4, 4], 3);
        const slope = (t: Tensor) => grad((u) => f(u).sin().sum())(t)[0]!;
        return [f(x), slope(x), grad((t) => slope(t).square().sum())(x)[0]!];
      };
      setBackend(plainJs());
      const expected = all();
      const { calls } = fusing();
      for (const [i, y] of all().entries()) expectClose(y, expected[i]!.toArraySync(), 1e-12);
      expect(calls).toContain(name);
    },
  );

  test.each(Object.entries(FUNCTIONS))("of %s leaves nothing behind when its kernel falls back", (_, [, f]) => {
    const { backend } = fusing();
    const x = sample([4, 4], 3, { requiresGrad: true });
    const before = backend.memory().tensors;
    scope(() => {
      f(x).sum().backward();
    });
    expect(backend.memory().tensors - before).toBe(1); // the gradient
    scope(() => {
      noGrad(() => f(x));
    });
    expect(backend.memory().tensors - before).toBe(1);
  });

  test("is not asked for dtypes that the backend does not compute", () => {
    const { backend, calls } = fusing();
    const { float16: _, ...dtypes } = backend.caps.dtypes;
    const half = { ...backend, caps: { ...backend.caps, dtypes: { ...dtypes, float16: "storage" as const } } };
    const x = tensor([1, 2], { backend: half, dtype: "float16" });
    expect(() => softmax(x)).toThrow("not only stores");
    expect(calls).toEqual([]);
    expectClose(softmax(x.cast("float32")).sum(), 1);
    expect(calls).toEqual(["softmax"]);
  });
});
