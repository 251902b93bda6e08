import {
  adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d, adaptiveMaxPool1d, adaptiveMaxPool1dWithIndices, adaptiveMaxPool2d,
  adaptiveMaxPool2dWithIndices, adaptiveMaxPool3d, adaptiveMaxPool3dWithIndices, affineGrid, avgPool1d, avgPool2d, avgPool3d,
  batchNorm, channelShuffle, conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d, crossEntropy, ctcLoss,
  fold, fractionalMaxPool2d, fractionalMaxPool2dWithIndices, fractionalMaxPool3d, fractionalMaxPool3dWithIndices, gridSample,
  groupNorm, instanceNorm, interpolate, layerNorm, linear, localResponseNorm, lpPool1d, lpPool2d, lpPool3d, matmul, maxPool1d,
  maxPool1dWithIndices, maxPool2d, maxPool2dWithIndices, maxPool3d, maxPool3dWithIndices, maxUnpool1d, maxUnpool2d,
  maxUnpool3d, mseLoss, nllLoss, pixelShuffle, pixelUnshuffle, rmsNorm, scaledDotProductAttention, unfold,
} from "@tenon/core"; // biome-ignore format: names
import { each, given, ints, shaped, type ValidCalls } from "./valid-call.js";

/** Batches of images with `axes` spatial axes of two pixels. */
const images = (axes: number): readonly number[] => [1, 2, ...Array<number>(axes).fill(2)];

const pools = [
  { maxPool1d, maxPool1dWithIndices, avgPool1d },
  { maxPool2d, maxPool2dWithIndices, avgPool2d, unfold },
  { maxPool3d, maxPool3dWithIndices, avgPool3d },
];
const lpPools = [{ lpPool1d }, { lpPool2d }, { lpPool3d }];
const adaptive = [
  { adaptiveAvgPool1d, adaptiveMaxPool1d, adaptiveMaxPool1dWithIndices },
  { adaptiveAvgPool2d, adaptiveMaxPool2d, adaptiveMaxPool2dWithIndices },
  { adaptiveAvgPool3d, adaptiveMaxPool3d, adaptiveMaxPool3dWithIndices },
];
const convolutions = [
  { conv1d, convTranspose1d },
  { conv2d, convTranspose2d },
  { conv3d, convTranspose3d },
];
const unpools = [{ maxUnpool1d }, { maxUnpool2d }, { maxUnpool3d }];
const fractional = [
  { fractionalMaxPool2d, fractionalMaxPool2dWithIndices },
  { fractionalMaxPool3d, fractionalMaxPool3dWithIndices },
];

const classes = ints(0, 2);

/** Network functions: products, norms, convolutions, pools, sampling, losses. */
export const networkCalls: ValidCalls = {
  ...Object.assign({}, ...[1, 2, 3].map(spatialCalls)),
  ...Object.assign({}, ...[2, 3].map(fractionalCalls)),
  fold: given([[1, 4, 1]], (x) => fold(x, { outputSize: 2, kernelSize: 2 })),
  matmul: given([[2, 3], [3, 2]], (a, b) => matmul(a, b)), // biome-ignore format: one line
  linear: given([[2, 3], [4, 3], [4]], (x, w, bias) => linear(x, w, bias), 2),
  layerNorm: given([[2, 3], [3], [3]], (x, weight, bias) => layerNorm(x, { normalizedShape: [3], weight, bias }), 1),
  rmsNorm: given([[2, 3], [3]], (x, weight) => rmsNorm(x, { normalizedShape: [3], weight }), 1),
  batchNorm: given([[4, 3], [3], [3]], (x, weight, bias) => batchNorm(x, { training: true, weight, bias }), 1),
  groupNorm: given([[2, 4], [4], [4]], (x, weight, bias) => groupNorm(x, { groups: 2, weight, bias }), 1),
  instanceNorm: given([[2, 3, 4], [3], [3]], (x, weight, bias) => instanceNorm(x, { weight, bias }), 1),
  localResponseNorm: given([[2, 3, 4]], (x) => localResponseNorm(x, { size: 2 })),
  scaledDotProductAttention: given(
    [[2, 4], [3, 4], [3, 4], [2, 3]],
    (q, k, v, mask) => scaledDotProductAttention(q, k, v, { mask }),
    3,
  ), // biome-ignore format: rows
  interpolate: given([[1, 2, 2, 2]], (x) => interpolate(x, { size: 3 })),
  gridSample: given([[1, 2, 2, 2], [1, 2, 3, 2]], (x, grid) => gridSample(x, grid)), // biome-ignore format: one line
  affineGrid: given([[1, 2, 3]], (theta) => affineGrid(theta, { size: [1, 1, 2, 3] })),
  pixelShuffle: given([[1, 4, 2, 2]], (x) => pixelShuffle(x, { upscaleFactor: 2 })),
  pixelUnshuffle: given([[1, 1, 2, 2]], (x) => pixelUnshuffle(x, { downscaleFactor: 2 })),
  channelShuffle: given([[1, 4, 2]], (x) => channelShuffle(x, { groups: 2 })),
  crossEntropy: given([[2, 3], classes, [3]], (x, targets, weight) => crossEntropy(x, targets, { weight }), 2),
  nllLoss: given([[2, 3], classes, [3]], (x, targets, weight) => nllLoss(x, targets, { weight }), 2),
  mseLoss: given([[2, 3], [2, 3]], (a, b) => mseLoss(a, b)), // biome-ignore format: one line
  ctcLoss: given([[3, 4], ints(1, 2)], (x, targets) => ctcLoss(x, targets, 3, 2)),
};

function spatialCalls(axes: number): ValidCalls {
  const x = images(axes);
  const at = axes - 1;
  const weight = [2, ...x.slice(1)]; // [2, 2, …K], for both directions
  const places = shaped(ints(0, 0), [1, 2, ...Array<number>(axes).fill(1)]);
  return {
    ...each(pools[at]!, [x], (f) => (t) => f(t, { kernelSize: 2 })),
    ...each(lpPools[at]!, [x], (f) => (t) => f(t, { kernelSize: 2, normType: 2 })),
    ...each(adaptive[at]!, [x], (f) => (t) => f(t, { outputSize: 1 })),
    ...each(convolutions[at]!, [x, weight, [2]], (f) => (t, w, bias) => f(t, w, { bias }), 2),
    ...each(unpools[at]!, [places.shape, places], (f) => (t, i) => f(t, i, { kernelSize: 2 })),
  };
}

function fractionalCalls(axes: number): ValidCalls {
  return each(
    fractional[axes - 2]!,
    [images(axes), [1, 2, axes]],
    (f) => (t, samples) => f(t, { kernelSize: 1, outputSize: 2, samples }),
    1,
  );
}
