import {
  arraySplit, at, booleanMask, booleanMaskSync, broadcastTensors, broadcastTo, chunk, concat, diag, diagonal, embedding, embeddingBag,
  flatten, flip, fullLike, gather, gatherNd, indexUpdate, maskedFill, maskedScatter, maskedSelect, maskedSelectSync, meshgrid,
  moveAxis, narrow, nonzero, nonzeroSync, normalLike, oneHot, onesLike, pad, permute, ravelIndex, repeat, reshape, roll, rot90,
  scatter, scatterAdd, scatterNd, scatterReduce, segmentMax, segmentMean, segmentMin, segmentProd, segmentSum, slidingWindows,
  split, squeeze, stack, take, tile, transpose, tril, triu, unbind, unflatten, uniformLike, unravelIndex, unsqueeze, withAt,
  zerosLike,
} from "@tenon/core"; // biome-ignore format: names
import { bools, each, given, ints, marked, shaped, type ValidCalls } from "./valid-call.js";

/** Movement of one tensor without a setting. */
export const MOVES = {
  diag, diagonal, flatten, flip, onesLike, rot90, squeeze, transpose, tril, triu, unbind,   zerosLike,
}; // biome-ignore format: names

const places = shaped(ints(0, 2, 1, 0), [2, 2]);
const flags = bools(1, 0, 1);
const segments = { segmentMax, segmentMean, segmentMin, segmentProd, segmentSum };

/** Movement, indexing and what is made in the likeness of another tensor. */
export const movementCalls: ValidCalls = {
  ...each(MOVES, [[2, 3]], (f) => (x) => f(x)),
  ...each(
    { concat, stack, broadcastTensors },
    [
      [2, 3],
      [2, 3],
    ],
    (f) => (a, b) => f([a, b]),
  ),
  ...each(segments, [[3, 2], ints(0, 2, 0)], (f) => (x, i) => f(x, i, { count: 3 })),
  ...each({ arraySplit, chunk, split }, [[2, 3]], (f) => (x) => f(x, 2, { axis: 1 })),
  ...each({ repeat, tile, roll }, [[2, 3]], (f) => (x) => f(x, 2)),
  ...each({ reshape, broadcastTo }, [[2, 3]], (f) => (x) => f(x, [1, 2, 3].slice(f === reshape ? 0 : 1))),
  fullLike: given([[2, 3]], (x) => fullLike(x, 2)),
  permute: given([[2, 3]], (x) => permute(x, [1, 0])),
  narrow: given([[2, 3]], (x) => narrow(x, 1, 0, 2)),
  moveAxis: given([[2, 3]], (x) => moveAxis(x, 0, 1)),
  unsqueeze: given([[2, 3]], (x) => unsqueeze(x, 0)),
  unflatten: given([[2, 4]], (x) => unflatten(x, 1, [2, 2])),
  pad: given([[2, 3]], (x) => pad(x, [1, 1])),
  slidingWindows: given([[2, 3]], (x) => slidingWindows(x, 2)),
  ...each({ nonzeroSync, normalLike, uniformLike }, [[2, 3]], (f) => (x) => f(x)),
  ...marked(
    each({ meshgrid, broadcastTensors }, [[3], [3]], (f) => (a, b) => f([a, b])),
    { apart: true },
  ),
  oneHot: given([ints(0, 2)], (i) => oneHot(i, 3)),

  at: given([[2, 3], ints(1, 0)], (x, i) => at(x, [i])),
  withAt: given([[2, 3], ints(1, 0), [3]], (x, i, value) => withAt(x, [i], value)),
  take: given([[2, 3], ints(1, 0)], (x, i) => take(x, i, { axis: 1 })),
  gather: given([[2, 3], places], (x, i) => gather(x, 1, i)),
  scatter: given([[2, 3], places, [2, 2]], (x, i, u) => scatter(x, 1, i, u)),
  scatterAdd: given([[2, 3], places, [2, 2]], (x, i, u) => scatterAdd(x, 1, i, u)),
  scatterReduce: given([[2, 3], places, [2, 2]], (x, i, u) => scatterReduce(x, 1, i, u, "max")),
  indexUpdate: given([[2, 3], ints(1, 0), [2, 3]], (x, i, u) => indexUpdate(x, i, u)),
  gatherNd: given([[3, 3], places], (x, i) => gatherNd(x, i)),
  scatterNd: given([[3, 3], places, [2]], (x, i, u) => scatterNd(x, i, u)),
  ravelIndex: given([ints(0, 1), ints(1, 0)], (i, j) => ravelIndex([i, j], [2, 2])),
  unravelIndex: given([ints(0, 3)], (i) => unravelIndex(i, [2, 2])),
  maskedFill: given([[2, 3], flags, []], (x, mask, value) => maskedFill(x, mask, value)),
  maskedScatter: given([[2, 3], flags, [6]], (x, mask, source) => maskedScatter(x, mask, source)),
  ...marked(
    each({ maskedSelectSync, booleanMaskSync }, [[3], flags], (f) => (x, mask) => f(x, mask)),
    { apart: true },
  ),
  ...marked(
    each({ maskedSelect, booleanMask }, [[3], flags], (f) => (x, mask) => f(x, mask)),
    { apart: true, late: true },
  ),
  ...marked(
    each({ nonzero }, [[2, 3]], (f) => (x) => f(x)),
    { late: true },
  ),
  embedding: given([ints(0, 2), [3, 2]], (i, w) => embedding(i, w)),
  embeddingBag: given(
    [ints(0, 2, 1), [3, 2], ints(0, 1), [3]],
    (i, w, offsets, perSampleWeights) => embeddingBag(i, w, { mode: "sum", offsets, perSampleWeights }),
    2,
  ),
};
