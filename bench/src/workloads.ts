import type { Workload } from "./workload.js";
import { dispatchAdd, dispatchAddWithTape } from "./workloads/dispatch.js";
import { matmulWorkload } from "./workloads/matmul.js";
import { trainLstm } from "./workloads/train-lstm.js";
import { trainMlp } from "./workloads/train-mlp.js";

/** Everything that is measured on a backend, under the names that benchmarks of other libraries use too. */
export const workloads: readonly Workload[] = [
  ...[256, 512, 1024, 2048].map(matmulWorkload),
  trainMlp,
  trainLstm,
  dispatchAdd,
  dispatchAddWithTape,
];
