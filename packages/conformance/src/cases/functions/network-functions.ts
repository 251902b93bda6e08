import { batchNorm, crossEntropy, layerNorm, linear, mseLoss, scaledDotProductAttention } from "@tenon/core";
import type { FunctionTable } from "../function-table.js";

export const networkFunctions: FunctionTable = {
  matmul: (a, b) => a!.matmul(b!),
  linear: (x, w, b) => linear(x!, w!, b!),
  "linear no bias": (x, w) => linear(x!, w!),
  layerNorm: (x, w, b) => layerNorm(x!, { normalizedShape: [4], weight: w!, bias: b! }),
  "layerNorm plain": (x) => layerNorm(x!, { normalizedShape: [3, 4] }),
  batchNorm: (x, w, b) => batchNorm(x!, { weight: w!, bias: b!, training: true }),
  "batchNorm plain": (x) => batchNorm(x!, { training: true }),
  crossEntropy: (x, t) => crossEntropy(x!, t!),
  "crossEntropy sum": (x, t) => crossEntropy(x!, t!, { reduction: "sum" }),
  "crossEntropy none": (x, t) => crossEntropy(x!, t!, { reduction: "none" }),
  "crossEntropy ignore": (x, t) => crossEntropy(x!, t!, { ignoreIndex: 2 }),
  mseLoss: (a, b) => mseLoss(a!, b!),
  "mseLoss sum": (a, b) => mseLoss(a!, b!, { reduction: "sum" }),
  attention: (q, k, v) => scaledDotProductAttention(q!, k!, v!),
  "attention causal": (q, k, v) => scaledDotProductAttention(q!, k!, v!, { causal: true }),
  "attention mask scale": (q, k, v, m) => scaledDotProductAttention(q!, k!, v!, { mask: m!, scale: 0.5 }),
};
