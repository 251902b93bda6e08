import type { Tensor } from "../../src/index.js";
import * as core from "../../src/index.js";
import { indexOf, type WrittenEntry } from "./written-index.js";

type Inputs = readonly [Tensor, Tensor, Tensor, Tensor];

/** A function of core on the inputs and options of a fixture row. */
export type RowFunction = (inputs: readonly Tensor[], options: object) => Tensor;

/** Rows have the inputs and options that their op takes: the script saw to it. */
const row =
  <O>(f: (x: Inputs, options: O) => Tensor): RowFunction =>
  (inputs, options) =>
    f(inputs as unknown as Inputs, options as O);

interface Indexed {
  readonly index: readonly WrittenEntry[];
}

/** What to call for each op of test/fixtures/torch.json. */
export const ROW_FUNCTIONS: Readonly<Record<string, RowFunction>> = {
  conv2d: row(([x, w, bias], o: core.ConvOptions) => core.conv2d(x, w, bias === undefined ? o : { ...o, bias })),
  maxPool2d: row(([x], o: core.PoolOptions) => core.maxPool2d(x, o)),
  avgPool2d: row(([x], o: core.PoolOptions) => core.avgPool2d(x, o)),
  layerNorm: row(([x, weight, bias], o: core.LayerNormOptions) => core.layerNorm(x, { ...o, weight, bias })),
  batchNorm: row(([x, weight, bias], o: core.BatchNormOptions) => core.batchNorm(x, { ...o, weight, bias })),
  attention: row(([q, k, v, mask], o: core.AttentionOptions) =>
    core.scaledDotProductAttention(q, k, v, { ...o, mask }),
  ),
  softmax: row(([x], o: core.SoftmaxOptions) => core.softmax(x, o)),
  logSoftmax: row(([x], o: core.SoftmaxOptions) => core.logSoftmax(x, o)),
  crossEntropy: row(([x, targets], o: core.CrossEntropyOptions) => core.crossEntropy(x, targets, o)),
  mseLoss: row(([a, b], o: core.LossOptions) => core.mseLoss(a, b, o)),
  linear: row(([x, w, b]) => core.linear(x, w, b)),
  matmul: row(([a, b]) => core.matmul(a, b)),
  embedding: row(([indices, table]) => core.embedding(indices, table)),

  logSumExp: row(([x], o: core.ReduceOptions) => x.logSumExp(o)),
  max: row(([x], o: core.ReduceOptions) => x.max(o)),
  min: row(([x], o: core.ReduceOptions) => x.min(o)),
  prod: row(([x], o: core.ReduceOptions) => x.prod(o)),
  mean: row(([x], o: core.ReduceOptions) => x.mean(o)),
  variance: row(([x], o: core.VarianceOptions) => x.variance(o)),
  std: row(([x], o: core.VarianceOptions) => x.std(o)),
  cumsum: row(([x], o: core.ScanDirection) => x.cumsum(o)),

  pow: row(([a, b]) => a.pow(b)),
  powNumber: row(([x], { exponent }: { exponent: number }) => x.pow(exponent)),
  maximum: row(([a, b]) => a.maximum(b)),
  minimum: row(([a, b]) => a.minimum(b)),
  mod: row(([a, b]) => a.mod(b)),
  div: row(([a, b]) => a.div(b)),
  atan2: row(([a, b]) => core.atan2(a, b)),
  clamp: row(([x], o: core.ClampOptions) => x.clamp(o)),
  where: row(([c, a, b]) => core.where(c, a, b)),

  at: row(([x], { index }: Indexed) => x.at(...indexOf(index))),
  with: row(([x, value], { index }: Indexed) => x.with(indexOf(index), value)),
  gather: row(([x, index], { axis }: { axis: number }) => core.gather(x, axis, index)),
  scatter: row(([x, index, updates], { axis }: { axis: number }) => core.scatter(x, axis, index, updates)),
  scatterAdd: row(([x, index, updates], { axis }: { axis: number }) => core.scatterAdd(x, axis, index, updates)),
  pad: row(([x], { pairs, value }: { pairs: number[]; value: number }) => core.pad(x, pairs, { value })),
  tril: row(([x]) => core.tril(x)),

  abs: row(([x]) => x.abs()),
  sign: row(([x]) => x.sign()),
  relu: row(([x]) => x.relu()),
  sigmoid: row(([x]) => x.sigmoid()),
  tanh: row(([x]) => x.tanh()),
  erf: row(([x]) => x.erf()),
  gelu: row(([x]) => core.gelu(x)),
  geluTanh: row(([x]) => core.gelu(x, { approximate: "tanh" })),
  silu: row(([x]) => x.silu()),
  softplus: row(([x]) => core.softplus(x)),
  leakyRelu: row(([x]) => core.leakyRelu(x)),
  exp: row(([x]) => x.exp()),
  expm1: row(([x]) => x.expm1()),
  sin: row(([x]) => x.sin()),
  cos: row(([x]) => x.cos()),
  tan: row(([x]) => x.tan()),
  asin: row(([x]) => core.asin(x)),
  acos: row(([x]) => core.acos(x)),
  atan: row(([x]) => core.atan(x)),
  square: row(([x]) => x.square()),
  round: row(([x]) => x.round()),
  log: row(([x]) => x.log()),
  log1p: row(([x]) => x.log1p()),
  sqrt: row(([x]) => x.sqrt()),
  rsqrt: row(([x]) => x.rsqrt()),
};
