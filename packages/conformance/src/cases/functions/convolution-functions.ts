import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool1dWithIndices,
  adaptiveMaxPool2d,
  adaptiveMaxPool2dWithIndices,
  adaptiveMaxPool3d,
  adaptiveMaxPool3dWithIndices,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  fold,
  fractionalMaxPool2d,
  fractionalMaxPool2dWithIndices,
  fractionalMaxPool3d,
  fractionalMaxPool3dWithIndices,
  lpPool1d,
  lpPool2d,
  lpPool3d,
  maxPool1d,
  maxPool1dWithIndices,
  maxPool2d,
  maxPool2dWithIndices,
  maxPool3d,
  maxPool3dWithIndices,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  type Tensor,
  unfold,
} from "@tenon/core";
import type { FunctionTable } from "../function-table.js";

export const convolutionFunctions: FunctionTable = {
  conv1d: (x, w) => conv1d(x!, w!),
  "conv1d one signal": (x, w, b) => conv1d(x!, w!, { bias: b!, stride: 2, padding: 2, dilation: 2 }),
  "conv1d groups": (x, w) => conv1d(x!, w!, { groups: 2, padding: "same" }),
  "conv1d kernel as long as the signal": (x, w) => conv1d(x!, w!),
  "conv1d padding pairs": (x, w) => conv1d(x!, w!, { padding: [[1, 3]], stride: 2 }),
  conv2d: (x, w) => conv2d(x!, w!),
  "conv2d one image": (x, w) => conv2d(x!, w!),
  "conv2d pointwise": (x, w) => conv2d(x!, w!),
  "conv2d valid": (x, w) => conv2d(x!, w!, { padding: "valid", stride: [1, 2] }),
  "conv2d same": (x, w) => conv2d(x!, w!, { padding: "same", dilation: [1, 2] }),
  "conv2d bias stride padding": (x, w, b) => conv2d(x!, w!, { bias: b!, stride: 2, padding: 1 }),
  "conv2d dilation": (x, w) => conv2d(x!, w!, { dilation: [2, 1], padding: [2, 0] }),
  "conv2d groups": (x, w) => conv2d(x!, w!, { groups: 2, padding: 1 }),
  "conv2d depthwise": (x, w) => conv2d(x!, w!, { groups: 3 }),
  "conv2d depthwise multiplied": (x, w) => conv2d(x!, w!, { groups: 2, stride: 2, padding: 1 }),
  "conv2d stride misses the edge": (x, w) => conv2d(x!, w!, { stride: 3 }),
  conv3d: (x, w) => conv3d(x!, w!),
  "conv3d options": (x, w, b) =>
    conv3d(x!, w!, { bias: b!, stride: [1, 2, 2], padding: [1, 0, 1], dilation: [1, 2, 1] }),
  "conv3d groups": (x, w) => conv3d(x!, w!, { groups: 2, padding: "same" }),

  convTranspose1d: (x, w) => convTranspose1d(x!, w!),
  "convTranspose1d options": (x, w, b) =>
    convTranspose1d(x!, w!, { bias: b!, stride: 3, padding: 1, outputPadding: 2, dilation: 2 }),
  convTranspose2d: (x, w) => convTranspose2d(x!, w!),
  "convTranspose2d stride padding": (x, w, b) =>
    convTranspose2d(x!, w!, { bias: b!, stride: 2, padding: 1, outputPadding: 1 }),
  "convTranspose2d padding beyond the kernel": (x, w) => convTranspose2d(x!, w!, { stride: [2, 1], padding: [2, 1] }),
  "convTranspose2d groups dilation": (x, w) => convTranspose2d(x!, w!, { groups: 2, dilation: [2, 1], stride: [1, 2] }),
  convTranspose3d: (x, w) => convTranspose3d(x!, w!, { stride: 2, padding: [0, 1, 0], outputPadding: [0, 0, 1] }),

  maxPool1d: (x) => maxPool1d(x!, { kernelSize: 2 }),
  "maxPool1d options": (x) => maxPool1d(x!, { kernelSize: 3, stride: 2, padding: 1, dilation: 2, ceilMode: true }),
  maxPool2d: (x) => maxPool2d(x!, { kernelSize: 2 }),
  "maxPool2d overlapping": (x) => maxPool2d(x!, { kernelSize: 3, stride: 2, padding: 1 }),
  "maxPool2d ceil": (x) => maxPool2d(x!, { kernelSize: [3, 2], stride: [2, 3], padding: 1, ceilMode: true }),
  "maxPool2d dilation": (x) => maxPool2d(x!, { kernelSize: 2, stride: 1, dilation: [2, 3], padding: [1, 0] }),
  maxPool3d: (x) => maxPool3d(x!, { kernelSize: 2 }),
  "maxPool3d options": (x) =>
    maxPool3d(x!, { kernelSize: [2, 3, 2], stride: [1, 2, 2], padding: [1, 1, 0], ceilMode: true }),
  "maxPool1dWithIndices indices": (x) => maxPool1dWithIndices(x!, { kernelSize: 3, stride: 1, padding: 1 }).indices,
  "maxPool2dWithIndices indices": (x) =>
    maxPool2dWithIndices(x!, { kernelSize: 3, stride: 2, padding: 1, ceilMode: true }).indices,
  "maxPool3dWithIndices indices": (x) => maxPool3dWithIndices(x!, { kernelSize: 2, stride: 1 }).indices,
  adaptiveMaxPool1d: (x) => adaptiveMaxPool1d(x!, { outputSize: 3 }),
  adaptiveMaxPool2d: (x) => adaptiveMaxPool2d(x!, { outputSize: [2, 3] }),
  "adaptiveMaxPool2d even": (x) => adaptiveMaxPool2d(x!, { outputSize: [2, null] }),
  adaptiveMaxPool3d: (x) => adaptiveMaxPool3d(x!, { outputSize: [1, 2, 3] }),
  "adaptiveMaxPool1dWithIndices indices": (x) => adaptiveMaxPool1dWithIndices(x!, { outputSize: 4 }).indices,
  "adaptiveMaxPool2dWithIndices indices": (x) => adaptiveMaxPool2dWithIndices(x!, { outputSize: [3, 2] }).indices,
  "adaptiveMaxPool3dWithIndices indices": (x) => adaptiveMaxPool3dWithIndices(x!, { outputSize: [2, 2, 1] }).indices,

  avgPool1d: (x) => avgPool1d(x!, { kernelSize: 2 }),
  "avgPool1d options": (x) =>
    avgPool1d(x!, { kernelSize: 3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false }),
  avgPool2d: (x) => avgPool2d(x!, { kernelSize: 2 }),
  "avgPool2d overlapping": (x) => avgPool2d(x!, { kernelSize: 3, stride: 2, padding: 1 }),
  "avgPool2d ceil": (x) => avgPool2d(x!, { kernelSize: 3, stride: 2, padding: 1, ceilMode: true }),
  "avgPool2d image only": (x) =>
    avgPool2d(x!, { kernelSize: [3, 2], stride: 2, padding: [1, 0], ceilMode: true, countIncludePad: false }),
  "avgPool2d divisor": (x) =>
    avgPool2d(x!, { kernelSize: 2, stride: 1, padding: 1, countIncludePad: false, divisorOverride: 3 }),
  avgPool3d: (x) => avgPool3d(x!, { kernelSize: 2 }),
  "avgPool3d options": (x) =>
    avgPool3d(x!, { kernelSize: [2, 3, 2], stride: [1, 2, 2], padding: [1, 1, 0], ceilMode: true }),
  adaptiveAvgPool1d: (x) => adaptiveAvgPool1d(x!, { outputSize: 3 }),
  adaptiveAvgPool2d: (x) => adaptiveAvgPool2d(x!, { outputSize: [2, 3] }),
  "adaptiveAvgPool2d global": (x) => adaptiveAvgPool2d(x!, { outputSize: 1 }),
  "adaptiveAvgPool2d larger than the image": (x) => adaptiveAvgPool2d(x!, { outputSize: [3, 5] }),
  adaptiveAvgPool3d: (x) => adaptiveAvgPool3d(x!, { outputSize: [2, null, 2] }),

  lpPool1d: (x) => lpPool1d(x!, { normType: 2, kernelSize: 3, stride: 2 }),
  lpPool2d: (x) => lpPool2d(x!, { normType: 2, kernelSize: 2 }),
  "lpPool2d cubes": (x) => lpPool2d(x!, { normType: 3, kernelSize: [2, 3], stride: 1 }),
  "lpPool2d ceil": (x) => lpPool2d(x!, { normType: 1.5, kernelSize: 2, ceilMode: true }),
  lpPool3d: (x) => lpPool3d(x!, { normType: 2, kernelSize: 2 }),

  maxUnpool1d: (x) => {
    const { values, indices } = maxPool1dWithIndices(x!, { kernelSize: 2 });
    return maxUnpool1d(values.mul(values), indices, { kernelSize: 2 });
  },
  maxUnpool2d: (x) => {
    const { values, indices } = maxPool2dWithIndices(x!, { kernelSize: 2 });
    return maxUnpool2d(values.mul(values), indices, { kernelSize: 2, outputSize: [4, 5] });
  },
  maxUnpool3d: (x) => {
    const { values, indices } = maxPool3dWithIndices(x!, { kernelSize: 2 });
    return maxUnpool3d(values.mul(values), indices, { kernelSize: 2 });
  },

  fractionalMaxPool2d: (x, n) => fractionalMaxPool2d(x!, { kernelSize: 2, outputSize: [3, 4], samples: unit(n!) }),
  "fractionalMaxPool2d ratio": (x, n) =>
    fractionalMaxPool2d(x!, { kernelSize: 2, outputRatio: 0.7, samples: unit(n!) }),
  "fractionalMaxPool2dWithIndices indices": (x, n) =>
    fractionalMaxPool2dWithIndices(x!, { kernelSize: 2, outputSize: [3, 4], samples: unit(n!) }).indices,
  fractionalMaxPool3d: (x, n) =>
    fractionalMaxPool3d(x!, { kernelSize: [1, 2, 2], outputSize: [2, 2, 3], samples: unit(n!) }),
  "fractionalMaxPool3dWithIndices indices": (x, n) =>
    fractionalMaxPool3dWithIndices(x!, { kernelSize: [1, 2, 2], outputSize: [2, 2, 3], samples: unit(n!) }).indices,

  unfold: (x) => unfold(x!, { kernelSize: [2, 3] }),
  "unfold options": (x) => unfold(x!, { kernelSize: 2, stride: [2, 1], padding: [1, 0], dilation: [1, 2] }),
  fold: (x) => fold(x!, { outputSize: [3, 4], kernelSize: [2, 3] }),
  "fold options": (x) =>
    fold(x!, { outputSize: [4, 5], kernelSize: 2, stride: [2, 1], padding: [1, 0], dilation: [1, 2] }),
};

/** The samples in (0, 1) that the script makes of the same whole numbers. */
function unit(n: Tensor): Tensor {
  return n.mul(2).add(1).div(16);
}
