import * as core from "../../../src/index.js";
import type { Calls } from "./inputs.js";

export const samplingCalls: Calls = {
  interpolate: [
    ({ image }) => core.interpolate(image, { size: 3 }),
    ({ image }) => core.interpolate(image, { size: 4 }),
    ({ image }) => core.interpolate(image, { scaleFactor: 1.5, mode: "bilinear" }),
    ({ image }) => core.interpolate(image, { size: [5, 3], mode: "bicubic", alignCorners: true }),
    ({ image }) => core.interpolate(image, { size: 3, mode: "area" }),
    ({ sequence }) => core.interpolate(sequence, { size: 5, mode: "linear" }),
  ],
  gridSample: [
    ({ image, grid }) => core.gridSample(image, grid),
    ({ image, grid }) => core.gridSample(image, grid, { mode: "nearest" }),
    ({ image, grid }) => core.gridSample(image, grid, { mode: "bicubic", paddingMode: "reflection" }),
    ({ image, grid }) => core.gridSample(image, grid, { paddingMode: "border", alignCorners: true }),
  ],
  affineGrid: [({ theta }) => core.affineGrid(theta, { size: [1, 1, 2, 3] })],
  pixelShuffle: [({ channels }) => core.pixelShuffle(channels, { upscaleFactor: 2 })],
  pixelUnshuffle: [({ image }) => core.pixelUnshuffle(image, { downscaleFactor: 2 })],
  channelShuffle: [({ image }) => core.channelShuffle(image, { groups: 2 })],
};
