import { badArgument, badShape } from "../checks.js";
import { noGrad } from "../engine/context.js";
import { fusedOp } from "../engine/fused-op.js";
import { scope } from "../memory/scope.js";
import { otherAxes, sameShape } from "../shape.js";
import type { Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { asOptional, asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul, sub } from "./binary.js";
import { toDType, toFloats, toWide } from "./cast.js";
import { reshape } from "./movement.js";
import { sum } from "./reduce.js";
import { affine, perChannel, standardize, throughStandardize, throughStatistics, total } from "./standardize.js";
import { rsqrt } from "./unary.js";

/** All axes of [N, C, …S] but the channels. */
const besideChannels = (x: Tensor) => otherAxes(x.rank, [1]);

const flat = (x: Tensor) => reshape(x, [-1]);

export const batchNormOp = /* @__PURE__ */ fusedOp("batchNorm", {
  compose: ([x, weight, bias], { epsilon }) => {
    const [normal, centre, , spread] = standardize(toWide(x!), besideChannels(x!), epsilon);
    const y = affine(normal, perChannel(weight, x!.rank), perChannel(bias, x!.rank));
    return [toDType(y, x!.dtype), flat(centre), flat(spread)];
  },
  inputs: [0, 1],
  outputs: [1, 2],
  vjp: ([g, gMean, gVariance], used, [mean, variance], { epsilon }) => {
    const [x, weight] = used as [Tensor, Tensor?];
    const [centre, gCentre, gSpread] = [mean, gMean, gVariance].map((s) => perChannel(s, x.rank));
    const statistics = throughStatistics(x, centre!, gCentre, gSpread).map((gx) => toDType(gx, x.dtype));
    if (g === undefined) return [total(statistics)];
    const inputs = [g, x, mean!, variance!, ...(weight === undefined ? [] : [weight])];
    const [dx, ...parameters] = batchNormBackward(inputs, { epsilon });
    return [total([dx!, ...statistics]), ...parameters];
  },
});

const batchNormBackward = /* @__PURE__ */ fusedOp("batchNormBackward", {
  compose: ([g, x, mean, variance, weight], { epsilon }) => {
    const axes = besideChannels(x!);
    const inverse = perChannel(rsqrt(add(variance!, epsilon)), x!.rank)!;
    const normal = mul(sub(x!, perChannel(mean, x!.rank)!), inverse);
    const scale = perChannel(weight, x!.rank);
    const h = scale === undefined ? toWide(g!) : mul(toWide(g!), scale);
    const dx = toDType(throughStandardize(h, normal, inverse, axes), x!.dtype);
    const { dtype } = weight ?? x!;
    return [dx, toDType(sum(mul(g!, normal), { axis: axes }), dtype), toDType(sum(g!, { axis: axes }), dtype)];
  },
});

export interface BatchNormOptions {
  /** Scale and shift of each channel: [C]. */
  readonly weight?: TensorLike | undefined;
  readonly bias?: TensorLike | undefined;
  /** Statistics [C] to use when not training, and to update when training. */
  readonly runningMean?: Variable | undefined;
  readonly runningVariance?: Variable | undefined;
  /** True: normalise by the data's own statistics. Default: only when there are no running ones. */
  readonly training?: boolean;
  /** Weight of the new statistics in the running ones; default 0.1. */
  readonly momentum?: number;
  /** Added to the variance; default 1e−5. */
  readonly epsilon?: number;
}

/**
 * Batch normalisation of each channel over batch and space (Ioffe & Szegedy 2015). Shapes: x [N, C, …S] → the same.
 * Training updates the running statistics, with the unbiased variance, as torch.nn.functional.batch_norm.
 *
 * @throws TenonError `shape_mismatch` for x of rank < 2 or channels that differ; `invalid_argument` for one value per channel.
 * @example
 * batchNorm(tensor([[1], [3]]), { training: true }); // [[-1], [1]]
 */
export function batchNorm(x: TensorLike, options: BatchNormOptions = {}): Tensor {
  const given = asTensor(x, "batchNorm");
  checkChannels("batchNorm", given, 2, options);
  const count = given.size / given.shape[1]!;
  if (!usesOwnStatistics("batchNorm", given, count, options)) return byRunningStatistics(given, options);
  const { runningMean, runningVariance, momentum = 0.1, epsilon = 1e-5 } = options;
  const weight = asOptional(options.weight, "batchNorm");
  const bias = asOptional(options.bias, "batchNorm");
  return scope(() => {
    const t = toFloats(given);
    const inputs = weight === undefined ? [t] : bias === undefined ? [t, weight] : [t, weight, bias];
    const [y, mean, variance] = batchNormOp(inputs, { epsilon });
    noGrad(() => {
      move(runningMean, mean!, momentum);
      move(runningVariance, mul(variance!, count / (count - 1)), momentum);
    });
    return weight === undefined && bias !== undefined ? add(y!, perChannel(bias, t.rank)!) : y!;
  });
}

/** Throws unless x is [N, C, …S] of at least `rank` axes, and each parameter and statistic [C]. */
export function checkChannels(op: string, x: Tensor, rank: number, options: BatchNormOptions): void {
  const { weight, bias, runningMean, runningVariance } = options;
  for (const given of [weight, bias, runningMean, runningVariance])
    if (x.rank < rank || (given !== undefined && !sameShape(asTensor(given, op).shape, [x.shape[1]!])))
      throw badShape(
        op,
        { x, weight, bias, runningMean, runningVariance },
        `x [N, C, ${rank > 2 ? "S, " : ""}...], others [C]`,
      );
}

/** Whether x is normalised by its own statistics, of `count` values each; throws where neither they nor others serve. */
export function usesOwnStatistics(op: string, x: Tensor, count: number, options: BatchNormOptions): boolean {
  const hasRunning = options.runningMean !== undefined && options.runningVariance !== undefined;
  const { training = !hasRunning } = options;
  if (training && count < 2)
    throw badArgument(op, { x }, "two values of each channel in training", "a larger batch, or eval()");
  if (!training && !hasRunning)
    throw badArgument(op, { training }, "runningMean and runningVariance", "both of them, or training: true");
  return training;
}

/** (x − running mean)/√(running variance + ε)·weight + bias */
export function byRunningStatistics(x: Tensor, options: BatchNormOptions): Tensor {
  const { weight, bias, runningMean, runningVariance, epsilon = 1e-5 } = options;
  return scope(() => {
    const [centre, spread, scale, shift] = [runningMean, runningVariance, weight, bias].map((s) =>
      perChannel(s, x.rank),
    );
    return affine(mul(sub(x, centre!), rsqrt(add(spread!, epsilon))), scale, shift);
  });
}

/** running ← (1 − momentum)·running + momentum·now */
export function move(running: Variable | undefined, now: Tensor, momentum: number): void {
  running?.assign(add(mul(running, 1 - momentum), toDType(mul(now, momentum), running.dtype)));
}
