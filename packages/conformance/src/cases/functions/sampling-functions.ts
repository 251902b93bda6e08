import {
  affineGrid,
  channelShuffle,
  type GridSampleOptions,
  gridSample,
  type InterpolateOptions,
  interpolate,
  pixelShuffle,
  pixelUnshuffle,
} from "@tenon/core";
import type { FunctionTable, TensorFunction } from "../function-table.js";

const resize =
  (options: InterpolateOptions): TensorFunction =>
  (x) =>
    interpolate(x!, options);

const read =
  (options: GridSampleOptions): TensorFunction =>
  (x, grid) =>
    gridSample(x!, grid!, options);

export const samplingFunctions: FunctionTable = {
  "interpolate nearest": resize({ size: 7 }),
  "interpolate nearest factor": (x) => interpolate(x!, { scaleFactor: x!.shape[3] === 3 ? 1.6 : 0.4 }),
  "interpolate nearest-exact": resize({ size: 5, mode: "nearest-exact" }),
  "interpolate area": resize({ size: 3, mode: "area" }),
  ...resizes("linear", [9], [3]),
  ...resizes("bilinear", [9, 7], [3, 2]),
  ...resizes("trilinear", [5, 7, 5], [1, 2, 1]),
  ...resizes("bicubic", [9, 7], [3, 2]),
  "interpolate bilinear recomputed": resize({ scaleFactor: 1.7, mode: "bilinear", recomputeScaleFactor: true }),
  ...reads("bilinear"),
  ...reads("nearest"),
  ...reads("bicubic"),
  "gridSample far": read({ paddingMode: "reflection" }),
  affineGrid: (theta) => affineGrid(theta!, { size: [2, 1, 2, 3] }),
  "affineGrid corners": (theta) => affineGrid(theta!, { size: [2, 1, 2, 3], alignCorners: true }),
  "affineGrid volume": (theta) => affineGrid(theta!, { size: [1, 1, 2, 1, 3] }),
  pixelShuffle: (x) => pixelShuffle(x!, { upscaleFactor: 2 }),
  pixelUnshuffle: (x) => pixelUnshuffle(x!, { downscaleFactor: 2 }),
  channelShuffle: (x) => channelShuffle(x!, { groups: 3 }),
};

function resizes(
  mode: NonNullable<InterpolateOptions["mode"]>,
  larger: readonly number[],
  smaller: readonly number[],
): FunctionTable {
  return {
    [`interpolate ${mode} larger`]: resize({ mode, size: larger }),
    [`interpolate ${mode} smaller`]: resize({ mode, size: smaller }),
    [`interpolate ${mode} corners larger`]: resize({ mode, size: larger, alignCorners: true }),
    [`interpolate ${mode} corners smaller`]: resize({ mode, size: smaller, alignCorners: true }),
    [`interpolate ${mode} factor`]: resize({ mode, scaleFactor: 1.7 }),
  };
}

function reads(mode: NonNullable<GridSampleOptions["mode"]>): FunctionTable {
  const table: Record<string, TensorFunction> = {};
  for (const paddingMode of ["zeros", "border", "reflection"] as const) {
    table[`gridSample ${mode} ${paddingMode}`] = read({ mode, paddingMode });
    table[`gridSample ${mode} ${paddingMode} corners`] = read({ mode, paddingMode, alignCorners: true });
  }
  return table;
}
