import * as core from "../../../src/index.js";
import type { Calls } from "./inputs.js";

export const networkCalls: Calls = {
  embedding: [({ m, i }) => core.embedding(i, m)],
  matmul: [
    ({ x, m }) => core.matmul(x, m),
    ({ x, y }) => core.matmul(x, y),
    ({ y, m }) => core.matmul(y, m),
    ({ y, half }) => core.matmul(y, half),
    ({ image, weights }) => core.matmul(image, weights),
  ],
  linear: [({ x, bias }) => core.linear(x, x, bias)],
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
};
