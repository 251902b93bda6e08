import * as core from "../../src/index.js";
import { tensor, Variable } from "../../src/index.js";
import { sample } from "./samples.js";

const all = { ...core };

/** Inputs that the calls below share; floats require gradients. */
export function publicInputs() {
  const leaf = (shape: readonly number[], seed: number) =>
    sample(shape, seed, { dtype: "float32", requiresGrad: true });
  return {
    x: leaf([2, 3], 1),
    y: leaf([3], 2),
    m: leaf([3, 2], 3),
    image: leaf([2, 2, 4, 4], 4),
    kernel: leaf([2, 1, 2, 2], 5),
    i: tensor([2, 0, 2], { dtype: "int32" }),
    small: tensor([[1, 0]], { dtype: "uint8" }),
    positions: tensor([[0, 2], [1, 1]], { dtype: "int32" }), // biome-ignore format: rows
    updates: leaf([2, 2], 6),
    b: tensor([true, false, true]),
    half: sample([3], 7, { dtype: "float16", requiresGrad: true }),
    running: new Variable(tensor([1, 1])),
    weights: leaf([4, 4], 8),
    bias: leaf([2], 9),
    plain: sample([2, 3], 10, { dtype: "float32" }),
    row: sample([3], 11, { dtype: "float32" }),
    classes: tensor([0, 2], { dtype: "int8" }),
  };
}

type Inputs = ReturnType<typeof publicInputs>;
type Call = (inputs: Inputs) => unknown;

