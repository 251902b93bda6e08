import {
  adamStep,
  type Backend,
  batchNorm,
  concat,
  conv2d,
  crossEntropy,
  type DType,
  grad,
  layerNorm,
  logSoftmax,
  manualSeed,
  maxPool2d,
  mul,
  normal,
  softmax,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from "@tenon/core";
import { describe, expect, test } from "vitest";
import { createJsBackend } from "../create-js-backend.js";

const js = createJsBackend();
const { fused: _, ...primitives } = createJsBackend();
const composed: Backend = primitives;

type Case = [name: string, shapes: number[][], f: (...xs: Tensor[]) => Tensor];

const CASES: Case[] = [
  ["softmax", [[7, 33]], (x) => softmax(x)],
  ["softmax along an inner axis", [[3, 5, 4]], (x) => softmax(x, { axis: 1 })],
  ["softmax of a view", [[6, 5]], (x) => softmax(x.transpose(0, 1))],
  ["logSoftmax", [[4, 65]], (x) => logSoftmax(x)],
  ["layerNorm", [[3, 4, 10], [10], [10]], (x, weight, bias) => layerNorm(x, { normalizedShape: [10], weight, bias })],
  ["layerNorm, weight only", [[5, 6], [6]], (x, weight) => layerNorm(x, { normalizedShape: [6], weight })],
  ["layerNorm over two axes of a view", [[4, 3, 5]], (x) => layerNorm(x.transpose(0, 1), { normalizedShape: [4, 5] })],
  ["layerNorm of everything", [[8]], (x) => layerNorm(x, { normalizedShape: [8] })],
  ["batchNorm", [[4, 3, 5, 2], [3], [3]], (x, weight, bias) => batchNorm(x, { weight, bias })],
  ["batchNorm of a view, weight only", [[3, 6, 2], [3]], (x, weight) => batchNorm(x.transpose(0, 1), { weight })],
  ["batchNorm of rows", [[17, 5]], (x) => batchNorm(x, { epsilon: 0.1 })],
  ["crossEntropy", [[17, 10]], (x) => crossEntropy(x, x.detach().argMin({ axis: 1 }))],
  [
    "crossEntropy of large logits, some ignored",
    [[16, 5]],
    (x) => crossEntropy(x.mul(40), x.detach().argMax({ axis: 1 }), { ignoreIndex: 2, reduction: "none" }),
  ],
  ["maxPool", [[2, 3, 8, 6]], (x) => maxPool2d(x, { kernelSize: 2 })],
  ["maxPool, overlapping", [[1, 2, 9, 7]], (x) => maxPool2d(x, { kernelSize: [3, 2], stride: 2, padding: 1 })],
  ["maxPool, dilated", [[1, 1, 9, 9]], (x) => maxPool2d(x, { kernelSize: 3, stride: 1, dilation: 2 })],
  [
    "conv",
    [
      [2, 3, 9, 8],
      [5, 3, 3, 2],
    ],
    (x, w) => conv2d(x, w),
  ],
  [
    "conv, strided and padded",
    [
      [2, 4, 9, 8],
      [6, 4, 3, 3],
    ],
    (x, w) => conv2d(x, w, { stride: [2, 3], padding: [1, 2] }),
  ],
  [
    "conv, dilated",
    [
      [1, 2, 11, 10],
      [3, 2, 3, 3],
    ],
    (x, w) => conv2d(x, w, { dilation: [2, 3], padding: 2 }),
  ],
  [
    "conv, grouped",
    [
      [2, 6, 7, 7],
      [4, 3, 3, 3],
    ],
    (x, w) => conv2d(x, w, { groups: 2, stride: 2 }),
  ],
  [
    "conv, depthwise",
    [
      [1, 5, 6, 6],
      [5, 1, 3, 3],
    ],
    (x, w) => conv2d(x, w, { groups: 5, padding: "same" }),
  ],
  [
    "conv of a view",
    [
      [3, 2, 6, 5],
      [4, 3, 2, 2],
    ],
    (x, w) => conv2d(x.transpose(0, 1), w),
  ],
];

/** Values and gradients of f at standard normal inputs, weighted so that no gradient vanishes. */
function evaluate(backend: Backend, shapes: number[][], f: Case[2], dtype: DType): number[][] {
  return withBackend(backend, () => {
    manualSeed(3);
    const xs = shapes.map((shape) => normal(shape).cast(dtype));
    const y = f(...xs);
    const weights = normal(y.shape).cast(dtype);
    const slopes = grad((...at: Tensor[]) => sum(mul(f(...at), weights)), { argument: shapes.map((_, i) => i) })(...xs);
    return [y, ...slopes].map((t) => [...t.dataSync()]);
  });
}

describe.each([
  ["float32", 1e-5],
  ["float64", 1e-12],
  ["bfloat16", 0.1],
] as const)("%s", (dtype, tolerance) => {
  test.each(CASES)("%s is its composition, and so are its gradients", (_, shapes, f) => {
    const expected = evaluate(composed, shapes, f, dtype);
    evaluate(js, shapes, f, dtype).forEach((given, i) => {
      expect(given.length).toBe(expected[i]!.length);
      const scale = Math.max(1, ...expected[i]!.map(Math.abs));
      given.forEach((v, j) => {
        if (!(Math.abs(v - expected[i]![j]!) <= tolerance * scale)) expect.fail(`${i}[${j}]: ${v}, ${expected[i]![j]}`);
      });
    });
  });
});

test("conv is the sum over its window", () => {
  withBackend(js, () => {
    const x = tensor(Array.from({ length: 2 * 3 * 5 * 6 }, (_, i) => Math.sin(i))).reshape([2, 3, 5, 6]);
    const w = tensor(Array.from({ length: 4 * 3 * 2 * 3 }, (_, i) => Math.cos(i))).reshape([4, 3, 2, 3]);
    const [xs, ws] = [x.dataSync(), w.dataSync()];
    const y = conv2d(x, w, { stride: 2, padding: 1 });
    expect(y.shape).toEqual([2, 4, 3, 3]);
    y.dataSync().forEach((given, flat) => {
      const [n, o, i, j] = [Math.floor(flat / 36), Math.floor(flat / 9) % 4, Math.floor(flat / 3) % 3, flat % 3];
      let total = 0;
      for (let c = 0; c < 3; c++)
        for (let r = 0; r < 2; r++)
          for (let k = 0; k < 3; k++) {
            const [row, column] = [2 * i - 1 + r, 2 * j - 1 + k];
            if (row < 0 || row >= 5 || column < 0 || column >= 6) continue;
            total += xs[((n * 3 + c) * 5 + row) * 6 + column]! * ws[((o * 3 + c) * 2 + r) * 3 + k]!;
          }
      expect(given).toBe(Math.fround(total));
    });
  });
});

test("a step of Adam is its composition to the bit", () => {
  const step = (backend: Backend) =>
    withBackend(backend, () => {
      manualSeed(4);
      const [p, g, m, v] = [1, 1e-3, 1e-2, 1e-4].map((scale) => normal([7, 33]).mul(scale).transpose(0, 1));
      const special = tensor([0, -0, 1e-45, 1e30, Number.POSITIVE_INFINITY, Number.NaN, -1], { shape: [1, 7] });
      const slopes = concat([g!, special], { axis: 0 });
      const [size, floor, share1, share2] = [3e-4, 1e-8, 0.1, 1e-3].map((x) => tensor(x));
      const longer = (x: Tensor) => concat([x, special.mul(0)], { axis: 0 });
      const settings = { size: size!, floor: floor!, share1: share1!, share2: share2! };
      return adamStep(longer(p!), slopes, longer(m!), longer(v!.abs()), settings).map((t) => [...t.dataSync()]);
    });
  expect(step(js)).toEqual(step(composed));
});

describe("special values", () => {
  const { NaN: NAN, POSITIVE_INFINITY: INF, NEGATIVE_INFINITY: NINF } = Number;
  const of = (f: (x: Tensor) => Tensor, values: number[]) =>
    withBackend(js, () => [...f(tensor(values, { dtype: "float32" })).dataSync()]);

  test("softmax", () => {
    expect(of(softmax, [1000, 1000])).toEqual([0.5, 0.5]);
    expect(of(softmax, [0, NINF])).toEqual([1, 0]);
    expect(of(softmax, [0, NAN])).toEqual([NAN, NAN]);
    expect(of(softmax, [0, INF])).toEqual([NAN, NAN]);
    expect(of(softmax, [NINF, NINF])).toEqual([NAN, NAN]);
    expect(of(logSoftmax, [0, -1000])).toEqual([0, -1000]);
  });

  test("crossEntropy", () => {
    const loss = (x: Tensor) => crossEntropy(x, tensor([1], { dtype: "int32" }));
    const row = (x: Tensor) => loss(x.reshape([1, 2]));
    expect(of(row, [0, NINF])).toEqual([INF]);
    expect(of(row, [0, NAN])).toEqual([NAN]);
    expect(of(row, [1000, -1000])).toEqual([2000]);
    expect(of((x) => grad(row)(x)[0]!, [1000, -1000])).toEqual([1, -1]);
  });

  test("maxPool takes NaN over all, and the first of equals", () => {
    const pool = (x: Tensor) => maxPool2d(x.reshape([1, 1, 2, 2]), { kernelSize: 2 });
    expect(of(pool, [1, NAN, 3, 2])).toEqual([NAN]);
    expect(of(pool, [NINF, NINF, NINF, NINF])).toEqual([NINF]);
    expect(of((x) => grad((y: Tensor) => sum(pool(y)))(x)[0]!, [2, 2, 1, 2])).toEqual([1, 0, 0, 0]);
  });
});

test("fused ops leave nothing behind", () => {
  const before = js.memory();
  const x = js.upload(new Float32Array(36), [1, 1, 6, 6], "float32");
  const w = js.upload(new Float32Array(4), [1, 1, 2, 2], "float32");
  const compose = () => expect.fail("composed");
  const attributes = {
    stride: [2, 2],
    padding: [
      [1, -2],
      [0, 1],
    ],
    dilation: [1, 1],
    inputDilation: [2, 1],
    groups: 1,
  } as const;
  const outputs = js.fused!.conv!([js.permute(x, [0, 1, 3, 2]), w], attributes, compose);
  expect(outputs[0]!.shape).toEqual([1, 1, 5, 3]);
  expect(js.memory().tensors - before.tensors).toBe(4); // x, its view, w and the result
});
