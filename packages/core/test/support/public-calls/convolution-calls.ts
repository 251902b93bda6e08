import * as core from "../../../src/index.js";
import type { Calls, Inputs } from "./inputs.js";

type Spatial = Inputs["spatial"][1 | 2 | 3];
type Call = (x: Spatial, inputs: Inputs) => unknown;

/** Calls of one function over some number of spatial axes. */
const over = (axes: 1 | 2 | 3, ...calls: readonly Call[]): Calls[string] =>
  calls.map((call) => (inputs) => call(inputs.spatial[axes], inputs));

const conv = (axes: 1 | 2 | 3, f: typeof core.conv2d) =>
  over(
    axes,
    ({ images, kernel }) => f(images, kernel, { groups: 2, stride: 2, padding: 1 }),
    ({ images, full }, { running }) => f(images, full, { bias: running, padding: "same" }),
    ({ image, full }) => f(image, full),
  );

const convTranspose = (axes: 1 | 2 | 3, f: typeof core.convTranspose2d) =>
  over(
    axes,
    ({ images, kernel }, { bias }) => f(images, kernel, { groups: 2, stride: 2, bias, outputPadding: 1 }),
    ({ image, full }) => f(image, full, { padding: 1, dilation: 2 }),
  );

const maxPool = (axes: 1 | 2 | 3, f: typeof core.maxPool2d | typeof core.maxPool2dWithIndices) =>
  over(
    axes,
    ({ images }) => f(images, { kernelSize: 2, padding: 1 }),
    ({ image }) => f(image, { kernelSize: 2, stride: 3, ceilMode: true }),
  );

const avgPool = (axes: 1 | 2 | 3, f: typeof core.avgPool2d) =>
  over(
    axes,
    ({ images }) => f(images, { kernelSize: 2, stride: 3, padding: 1, ceilMode: true }),
    ({ images }) => f(images, { kernelSize: 2, padding: 1, countIncludePad: false }),
    ({ image }) => f(image, { kernelSize: 2, divisorOverride: 3 }),
  );

const lpPool = (axes: 1 | 2 | 3, f: typeof core.lpPool2d) =>
  over(axes, ({ images }) => f(images, { normType: 2, kernelSize: 2 }));

const adaptive = (axes: 1 | 2 | 3, f: typeof core.adaptiveAvgPool2d | typeof core.adaptiveMaxPool2dWithIndices) =>
  over(
    axes,
    ({ images }) => f(images, { outputSize: 1 }),
    ({ image }) => f(image, { outputSize: 3 }),
  );

const fractional = (axes: 2 | 3, f: typeof core.fractionalMaxPool2d | typeof core.fractionalMaxPool2dWithIndices) =>
  over(
    axes,
    ({ images }) => f(images, { kernelSize: 1, outputRatio: 0.8 }),
    ({ image }) => f(image, { kernelSize: 2, outputSize: 1 }),
  );

const maxUnpool = (axes: 1 | 2 | 3, f: typeof core.maxUnpool2d) =>
  over(axes, ({ images, places }) => f(images, places, { kernelSize: 1 }));

export const convolutionCalls: Calls = {
  conv1d: conv(1, core.conv1d),
  conv2d: conv(2, core.conv2d),
  conv3d: conv(3, core.conv3d),
  convTranspose1d: convTranspose(1, core.convTranspose1d),
  convTranspose2d: convTranspose(2, core.convTranspose2d),
  convTranspose3d: convTranspose(3, core.convTranspose3d),
  maxPool1d: maxPool(1, core.maxPool1d),
  maxPool2d: maxPool(2, core.maxPool2d),
  maxPool3d: maxPool(3, core.maxPool3d),
  maxPool1dWithIndices: maxPool(1, core.maxPool1dWithIndices),
  maxPool2dWithIndices: maxPool(2, core.maxPool2dWithIndices),
  maxPool3dWithIndices: maxPool(3, core.maxPool3dWithIndices),
  avgPool1d: avgPool(1, core.avgPool1d),
  avgPool2d: avgPool(2, core.avgPool2d),
  avgPool3d: avgPool(3, core.avgPool3d),
  lpPool1d: lpPool(1, core.lpPool1d),
  lpPool2d: lpPool(2, core.lpPool2d),
  lpPool3d: lpPool(3, core.lpPool3d),
  adaptiveAvgPool1d: adaptive(1, core.adaptiveAvgPool1d),
  adaptiveAvgPool2d: adaptive(2, core.adaptiveAvgPool2d),
  adaptiveAvgPool3d: adaptive(3, core.adaptiveAvgPool3d),
  adaptiveMaxPool1d: adaptive(1, core.adaptiveMaxPool1d),
  adaptiveMaxPool2d: adaptive(2, core.adaptiveMaxPool2d),
  adaptiveMaxPool3d: adaptive(3, core.adaptiveMaxPool3d),
  adaptiveMaxPool1dWithIndices: adaptive(1, core.adaptiveMaxPool1dWithIndices),
  adaptiveMaxPool2dWithIndices: adaptive(2, core.adaptiveMaxPool2dWithIndices),
  adaptiveMaxPool3dWithIndices: adaptive(3, core.adaptiveMaxPool3dWithIndices),
  fractionalMaxPool2d: fractional(2, core.fractionalMaxPool2d),
  fractionalMaxPool3d: fractional(3, core.fractionalMaxPool3d),
  fractionalMaxPool2dWithIndices: fractional(2, core.fractionalMaxPool2dWithIndices),
  fractionalMaxPool3dWithIndices: fractional(3, core.fractionalMaxPool3dWithIndices),
  maxUnpool1d: maxUnpool(1, core.maxUnpool1d),
  maxUnpool2d: maxUnpool(2, core.maxUnpool2d),
  maxUnpool3d: maxUnpool(3, core.maxUnpool3d),
  unfold: over(
    2,
    ({ images }) => core.unfold(images, { kernelSize: 2 }),
    ({ image }) => core.unfold(image, { kernelSize: 2, padding: 1 }),
  ),
  fold: over(1, ({ images }) =>
    core.fold(images, { outputSize: [1, 4], kernelSize: [2, 1], padding: [1, 0], stride: [2, 1] }),
  ),
};
