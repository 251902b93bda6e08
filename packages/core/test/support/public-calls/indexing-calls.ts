import * as core from "../../../src/index.js";
import type { Calls, Inputs } from "./inputs.js";

const reductions = ["sum", "mean", "prod", "max", "min"] as const;

export const indexingCalls: Calls = {
  at: [
    ({ x }) => core.at(x, [0, core.slice(null, null, -1)]),
    ({ x }) => core.at(x, [core.slice(), [2, 0]]),
    ({ x, small }) => core.at(x, [small, [0, 1]]),
    ({ x, b }) => core.at(x, [core.slice(), b]),
    ({ x }) => core.at(x, [[true, false]]),
  ],
  withAt: [
    ({ x, y }) => core.withAt(x, [1], y),
    ({ x }) => core.withAt(x, [core.slice(), [0, 2]], 5),
    ({ x, b }) => core.withAt(x, [core.slice(), b], 5),
  ],
  take: [({ y, i }) => core.take(y, i), ({ x, small }) => core.take(x, small, { axis: 1 })],
  gather: [({ x, positions }) => core.gather(x, 1, positions)],
  scatter: [({ x, positions, updates }) => core.scatter(x, 1, positions, updates)],
  scatterAdd: [({ x, positions, updates }) => core.scatterAdd(x, 1, positions, updates)],
  scatterReduce: reductions.flatMap((how) =>
    [true, false].map(
      (includeSelf) =>
        ({ x, positions, updates }: Inputs) =>
          core.scatterReduce(x, 1, positions, updates, how, { includeSelf }),
    ),
  ),
  indexUpdate: [
    ({ y, i }) => core.indexUpdate(y, i, 5, { mode: "add" }),
    ({ x, small, quarter }) => core.indexUpdate(x, small, quarter, { axis: 1 }),
  ],
  gatherNd: [({ x, positions }) => core.gatherNd(x, positions)],
  scatterNd: [({ x, positions, bias }) => core.scatterNd(x, positions, bias)],
  segmentSum: [({ m, i }) => core.segmentSum(m, i, { count: 4 })],
  segmentMean: [({ m, i }) => core.segmentMean(m, i, { count: 4 })],
  segmentProd: [
    ({ m, i }) => core.segmentProd(m, i, { count: 4 }),
    ({ half, i }) => core.segmentProd(half, i, { count: 3 }),
  ],
  segmentMax: [({ m, i }) => core.segmentMax(m, i, { count: 4 })],
  segmentMin: [({ m, i }) => core.segmentMin(m, i, { count: 4 })],
  ravelIndex: [({ i }) => core.ravelIndex([i, i], [3, 3])],
  unravelIndex: [({ i }) => core.unravelIndex(i, [2, 3])],
  maskedFill: [
    ({ x, b }) => core.maskedFill(x, b, 0),
    ({ x, b, quarter }) => core.maskedFill(x, b, quarter),
    ({ i, b }) => core.maskedFill(i, b, 0.5),
  ],
  maskedScatter: [({ x, b, m }) => core.maskedScatter(x, b, m)],
  maskedSelectSync: [({ x, b }) => core.maskedSelectSync(x, b)],
  booleanMaskSync: [({ y, b }) => core.booleanMaskSync(y, b)],
  nonzeroSync: [({ x }) => core.nonzeroSync(x)],
};

/** Those that answer with a promise. */
export const asyncIndexingCalls: Calls = {
  maskedSelect: [({ x, b }) => core.maskedSelect(x, b)],
  booleanMask: [({ m, b }) => core.booleanMask(m, b)],
  nonzero: [({ x }) => core.nonzero(x)],
};
