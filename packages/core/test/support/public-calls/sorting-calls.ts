import * as core from "../../../src/index.js";
import type { Calls } from "./inputs.js";

export const sortingCalls: Calls = {
  argsort: [({ x }) => core.argsort(x), ({ quarter }) => core.argsort(quarter)],
  sort: [({ x }) => core.sort(x, { axis: 0 }), ({ y }) => core.sort(y), ({ quarter }) => core.sort(quarter)],
  topK: [({ x }) => core.topK(x, 2), ({ y }) => core.topK(y, 2, { largest: false })],
  kthValue: [({ x }) => core.kthValue(x, 2), ({ x }) => core.kthValue(x, 1, { axis: 0, keepDims: true })],
  searchSorted: [
    ({ row, x }) => core.searchSorted(row, x),
    ({ plain, x, i }) => [core.searchSorted(plain, x), core.searchSorted(i, i)],
  ],
  bucketize: [({ row, x }) => core.bucketize(x, row, { right: true }), ({ i, small }) => core.bucketize(small, i)],
  bincount: [
    ({ i, y }) => core.bincount(i, { length: 3, weights: y }),
    ({ classes }) => core.bincount(classes, { length: 4 }),
  ],
  bincountSync: [({ i, y }) => core.bincountSync(i, { weights: y }), ({ i }) => core.bincountSync(i, { length: 3 })],
  histogram: [
    ({ x }) => core.histogram(x, { bins: 2 }),
    ({ half, y }) => core.histogram(half, { range: [0, 1], weights: y }),
    ({ x, row }) => core.histogram(x, { bins: row }),
  ],
  uniqueSync: [({ x }) => core.uniqueSync(x), ({ x }) => core.uniqueSync(x, { axis: 1 })],
};

/** Those that read before they know the shape of their result. */
export const asyncSortingCalls: Calls = {
  bincount: [({ i, y }) => core.bincount(i, { weights: y }), ({ classes }) => core.bincount(classes)],
  unique: [({ x }) => core.unique(x), ({ x }) => core.unique(x, { axis: 0 })],
};
