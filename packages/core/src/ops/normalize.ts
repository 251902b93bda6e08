import { noGrad } from "../engine/context.js";
import { fusedOp } from "../engine/fused-op.js";
import { withVjp } from "../engine/with-vjp.js";
import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { sameShape, showShape, sizeOf } from "../shape.js";
import type { Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { broadcastTo, reshape } from "./movement.js";
import { mean, sum } from "./reduce.js";
import { rsqrt } from "./unary.js";

/** x → (x − μ)/√(σ² + ε), μ, 1/√(σ² + ε) and σ², over `axes`; population variance. */
function standardize(x: Tensor, axes: readonly number[], epsilon: number): [Tensor, Tensor, Tensor, Tensor] {
  const centre = mean(x, { axis: axes, keepDims: true });
  const centred = sub(x, centre);
  const spread = mean(mul(centred, centred), { axis: axes, keepDims: true });
  const inverse = rsqrt(add(spread, epsilon));
  return [mul(centred, inverse), centre, inverse, spread];
}

/** Gradient through x̂ = (x − μ)·r: r·(h − mean(h) − x̂·mean(h·x̂)) for h the gradient of x̂ (Ioffe & Szegedy 2015, §3). */
function throughStandardize(h: Tensor, normal: Tensor, inverse: Tensor, axes: readonly number[]): Tensor {
  const options = { axis: axes, keepDims: true };
  const across = add(mean(h, options), mul(normal, mean(mul(h, normal), options)));
  return mul(inverse, sub(h, across));
}

/** Gradient through μ = mean(x) and r = 1/√(σ² + ε): gμ/n − gr·r²·x̂/n; a derivative of second order reads both. */
function throughStatistics(x: Tensor, normal: Tensor, inverse: Tensor, gCentre?: Tensor, gInverse?: Tensor): Tensor[] {
  const count = x.size / inverse.size;
  return [
    ...(gCentre === undefined ? [] : [broadcastTo(div(gCentre, count), x.shape)]),
    ...(gInverse === undefined ? [] : [mul(mul(gInverse, mul(inverse, inverse)), div(normal, -count))]),
  ];
}

const total = (terms: readonly Tensor[]): Tensor | undefined =>
  terms.length === 0 ? undefined : terms.reduce((a, b) => add(a, b));

const layerNormOp = fusedOp("layerNorm", {
  compose: ([x, weight, bias], { axes, epsilon }) => {
    const [normal, centre, inverse] = standardize(x!, axes, epsilon);
    const scaled = weight === undefined ? normal : mul(normal, weight);
    return [bias === undefined ? scaled : add(scaled, bias), centre, inverse];
  },
  inputs: [0, 1],
  outputs: [1, 2],
  vjp: ([g, gCentre, gInverse], used, [centre, inverse], { axes }) => {
    const [x, weight] = used as [Tensor, Tensor?];
    const isSecondOrder = gCentre !== undefined || gInverse !== undefined;
    const statistics = isSecondOrder
      ? throughStatistics(x, mul(sub(x, centre!), inverse!), inverse!, gCentre, gInverse)
      : [];
    if (g === undefined) return [total(statistics)];
    const inputs = [g, x, centre!, inverse!, ...(weight === undefined ? [] : [weight])];
    const [dx, ...parameters] = layerNormBackward(inputs, { axes });
    return [total([dx!, ...statistics]), ...parameters];
  },
});

const layerNormBackward = fusedOp("layerNormBackward", {
  compose: ([g, x, centre, inverse, weight], { axes }) => {
    const normal = mul(sub(x!, centre!), inverse!);
    const h = weight === undefined ? g! : mul(g!, weight);
    const dx = throughStandardize(h, normal, inverse!, axes);
    const rest = x!.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
    return [dx, sum(mul(g!, normal), { axis: rest }), sum(g!, { axis: rest })];
  },
});

export interface LayerNormOptions {
  /** The trailing sizes to normalise over. */
  readonly normalizedShape: readonly number[];
  /** Scale and shift of each normalised element: [...normalizedShape]. */
  readonly weight?: TensorLike | undefined;
  readonly bias?: TensorLike | undefined;
  /** Added to the variance; default 1e−5. */
  readonly epsilon?: number;
}

/**
 * Layer normalisation (x − μ)/√(σ² + ε)·weight + bias over the trailing axes (Ba et al. 2016). Shape stays.
 * @throws TenonError `shape_mismatch` when x does not end in `normalizedShape`.
 * @example
 * layerNorm(tensor([[1, 3]]), { normalizedShape: [2] }); // [[-1, 1]]
 */
export function layerNorm(x: TensorLike, options: LayerNormOptions): Tensor {
  const t = asTensor(x, "layerNorm");
  const { normalizedShape, epsilon = 1e-5 } = options;
  const lead = t.rank - normalizedShape.length;
  const weight = options.weight === undefined ? undefined : asTensor(options.weight, "layerNorm");
  const bias = options.bias === undefined ? undefined : asTensor(options.bias, "layerNorm");
  for (const [name, given] of [
    ["x", t.shape.slice(Math.max(lead, 0))],
    ["weight", weight?.shape],
    ["bias", bias?.shape],
  ] as const)
    if (given !== undefined && !sameShape(given, normalizedShape))
      throw new TenonError(
        "shape_mismatch",
        `layerNorm: ${name} ${name === "x" ? "ends in" : "is"} ${showShape(given)}, normalizedShape is ${showShape(normalizedShape)}`,
        `${name} ${name === "x" ? "ending in" : "of"} ${showShape(normalizedShape)}`,
        { shape: t.shape, normalizedShape },
      );
  const axes = normalizedShape.map((_, i) => lead + i);
  return scope(() => {
    const inputs = weight === undefined ? [t] : bias === undefined ? [t, weight] : [t, weight, bias];
    const [y] = layerNormOp(inputs, { axes, epsilon });
    return weight === undefined && bias !== undefined ? add(y!, bias) : y!;
  });
}

export interface BatchNormOptions {
  /** Scale and shift of each channel: [C]. */
  readonly weight?: TensorLike | undefined;
  readonly bias?: TensorLike | undefined;
  /** Statistics [C] to use when not training, and to update when training. */
  readonly runningMean?: Variable | undefined;
  readonly runningVariance?: Variable | undefined;
  /** True: normalise by the batch's own statistics. Default: only when there are no running ones. */
  readonly training?: boolean;
  /** Weight of the new batch in the running statistics; default 0.1. */
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
  const t = asTensor(x, "batchNorm");
  const { runningMean, runningVariance, momentum = 0.1, epsilon = 1e-5 } = options;
  const { weight, bias, training = runningMean === undefined || runningVariance === undefined } = options;
  const channels = t.shape[1];
  for (const given of [weight, bias, runningMean, runningVariance])
    if (t.rank < 2 || (given !== undefined && !sameShape(given.shape, [channels!])))
      throw new TenonError(
        "shape_mismatch",
        `batchNorm: x is ${showShape(t.shape)}, a parameter or statistic ${given === undefined ? "absent" : showShape(given.shape)}`,
        "x [N, C, ...] and parameters [C]",
        { shape: t.shape },
      );
  const perChannel = [1, channels!, ...t.shape.slice(2).map(() => 1)];
  const axes = t.shape.flatMap((_, i) => (i === 1 ? [] : [i]));
  const count = sizeOf(axes.map((axis) => t.shape[axis]!));
  if (training && count < 2)
    throw new TenonError(
      "invalid_argument",
      `batchNorm: training on ${showShape(t.shape)} has ${count} value per channel, which has no variance`,
      "a larger batch, or eval()",
      { shape: t.shape },
    );
  if (!training && (runningMean === undefined || runningVariance === undefined))
    throw new TenonError(
      "invalid_argument",
      "batchNorm: running statistics were expected, because training is false",
      "runningMean and runningVariance, or training: true",
    );
  return scope(() => {
    let normal: Tensor;
    if (training) {
      const [standard, centre, , spread] = withVjp("batchNorm", [t], () => standardize(t, axes, epsilon), {
        outputs: [0, 2],
        of: ([h, , gInverse], _, [xHat, inverse]) => [
          total([
            ...(h === undefined ? [] : [throughStandardize(h, xHat!, inverse!, axes)]),
            ...throughStatistics(xHat!, xHat!, inverse!, undefined, gInverse),
          ]),
        ],
      });
      normal = standard!;
      noGrad(() => {
        move(runningMean, centre!, momentum);
        move(runningVariance, mul(spread!, count / (count - 1)), momentum);
      });
    } else {
      const inverse = rsqrt(add(reshape(runningVariance!, perChannel), epsilon));
      normal = mul(sub(t, reshape(runningMean!, perChannel)), inverse);
    }
    const scaled = weight === undefined ? normal : mul(normal, reshape(weight, perChannel));
    return bias === undefined ? scaled : add(scaled, reshape(bias, perChannel));
  });
}

/** running ← (1 − momentum)·running + momentum·now */
function move(running: Variable | undefined, now: Tensor, momentum: number): void {
  running?.assign(add(mul(running, 1 - momentum), mul(reshape(now, running.shape), momentum)));
}
