import * as core from "../../../src/index.js";
import type { Calls, Inputs } from "./inputs.js";

const all = { ...core };

export const reductionsCalls: Calls = {
  ...Object.fromEntries(
    (["all", "any", "logSumExp", "max", "mean", "min", "prod", "std", "sum", "variance"] as const).map((name) => [
      name,
      [
        ({ x }: Inputs) => all[name](x),
        ({ x }: Inputs) => all[name](x, { axis: 1, keepDims: true }),
        ({ i }: Inputs) => all[name](i, { axis: 0 }),
      ],
    ]),
  ),
  argMax: [({ x }) => core.argMax(x), ({ x }) => core.argMax(x, { axis: 1 })],
  argMin: [({ x }) => core.argMin(x), ({ x }) => core.argMin(x, { axis: 0, keepDims: true })],
};
