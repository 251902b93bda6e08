import {
  embedding,
  gather,
  gatherNd,
  indexUpdate,
  maskedFill,
  maskedScatter,
  scatter,
  scatterAdd,
  scatterNd,
  scatterReduce,
  segmentMax,
  segmentMean,
  segmentMin,
  segmentProd,
  segmentSum,
  slice,
  type Tensor,
  take,
  tensor,
  where,
} from "@tenon/core";
import type { FunctionTable } from "../function-table.js";

export const indexingFunctions: FunctionTable = {
  "at integer": (x) => x!.at(1),
  "at slice": (x) => x!.at(slice(), slice(1), slice(null, null, 2)),
  "at new axis": (x) => x!.at(slice(), null, -1),
  "at ellipsis": (x) => x!.at("...", slice(1, 3)),
  "at integers": (x) => x!.at(slice(), [2, 0, 2]),
  "at backwards": (x) => x!.at("...", slice(null, null, -3)),
  "at negative indices": (x, i) => x!.at(slice(), i!),
  "at several indices": (x, i, j) => x!.at(i!, j!),
  "at indices apart": (x, i, j) => x!.at(i!, slice(), j!),
  "at a list of flags": (x) => x!.at(slice(), [true, false, true]),
  with: (x, value) => x!.with([slice(), 1], value!),
  "with a value that broadcasts": (x, value) => x!.with(["...", slice(1, null, 2)], value!),
  "with indices": (x, i, j, value) => x!.with([i!, j!], value!),
  gather: (x, i) => gather(x!, 1, i!),
  "gather axis 0": (x, i) => gather(x!, 0, i!),
  take: (x, i) => take(x!, i!, { axis: 0 }),
  "take axis 1": (x, i) => take(x!, i!, { axis: 1 }),
  scatter: (x, i, u) => scatter(x!, 1, i!, u!),
  scatterAdd: (x, i, u) => scatterAdd(x!, 1, i!, u!),
  embedding: (w, i) => embedding(i!, w!),
  indexUpdate: (x, u) => indexUpdate(x!, indices(x!, [2, 0]), u!, { axis: 1 }),
  "indexUpdate by adding": (x, i, u) => indexUpdate(x!, i!, u!, { mode: "add" }),
  "indexUpdate by a number": (x) => indexUpdate(x!, indices(x!, [1, 3]), 0.5, { axis: 1 }),
  gatherNd: (x, i) => gatherNd(x!, i!),
  "gatherNd of slices": (x, i) => gatherNd(x!, i!),
  scatterNd: (x, u) => scatterNd(x!, indices(x!, [0, 1, 1, 0, 1, 1]).reshape([3, 2]), u!),
  "scatterNd by adding": (x, i, u) => scatterNd(x!, i!, u!, { mode: "add" }),
  "scatterReduce sum": (x, i, u) => scatterReduce(x!, 1, i!, u!, "sum"),
  "scatterReduce sum of others": (x, i, u) => scatterReduce(x!, 1, i!, u!, "sum", { includeSelf: false }),
  "scatterReduce mean": (x, i, u) => scatterReduce(x!, 1, i!, u!, "mean"),
  "scatterReduce mean of others": (x, i, u) => scatterReduce(x!, 1, i!, u!, "mean", { includeSelf: false }),
  "scatterReduce prod": (x, i, u) => scatterReduce(x!, 1, i!, u!, "prod"),
  "scatterReduce prod of others": (x, i, u) => scatterReduce(x!, 1, i!, u!, "prod", { includeSelf: false }),
  "scatterReduce max": (x, i, u) => scatterReduce(x!, 1, i!, u!, "max"),
  "scatterReduce max of others": (x, i, u) => scatterReduce(x!, 1, i!, u!, "max", { includeSelf: false }),
  "scatterReduce min": (x, i, u) => scatterReduce(x!, 1, i!, u!, "min"),
  "scatterReduce min of others": (x, i, u) => scatterReduce(x!, 1, i!, u!, "min", { includeSelf: false }),
  segmentSum: (x) => segmentSum(x!, ids(x!), { count: 5 }),
  segmentMean: (x) => segmentMean(x!, ids(x!), { count: 5 }),
  segmentProd: (x) => segmentProd(x!, ids(x!), { count: 5 }),
  segmentMax: (x) => whereFinite(segmentMax(x!, ids(x!), { count: 5 })),
  segmentMin: (x) => whereFinite(segmentMin(x!, ids(x!), { count: 5 })),
  maskedFill: (x, mask) => maskedFill(x!, mask!.unsqueeze(-1), 0.25),
  "maskedFill by a tensor": (x, mask, value) => maskedFill(x!, mask!, value!),
  maskedScatter: (x, mask, source) => maskedScatter(x!, mask!, source!),
};

function indices({ backend }: Tensor, values: readonly number[]): Tensor {
  return tensor(values, { dtype: "int32", backend });
}

/** Nothing goes to segment 3. */
const ids = (x: Tensor) => indices(x, [2, 0, 2, 4, 0, 2, 1]);

/** Zeros for the empty segment, whose infinity has no differences. */
const whereFinite = (x: Tensor) => where(x.abs().less(Number.POSITIVE_INFINITY), x, 0);
