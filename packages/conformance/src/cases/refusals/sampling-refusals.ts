import { affineGrid, channelShuffle, gridSample, interpolate, pixelShuffle, pixelUnshuffle } from "@tenon/core";
import type { Refusal } from "./refusal.js";

export const samplingRefusals: readonly Refusal[] = [
  ["interpolate/rank", "shape_mismatch", (x) => interpolate(x(2, 3), { size: 4 })],
  ["interpolate/mode", "shape_mismatch", (x) => interpolate(x(1, 2, 3), { size: 4, mode: "bilinear" })],
  ["interpolate/no-size", "invalid_argument", (x) => interpolate(x(1, 2, 3), {})],
  ["interpolate/two-sizes", "invalid_argument", (x) => interpolate(x(1, 2, 3), { size: 4, scaleFactor: 2 })],
  ["interpolate/size", "invalid_argument", (x) => interpolate(x(1, 2, 3), { size: [4, 4] })],
  ["interpolate/factor", "invalid_argument", (x) => interpolate(x(1, 2, 3), { scaleFactor: 0.1 })],
  ["interpolate/corners", "invalid_argument", (x) => interpolate(x(1, 2, 3), { size: 4, alignCorners: false })],
  ["gridSample/rank", "shape_mismatch", (x) => gridSample(x(1, 2, 3), x(1, 3, 2))],
  ["gridSample/batch", "shape_mismatch", (x) => gridSample(x(1, 2, 3, 3), x(2, 3, 3, 2))],
  ["gridSample/places", "shape_mismatch", (x) => gridSample(x(1, 2, 3, 3), x(1, 3, 3, 3))],
  ["gridSample/volume", "shape_mismatch", (x) => gridSample(x(1, 1, 2, 2, 2), x(1, 1, 1, 1, 3), { mode: "bicubic" })],
  ["gridSample/dtype", "dtype_mismatch", (x) => gridSample(x(1, 1, 2, 2), x(1, 1, 1, 2).cast("int32"))],
  ["affineGrid/theta", "shape_mismatch", (x) => affineGrid(x(1, 3, 3), { size: [1, 1, 2, 2] })],
  ["affineGrid/batch", "shape_mismatch", (x) => affineGrid(x(1, 2, 3), { size: [2, 1, 2, 2] })],
  ["affineGrid/size", "invalid_argument", (x) => affineGrid(x(1, 2, 3), { size: [1, 1, 2] })],
  ["pixelShuffle/rank", "shape_mismatch", (x) => pixelShuffle(x(4, 2), { upscaleFactor: 2 })],
  ["pixelShuffle/channels", "shape_mismatch", (x) => pixelShuffle(x(6, 2, 2), { upscaleFactor: 2 })],
  ["pixelShuffle/factor", "invalid_argument", (x) => pixelShuffle(x(4, 2, 2), { upscaleFactor: 1.5 })],
  ["pixelUnshuffle/rank", "shape_mismatch", (x) => pixelUnshuffle(x(4, 2), { downscaleFactor: 2 })],
  ["pixelUnshuffle/sizes", "shape_mismatch", (x) => pixelUnshuffle(x(1, 4, 3), { downscaleFactor: 2 })],
  ["pixelUnshuffle/factor", "invalid_argument", (x) => pixelUnshuffle(x(1, 4, 4), { downscaleFactor: 0 })],
  ["channelShuffle/rank", "shape_mismatch", (x) => channelShuffle(x(4), { groups: 2 })],
  ["channelShuffle/channels", "shape_mismatch", (x) => channelShuffle(x(1, 3), { groups: 2 })],
  ["channelShuffle/groups", "invalid_argument", (x) => channelShuffle(x(1, 4), { groups: -2 })],
];
