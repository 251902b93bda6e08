import * as core from "../../../src/index.js";
import type { Calls } from "./inputs.js";

export const networkCalls: Calls = {
  matmul: [
    ({ x, m }) => core.matmul(x, m),
    ({ x, y }) => core.matmul(x, y),
    ({ y, m }) => core.matmul(y, m),
    ({ y, half }) => core.matmul(y, half),
    ({ image, weights }) => core.matmul(image, weights),
  ],
  linear: [({ x, bias }) => core.linear(x, x, bias)],
  layerNorm: [
    ({ x, y }) => core.layerNorm(x, { normalizedShape: [3], weight: y, bias: y }),
    ({ half }) => core.layerNorm(half, { normalizedShape: [3], bias: half }),
  ],
  adamStep: [
    ({ x, plain, quarter }) =>
      core.adamStep(x, plain, plain, x, { size: quarter, floor: quarter, share1: quarter, share2: quarter }),
  ],
  rmsNorm: [
    ({ x, y }) => core.rmsNorm(x, { normalizedShape: [3], weight: y }),
    ({ half }) => core.rmsNorm(half, { normalizedShape: [3] }),
  ],
  batchNorm: [
    ({ image }) => core.batchNorm(image),
    ({ x, y }) => core.batchNorm(x, { training: true, bias: y }),
    ({ image, running }) => core.batchNorm(image, { runningMean: running, runningVariance: running, weight: running }),
  ],
  groupNorm: [
    ({ image, bias }) => core.groupNorm(image, { groups: 2, weight: bias, bias }),
    ({ image }) => core.groupNorm(image, { groups: 1 }),
  ],
  instanceNorm: [
    ({ image, bias }) => core.instanceNorm(image, { weight: bias, bias }),
    ({ image, running }) => core.instanceNorm(image, { runningMean: running, runningVariance: running }),
  ],
  localResponseNorm: [({ image }) => core.localResponseNorm(image, { size: 3 })],
  scaledDotProductAttention: [
    ({ x }) => core.scaledDotProductAttention(x, x, x, { causal: true }),
    ({ x }) => core.scaledDotProductAttention(x, x, x, { dropout: 0.5 }),
    ({ m, b }) => core.scaledDotProductAttention(m, m, m, { mask: b }),
    ({ m, half }) => core.scaledDotProductAttention(m, m, m, { mask: half }),
    ({ image, keys }) => core.scaledDotProductAttention(image, keys, keys, { causal: true }),
  ],
  embedding: [({ m, i }) => core.embedding(i, m), ({ m, i }) => core.embedding(i, m, { paddingIndex: 0 })],
  embeddingBag: [
    ({ m, positions }) => core.embeddingBag(positions, m),
    ({ m, positions, updates }) => core.embeddingBag(positions, m, { mode: "sum", perSampleWeights: updates }),
    ({ m, positions }) => core.embeddingBag(positions, m, { mode: "max", paddingIndex: 1 }),
    ({ m, i, classes }) => core.embeddingBag(i, m, { offsets: classes, paddingIndex: 0 }),
    ({ m, i, classes }) => core.embeddingBag(i, m, { mode: "max", offsets: classes }),
  ],
  dropout: [({ x }) => core.dropout(x), ({ x }) => core.dropout(x, { training: false })],
};