/** Calls of every public function that makes tensors; several where paths differ. */
export const PUBLIC_CALLS: Readonly<Record<string, readonly Call[]>> = {
  ...Object.fromEntries(
    (
      [
        "abs", "acos", "asin", "atan", "ceil", "cos", "erf", "exp", "expm1", "floor", "gelu", "isNaN", "leakyRelu", "log",
        "log1p", "logicalNot", "neg", "relu", "round", "rsqrt", "sigmoid", "sign", "silu", "sin", "softplus", "sqrt",
        "square", "tan", "tanh", "zerosLike", "onesLike", "softmax", "logSoftmax", "argsort", "cumSum", "tril", "triu",
        "flatten", "squeeze", "flip", "transpose",
      ] as const
    ) // biome-ignore format: names
      .map((name) => [name, [({ x }: Inputs) => all[name](x)]]),
  ),
  ...Object.fromEntries(
    (
      [
        "add", "atan2", "div", "equal", "greater", "greaterEqual", "less", "lessEqual", "logicalAnd", "logicalOr",
        "logicalXor", "maximum", "minimum", "mod", "mul", "notEqual", "pow", "sub",
      ] as const
    ) // biome-ignore format: names
      .map((name) => [
        name,
        [
          ({ x, y }: Inputs) => all[name](x, y),
          ({ x }: Inputs) => all[name](x, 2),
          ({ i }: Inputs) => all[name](0.5, i),
          ({ x, b }: Inputs) => all[name](b, x),
          ({ y, half }: Inputs) => all[name](half, y),
        ],
      ]),
  ),
  ...Object.fromEntries(
    (["bitShiftLeft", "bitShiftRight", "bitwiseAnd", "bitwiseOr", "bitwiseXor"] as const).map((name) => [
      name,
      [({ i }: Inputs) => all[name](i, 2), ({ i, b }: Inputs) => all[name](i, b)],
    ]),
  ),
  ...Object.fromEntries(
    (["all", "any", "logSumExp", "max", "mean", "min", "prod", "std", "sum", "variance"] as const).map((name) => [
      name,
      [
        ({ x }: Inputs) => all[name](x),
        ({ x }: Inputs) => all[name](x, { axis: 1, keepDims: true }),
        ({ i }: Inputs) => all[name](i, { axis: 0 }),
      ],
    ]),
  ),
  argMax: [({ x }) => core.argMax(x), ({ x }) => core.argMax(x, { axis: 1 })],
  argMin: [({ x }) => core.argMin(x), ({ x }) => core.argMin(x, { axis: 0, keepDims: true })],
  clip: [
    ({ x }) => core.clip(x, { min: 0, max: 0.5 }),
    ({ x, y }) => core.clip(x, { min: y }),
    ({ x }) => core.clip(x, {}),
  ],
  narrow: [({ x }) => core.narrow(x, 1, 1, 2)],
  reshape: [({ x }) => core.reshape(x, [3, 2])],
  permute: [({ x }) => core.permute(x, [1, 0])],
  broadcastTo: [({ y }) => core.broadcastTo(y, [4, 3])],
  unsqueeze: [({ y }) => core.unsqueeze(y, 0)],
  concat: [({ x }) => core.concat([x, x], { axis: 1 }), ({ y, half, i }) => core.concat([y, half, i])],
  stack: [({ y }) => core.stack([y, y]), ({ y, i }) => core.stack([y, i], { axis: -1 })],
  split: [({ x }) => core.split(x, 2, { axis: 1 })],
  unbind: [({ x }) => core.unbind(x)],
  pad: [({ x }) => core.pad(x, [1, 1]), ({ x }) => core.pad(x, [-1, 1]), ({ x }) => core.pad(x, [0, 0])],
  cast: [
    ({ x }) => core.cast(x, "int32"),
    ({ x }) => core.cast(x, "float32"),
    ({ half }) => core.cast(half, "float32"),
  ],
  where: [({ b, y }) => core.where(b, y, 0), ({ i, y }) => core.where(i, y, y), ({ b }) => core.where(b, 1, 0)],
  at: [
    ({ x }) => core.at(x, [0, core.slice(null, null, -1)]),
    ({ x }) => core.at(x, [core.slice(), [2, 0]]),
    ({ x, small }) => core.at(x, [small, [0, 1]]),
  ],
  withAt: [({ x, y }) => core.withAt(x, [1], y), ({ x }) => core.withAt(x, [core.slice(), [0, 2]], 5)],
  take: [({ y, i }) => core.take(y, i), ({ x, small }) => core.take(x, small, { axis: 1 })],
  gather: [({ x, positions }) => core.gather(x, 1, positions)],
  scatter: [({ x, positions, updates }) => core.scatter(x, 1, positions, updates)],
  scatterAdd: [({ x, positions, updates }) => core.scatterAdd(x, 1, positions, updates)],
  embedding: [({ m, i }) => core.embedding(i, m)],
  oneHot: [({ small }) => core.oneHot(small, 3)],
  matmul: [
    ({ x, m }) => core.matmul(x, m),
    ({ x, y }) => core.matmul(x, y),
    ({ y, m }) => core.matmul(y, m),
    ({ y, half }) => core.matmul(y, half),
    ({ image, weights }) => core.matmul(image, weights),
  ],
  linear: [({ x, bias }) => core.linear(x, x, bias)],
  conv2d: [
    ({ image, kernel }) => core.conv2d(image, kernel, { groups: 2, stride: 2, padding: 1 }),
    ({ image, running }) => core.conv2d(image, image, { bias: running, padding: "same" }),
  ],
  maxPool2d: [({ image }) => core.maxPool2d(image, { kernelSize: 2, padding: 1 })],
  avgPool2d: [({ image }) => core.avgPool2d(image, { kernelSize: 2, padding: 1 })],
  layerNorm: [({ x, y }) => core.layerNorm(x, { normalizedShape: [3], weight: y, bias: y })],
  batchNorm: [
    ({ image }) => core.batchNorm(image),
    ({ image, running }) => core.batchNorm(image, { runningMean: running, runningVariance: running, weight: running }),
  ],
  scaledDotProductAttention: [
    ({ x }) => core.scaledDotProductAttention(x, x, x, { causal: true }),
    ({ x }) => core.scaledDotProductAttention(x, x, x, { dropout: 0.5 }),
  ],
  crossEntropy: [({ x, classes }) => core.crossEntropy(x, classes)],
  mseLoss: [({ x, plain }) => core.mseLoss(x, plain)],
  dropout: [({ x }) => core.dropout(x), ({ x }) => core.dropout(x, { training: false })],
  customGrad: [({ x }) => core.customGrad({ value: (t) => t.exp().sin(), gradient: (g) => [g] })(x)],
  withVjp: [
    ({ x }) =>
      core.withVjp("pair", [x], () => [x.exp().sum(), x.argMax()], {
        of: ([g]) => [g && core.broadcastTo(g, x.shape)],
      }),
  ],
  checkpoint: [({ x, y }) => core.checkpoint((t) => t.exp().mul(y).sin(), x)],
  grad: [({ plain }) => core.grad((t) => t.exp().sum())(plain)],
  valueAndGrad: [({ x }) => core.valueAndGrad((t) => t.exp().sum())(x)],
  vjp: [({ y, row }) => core.vjp((t) => t.exp(), [y], row)],
  jvp: [({ row }) => core.jvp((t) => t.exp(), [row], [row])],
  hessian: [({ row }) => core.hessian((t) => t.exp().sum())(row)],
  compile: [({ plain }) => core.compile((t: core.Tensor) => t.exp().sum())(plain)],
  tensor: [() => tensor([1, 2])],
  full: [() => core.full([2], 1)],
  fullLike: [({ x }) => core.fullLike(x, 3)],
  zeros: [() => core.zeros([2], { requiresGrad: true })],
  ones: [() => core.ones([2])],
  iota: [() => core.iota([2, 2], 0)],
  arange: [() => core.arange(3)],
  linspace: [() => core.linspace(0, 1, 3)],
  eye: [() => core.eye(2), () => core.eye(2, 3, { requiresGrad: true })],
  fromHost: [() => core.fromHost(() => 1)],
  uniform: [() => core.uniform([2]), () => core.uniform([2], { low: -1, requiresGrad: true })],
  normal: [() => core.normal([2], { mean: 1, dtype: "float64" })],
  bernoulli: [({ half }) => core.bernoulli([3], half)],
  permutation: [() => core.permutation(4)],
  runPrimitive: [({ x }) => core.runPrimitive("unary", [x], { op: "exp" }, undefined)],
};

/** Exported functions that make no tensors, or whose tensors are another's. */
export const MAKES_NO_TENSORS: ReadonlySet<string> = new Set([
  "Counter", "Generator", "Parameter", "TenonError", "Tensor", "Variable", "asTensor", "asyncOnly", "broadcastShapes",
  "check", "checkDType", "collectTensors", "decorate", "defaultGenerator", "engineOf", "getBackend", "gradcheck", "guard",
  "hostArray", "isFloat", "isInteger", "isRecording", "isTensor", "keep", "manualSeed", "noGrad", "callPrimitive", "primitivesAround",
  "profile", "promote", "promoteNumber", "sameShape", "scope", "setBackend", "showShape", "sizeOf", "slice", "stridesOf",
  "toFloat", "windowCount", "withBackend",
]); // biome-ignore format: names
