import { BUNDLE, INSTALLED } from "./measure-sizes.js";
import { STARTUP, STARTUP_OVER_EMPTY } from "./measure-startup.js";
import { firstStepOf, type Workload } from "./workload.js";
import { convolutions } from "./workloads/convolution.js";
import { dispatches } from "./workloads/dispatch.js";
import { matmulWorkload, reluChain, softmaxWorkloads, sum16M } from "./workloads/kernels.js";
import { trainCnn } from "./workloads/train-cnn.js";
import { trainLstm } from "./workloads/train-lstm.js";
import { trainMlp } from "./workloads/train-mlp.js";
import { trainTransformer, trainTransformerOneHot } from "./workloads/train-transformer.js";

/** Everything that is measured on a backend, under the names that benchmarks of other libraries use too. */
export const workloads: readonly Workload[] = [
  ...[256, 512, 1024, 2048].map(matmulWorkload),
  ...[1, 16].flatMap(reluChain),
  sum16M,
  ...softmaxWorkloads,
  ...convolutions,
  trainMlp,
  trainCnn,
  trainLstm,
  trainTransformer,
  trainTransformerOneHot,
  ...dispatches,
];

/** Every name under which a backend reports a result. */
export const reportedNames: readonly string[] = [
  ...workloads.flatMap(({ name, hasFirstStep }) => (hasFirstStep ? [name, firstStepOf(name)] : [name])),
  STARTUP,
  STARTUP_OVER_EMPTY,
  BUNDLE,
  INSTALLED,
];
