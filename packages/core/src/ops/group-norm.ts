import { badShape } from "../checks.js";
import { noGrad } from "../engine/context.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import {
  type BatchNormOptions,
  batchNormOp,
  byRunningStatistics,
  checkChannels,
  move,
  usesOwnStatistics,
} from "./batch-norm.js";
import { mul } from "./binary.js";
import { toFloats } from "./cast.js";
import { layerNormOp } from "./layer-norm.js";
import { reshape } from "./movement.js";
import { mean } from "./reduce.js";
import { affine, perChannel } from "./standardize.js";

export interface GroupNormOptions extends Pick<BatchNormOptions, "weight" | "bias" | "epsilon"> {
  /** Channels are cut into this many groups of neighbours. */
  readonly groups: number;
}

/**
 * Group normalisation: each group of channels of each example by its own mean and variance (Wu & He 2018).
 * Shapes: x [N, C, …S] → the same, weight and bias [C].
 *
 * @throws TenonError `shape_mismatch` for x of rank < 2, parameters that differ or groups that do not divide C.
 * @example
 * groupNorm(tensor([[1, 3, 10, 30]]), { groups: 2 }); // [[-1, 1, -1, 1]]
 */
export function groupNorm(x: TensorLike, options: GroupNormOptions): Tensor {
  const given = asTensor(x, "groupNorm");
  const { groups, weight, bias, epsilon = 1e-5 } = options;
  checkChannels("groupNorm", given, 2, options);
  const [batch, channels] = given.shape as [number, number];
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0)
    throw badShape("groupNorm", { x: given, groups }, "groups that divide the channels");
  return scope(() => {
    const t = toFloats(given);
    const [normal] = layerNormOp([reshape(t, [batch, groups, batch === 0 ? 1 : t.size / (batch * groups)])], {
      axes: [2],
      epsilon,
    });
    return affine(reshape(normal!, t.shape), perChannel(weight, t.rank), perChannel(bias, t.rank));
  });
}

/**
 * Instance normalisation: each channel of each example by its own mean and variance (Ulyanov et al. 2016).
 * Shapes: x [N, C, S, …] → the same, weight, bias and running statistics [C]. With running statistics and `training` they
 * move towards the mean over the batch; without training they normalise, as torch.nn.functional.instance_norm.
 *
 * @throws TenonError `shape_mismatch` for x of rank < 3 or channels that differ; `invalid_argument` for one value per channel.
 * @example
 * instanceNorm(tensor([[[1, 3], [10, 30]]])); // [[[-1, 1], [-1, 1]]]
 */
export function instanceNorm(x: TensorLike, options: BatchNormOptions = {}): Tensor {
  const given = asTensor(x, "instanceNorm");
  checkChannels("instanceNorm", given, 3, options);
  const [batch, channels, ...space] = given.shape as [number, number, ...number[]];
  const count = space.reduce((a, b) => a * b, 1);
  if (!usesOwnStatistics("instanceNorm", given, count, options)) return byRunningStatistics(given, options);
  const { weight, bias, runningMean, runningVariance, momentum = 0.1, epsilon = 1e-5 } = options;
  return scope(() => {
    const t = toFloats(given);
    const [normal, centre, spread] = batchNormOp([reshape(t, [1, batch * channels, ...space])], { epsilon });
    noGrad(() => {
      const overBatch = (statistic: Tensor) => mean(reshape(statistic, [batch, channels]), { axis: 0 });
      if (runningMean !== undefined) move(runningMean, overBatch(centre!), momentum);
      if (runningVariance !== undefined) move(runningVariance, mul(overBatch(spread!), count / (count - 1)), momentum);
    });
    return affine(reshape(normal!, t.shape), perChannel(weight, t.rank), perChannel(bias, t.rank));
  });
}
