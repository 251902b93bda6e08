import { batchNorm, crossEntropy, embedding, layerNorm } from "@tenon/core";
import { indices, type Refusal } from "./refusal.js";

export const networkRefusals: readonly Refusal[] = [
  ["matmul/inner", "shape_mismatch", (x) => x(2, 3).matmul(x(2, 3))],
  ["matmul/batch", "shape_mismatch", (x) => x(2, 2, 3).matmul(x(3, 3, 2))],
  ["matmul/scalar", "shape_mismatch", (x) => x(2, 3).matmul(x())],
  ["layerNorm/shape", "shape_mismatch", (x) => layerNorm(x(2, 3), { normalizedShape: [4] })],
  ["batchNorm/channels", "shape_mismatch", (x) => batchNorm(x(4, 3), { weight: x(2) })],
  ["batchNorm/one-value", "invalid_argument", (x) => batchNorm(x(1, 3), { training: true })],
  ["crossEntropy/shapes", "shape_mismatch", (x, t) => crossEntropy(x(3, 4), indices(t, [0, 1]))],
  ["crossEntropy/float-targets", "dtype_mismatch", (x) => crossEntropy(x(2, 4), x(2))],
  ["embedding/float-indices", "dtype_mismatch", (x) => embedding(x(2), x(4, 3))],
];
