import * as core from "../../../src/index.js";
import type { Calls, Inputs } from "./inputs.js";

const all = { ...core };

export const reductionsCalls: Calls = {
  ...Object.fromEntries(
    (
      [
        "all", "any", "countNonzero", "logSumExp", "max", "mean", "min", "nanMax", "nanMean", "nanMin", "nanStd", "nanSum",
        "nanVariance", "norm", "prod", "std", "sum", "variance",
      ] as const
    ) // biome-ignore format: names
      .map((name) => [
        name,
        [
          ({ x }: Inputs) => all[name](x),
          ({ x }: Inputs) => all[name](x, { axis: 1, keepDims: true }),
          ({ i }: Inputs) => all[name](i, { axis: 0 }),
        ],
      ]),
  ),
  ...Object.fromEntries(
    (
      ["cummax", "cummin", "cumprod", "cumsum", "logCumSumExp", "maxWithIndices", "minWithIndices", "mode"] as const
    ).map((name) => [
      name,
      [
        ({ x }: Inputs) => all[name](x),
        ({ x }: Inputs) => all[name](x, { axis: 0 }),
        ({ quarter }: Inputs) => all[name](quarter),
      ],
    ]),
  ),
  ...Object.fromEntries(
    (["median", "nanMedian"] as const).map((name) => [
      name,
      [
        ({ x }: Inputs) => all[name](x),
        ({ x }: Inputs) => all[name](x, { axis: 1, keepDims: true }),
        ({ i }: Inputs) => all[name](i),
      ],
    ]),
  ),
  ...Object.fromEntries(
    (["quantile", "nanQuantile"] as const).map((name) => [
      name,
      [
        ({ x }: Inputs) => all[name](x, 0.3),
        ({ x }: Inputs) => all[name](x, [0, 0.7], { axis: 1, interpolation: "nearest" }),
        ({ half, quarter }: Inputs) => all[name](half, quarter),
      ],
    ]),
  ),
  argMax: [({ x }) => core.argMax(x), ({ x }) => core.argMax(x, { axis: 1 })],
  argMin: [({ x }) => core.argMin(x), ({ x }) => core.argMin(x, { axis: 0, keepDims: true })],
  norm: [({ x }) => core.norm(x), ({ x }) => core.norm(x, { p: 3, axis: 1 }), ({ half }) => core.norm(half, { p: 0 })],
  cosineSimilarity: [
    ({ x, y }) => core.cosineSimilarity(x, y),
    ({ y, half }) => core.cosineSimilarity(y, half, { axis: 0 }),
  ],
  pairwiseDistance: [
    ({ x, y }) => core.pairwiseDistance(x, y),
    ({ y, half }) => core.pairwiseDistance(y, half, { p: 1 }),
  ],
  cdist: [({ x, plain }) => core.cdist(x, plain)],
  diff: [
    ({ x }) => core.diff(x),
    ({ x }) => core.diff(x, { order: 0 }),
    ({ y, half, b }) => [core.diff(y, { order: 2, prepend: half }), core.diff(b)],
  ],
  trapezoid: [({ x }) => core.trapezoid(x), ({ x, y }) => core.trapezoid(x, { x: y }), ({ i }) => core.trapezoid(i)],
};
