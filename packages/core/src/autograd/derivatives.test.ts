import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import * as core from "../index.js";
import { grad, gradcheck, type Tensor, tensor } from "../index.js";
import { gelu } from "../ops/gelu.js";

useJs();

const int = (values: number[]) => tensor(values, { dtype: "int32" });
const mask = () => tensor([[true, false, true], [false, false, true]]); // biome-ignore format: rows

/** x in [−1, 1), moved where the op is smooth. */
const positive = (x: Tensor) => x.mul(0.4).add(1);

type F = (x: Tensor) => Tensor;

/** Smooth functions of one matrix [2, 3], at generic points. */
const UNARY: Readonly<Record<string, F>> = {
  neg: (x) => x.neg(),
  abs: (x) => x.abs(),
  exp: (x) => x.exp(),
  expm1: (x) => x.expm1(),
  log: (x) => positive(x).log(),
  log1p: (x) => x.mul(0.5).log1p(),
  sqrt: (x) => positive(x).sqrt(),
  rsqrt: (x) => positive(x).rsqrt(),
  sin: (x) => x.sin(),
  cos: (x) => x.cos(),
  tan: (x) => x.tan(),
  asin: (x) => core.asin(x.mul(0.9)),
  acos: (x) => core.acos(x.mul(0.9)),
  atan: (x) => core.atan(x),
  tanh: (x) => x.tanh(),
  erf: (x) => x.erf(),
  sigmoid: (x) => x.sigmoid(),
  relu: (x) => x.relu(),
  square: (x) => x.square(),
  gelu: (x) => gelu(x),
  "gelu tanh": (x) => gelu(x, { approximate: "tanh" }),
  silu: (x) => x.silu(),
  leakyRelu: (x) => core.leakyRelu(x),
  softplus: (x) => core.softplus(x),
  "pow 3": (x) => x.pow(3),
  "pow 0.5": (x) => positive(x).pow(0.5),
  "pow −1": (x) => positive(x).pow(-1),
  "2 pow x": (x) => core.pow(2, x),
  "1 div x": (x) => core.div(1, positive(x)),
  "mod 0.3": (x) => x.mod(0.3),
  clamp: (x) => x.clamp({ min: -0.5, max: 0.5 }),
  maximum: (x) => x.maximum(0.1),
  minimum: (x) => x.minimum(0.1),
  where: (x) => core.where(mask(), x.exp(), x.sin()),
  sum: (x) => x.sum({ axis: 0 }),
  prod: (x) => x.prod({ axis: 1 }),
  "prod of all": (x) => x.prod(),
  max: (x) => x.max({ axis: 1 }),
  min: (x) => x.min({ axis: 0, keepDims: true }),
  mean: (x) => x.mean(),
  variance: (x) => x.variance({ axis: 1 }),
  "population variance": (x) => x.variance({ axis: 0, correction: 0 }),
  std: (x) => x.std({ axis: 1 }),
  logSumExp: (x) => x.logSumExp({ axis: 1 }),
  softmax: (x) => x.softmax(),
  "softmax of axis 0": (x) => x.softmax({ axis: 0 }),
  logSoftmax: (x) => x.logSoftmax(),
  cumsum: (x) => x.cumsum({ axis: 0 }),
  "cumsum reversed, exclusive": (x) => x.cumsum({ reverse: true, exclusive: true }),
  reshape: (x) => x.reshape([3, 2]),
  permute: (x) => x.permute([1, 0]),
  broadcastTo: (x) => x.unsqueeze(1).broadcastTo([2, 4, 3]),
  flip: (x) => x.flip(1),
  "strided slice": (x) => x.at(core.slice(), core.slice(null, null, -2)),
  "index list": (x) => x.at([1, 0, 1]),
  with: (x) => x.with([0], x.at(1)),
  pad: (x) => core.pad(x, [1, -1, 0, 2], { value: 3 }),
  concat: (x) => core.concat([x, x.square()], { axis: 1 }),
  stack: (x) => core.stack([x, x.square()], { axis: 1 }),
  split: (x) => core.split(x, [1, 2], { axis: 1 })[1]!,
  take: (x) => x.take(int([2, 0, 2]), { axis: 1 }),
  gather: (x) => x.gather(1, tensor([[0, 0], [2, 1]], { dtype: "int32" })), // biome-ignore format: rows
  scatter: (x) => core.scatter(x, 1, tensor([[0], [2]], { dtype: "int32" }), x.at(core.slice(), core.slice(0, 1)).exp()), // biome-ignore format: rows
  scatterAdd: (x) => core.scatterAdd(x, 1, tensor([[0, 0], [2, 0]], { dtype: "int32" }), x.at(core.slice(), core.slice(1))), // biome-ignore format: rows
  embedding: (x) => core.embedding(int([1, 0, 1]), x),
  tril: (x) => core.tril(x),
  triu: (x) => core.triu(x, { diagonal: 1 }),
  linear: (x) => core.linear(x, x.at(core.slice(0, 1)), x.at(0, core.slice(0, 1))),
  matmul: (x) => x.matmul(x, { transposeB: true }),
  mseLoss: (x) => core.mseLoss(x, x.square()),
  crossEntropy: (x) => core.crossEntropy(x, int([2, 0])),
  layerNorm: (x) => core.layerNorm(x, { normalizedShape: [3] }),
  batchNorm: (x) => core.batchNorm(core.concat([x, x.square()])),
  attention: (x) => core.scaledDotProductAttention(x, x.sin(), x.cos(), { causal: true }),
  conv2d: (x) =>
    core.conv2d(x.reshape([1, 1, 2, 3]), x.at(core.slice(), core.slice(1)).reshape([1, 1, 2, 2]), { padding: 1 }),
  maxPool2d: (x) => core.maxPool2d(x.reshape([1, 1, 2, 3]), { kernelSize: 2, stride: 1 }),
  avgPool2d: (x) => core.avgPool2d(x.reshape([1, 1, 2, 3]), { kernelSize: 2, stride: 1 }),
  "cast there and back": (x) => x.mul(2).cast("float64"),
};

