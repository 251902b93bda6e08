import * as core from "../../../src/index.js";
import type { Calls } from "./inputs.js";

export const lossCalls: Calls = {
  crossEntropy: [
    ({ x, classes }) => core.crossEntropy(x, classes),
    ({ x, y, classes }) => core.crossEntropy(x, classes, { weight: y, labelSmoothing: 0.1 }),
    ({ x, plain }) => core.crossEntropy(x, plain, { reduction: "none" }),
    ({ x, plain, row }) => core.crossEntropy(x, plain, { weight: row, labelSmoothing: 0.1 }),
  ],
  nllLoss: [({ x, y, classes }) => core.nllLoss(x, classes, { weight: y })],
  mseLoss: [({ x, plain }) => core.mseLoss(x, plain)],
  ctcLoss: [
    ({ sequence, small }) => core.ctcLoss(sequence, small, [2], [1]),
    ({ sequence, i, one }) => core.ctcLoss(sequence, i, one, one, { reduction: "none" }),
    ({ x, classes }) => core.ctcLoss(x, classes, 2, 1, { blank: 1, zeroInfinity: true }),
  ],
};
