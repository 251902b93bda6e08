import {
  all, any, argMax, argMin, argsort, bincount, bincountSync, bucketize, categorical, cdist, cosineSimilarity, countNonzero, cummax,
  cummin, cumprod, cumsum, diff, histogram, kthValue, logCumSumExp, logSumExp, max, maxWithIndices, mean, median, min,
  minWithIndices, mode, multinomial, nanMax, nanMean, nanMedian, nanMin, nanQuantile, nanStd, nanSum, nanVariance, norm,
  pairwiseDistance, prod, quantile, searchSorted, sort, std, sum, topK, trapezoid, unique, uniqueSync, variance,
} from "@tenon/core"; // biome-ignore format: names
import { each, given, ints, marked, type ValidCalls } from "./valid-call.js";

/** Reductions, scans and sorting of one tensor. */
export const REDUCTIONS = {
  all, any, argMax, argMin, argsort, countNonzero, cummax, cummin, cumprod, cumsum, logCumSumExp, logSumExp, max, maxWithIndices,
  mean, median, min, minWithIndices, mode, nanMax, nanMean, nanMedian, nanMin, nanStd, nanSum, nanVariance, norm, prod, sort, std,
  sum, variance,
}; // biome-ignore format: names

/** Reductions, scans, sorting, counting and draws by weight. */
export const reductionCalls: ValidCalls = {
  ...each(REDUCTIONS, [[2, 3]], (f) => (x) => f(x)),
  ...each({ uniqueSync }, [[2, 3]], (f) => (x) => f(x)),
  ...each({ quantile, nanQuantile }, [[2, 3], [2]], (f) => (x, fractions) => f(x, fractions, { axis: 1 })),
  ...each(
    { cdist, cosineSimilarity, pairwiseDistance },
    [
      [2, 3],
      [2, 3],
    ],
    (f) => (a, b) => f(a, b),
  ),
  diff: given(
    [
      [2, 3],
      [2, 1],
      [2, 1],
    ],
    (x, prepend, append) => diff(x, { prepend, append }),
    1,
  ),
  trapezoid: given([[2, 3], [3]], (y, x) => trapezoid(y, { x }), 1),
  topK: given([[2, 3]], (x) => topK(x, 2)),
  kthValue: given([[2, 3]], (x) => kthValue(x, 2)),
  searchSorted: given([[3], [2, 3]], (sequence, x) => searchSorted(sequence, x)),
  bucketize: given([[2, 3], [3]], (x, boundaries) => bucketize(x, boundaries)),
  bincount: given([ints(0, 1), [2]], (x, weights) => bincount(x, { length: 3, weights }), 1),
  bincountSync: given([ints(0, 1), [2]], (x, weights) => bincountSync(x, { length: 3, weights }), 1),
  histogram: given([[3], [4], [3]], (x, bins, weights) => histogram(x, { bins, weights }), 1),
  ...marked(
    each({ unique }, [[2, 3]], (f) => (x) => f(x)),
    { late: true },
  ),
  categorical: given([[2, 3]], (logits) => categorical(logits)),
  multinomial: given([[2, 3]], (weights) => multinomial(weights, 2)),
};