describe("first derivatives agree with central differences", () => {
  test.each(Object.entries(UNARY))("%s", async (_, f) => {
    await gradcheck((x) => f(x).mul(1.5).sin().sum(), [sample([2, 3], 12)]);
  });
});

describe("second derivatives agree with differences of the first", () => {
  test.each(Object.entries(UNARY))("%s", async (_, f) => {
    const smooth = (x: Tensor) => f(x).mul(1.5).sin().sum();
    await gradcheck((x) => grad(smooth, { createGraph: true })(x)[0]!.square().sum(), [sample([2, 3], 12)]);
  });
});

describe("of two operands", () => {
  const BINARY: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
    add: (a, b) => a.add(b),
    sub: (a, b) => a.sub(b),
    mul: (a, b) => a.mul(b),
    div: (a, b) => a.div(positive(b)),
    mod: (a, b) => a.mul(3).mod(positive(b)),
    pow: (a, b) => positive(a).pow(b),
    maximum: (a, b) => a.maximum(b),
    minimum: (a, b) => a.minimum(b),
    atan2: (a, b) => core.atan2(a, b),
    where: (a, b) => core.where(mask(), a, b),
    "clamp by tensors": (a, b) => a.clamp({ min: b.abs().neg().mul(0.5), max: b.abs().mul(0.5) }),
  };
  const shapes: [number[], number[]][] = [[[2, 3], [2, 3]], [[2, 3], [3]], [[2, 1], [1, 3]], [[], [2, 3]]]; // biome-ignore format: pairs

  test.each(Object.entries(BINARY))("%s, with every kind of broadcasting, twice", async (_, f) => {
    for (const [p, q] of shapes) {
      const inputs = [sample(p, 13), sample(q, 14)];
      const smooth = (a: Tensor, b: Tensor) => f(a, b).sin().sum();
      await gradcheck((a, b) => smooth(a, b), inputs);
      const slopes = grad((a, b) => smooth(a, b), { createGraph: true });
      await gradcheck(
        (a, b) =>
          slopes(a, b)
            .map((g) => g.square().sum())
            .reduce((x, y) => x.add(y)),
        inputs,
      );
    }
  });
});

describe("closed forms of the second order", () => {
  const second = (f: F, at: number) => {
    const slope = (x: Tensor) => grad((t) => f(t).sum())(x)[0]!.sum();
    return grad(slope)(tensor([at], { dtype: "float64" }))[0]!;
  };
  const y = Math.tanh(0.7);
  const s = 1 / (1 + Math.exp(-0.7));

  test.each<[string, F, number]>([
    ["tanh", (x) => x.tanh(), -2 * y * (1 - y * y)],
    ["sigmoid", (x) => x.sigmoid(), s * (1 - s) * (1 - 2 * s)],
    ["exp", (x) => x.exp(), Math.exp(0.7)],
    ["erf", (x) => x.erf(), (-4 / Math.sqrt(Math.PI)) * 0.7 * Math.exp(-0.49)],
    ["log", (x) => x.log(), -1 / 0.49],
    ["div", (x) => core.div(1, x), 2 / 0.343],
    ["pow", (x) => x.pow(2.5), 2.5 * 1.5 * Math.sqrt(0.7)],
    ["relu", (x) => x.relu(), 0],
    ["max", (x) => core.concat([x.square(), x]).max(), 0],
    ["logSumExp", (x) => core.concat([x, x.mul(0)]).logSumExp(), s * (1 - s)],
  ])("%s", (_, f, expected) => {
    expectClose(second(f, 0.7), [expected], 1e-12);
  });
});

test("rounding, signs and comparisons stop gradients at zero or altogether", () => {
  const x = tensor([0.3, -1.7], { requiresGrad: true });
  for (const f of [core.floor, core.ceil, core.round, core.sign]) {
    f(x).sum().backward();
    expectClose(x.grad!, [0, 0]);
  }
  expect(x.greater(0).requiresGrad).toBe(false);
  expect(x.cast("int32").requiresGrad).toBe(false);
  expect(x.argMax().requiresGrad).toBe(false);
});

test("gradients of 16-bit parameters have their dtype", () => {
  const x = tensor([1, 2], { dtype: "bfloat16", requiresGrad: true });
  x.cast("float32")
    .mul(tensor([3, 4]))
    .sum()
    .backward();
  expect(x.grad!.dtype).toBe("bfloat16");
  expectClose(x.grad!, [3, 4]);
});
