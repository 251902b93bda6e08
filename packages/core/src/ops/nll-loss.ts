import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul } from "./binary.js";
import { toDType } from "./cast.js";
import { notEqual } from "./compare.js";
import { squeeze, unsqueeze } from "./movement.js";
import type { LossOptions } from "./mse-loss.js";
import { sum } from "./reduce.js";
import { perChannel } from "./standardize.js";
import { asIndices, gather, take } from "./take.js";
import { neg } from "./unary.js";
import { where } from "./where.js";

export interface NllLossOptions extends LossOptions {
  /** A target that counts for nothing; default −100. */
  readonly ignoreIndex?: number;
  /** What each class counts: [C]. The mean is weighted by the targets' classes. */
  readonly weight?: TensorLike | undefined;
}

/**
 * Negative log-likelihood of class indices: −x[target], for x the logarithms of probabilities.
 * Shapes: x [N, C, …S] and targets [N, …S], or x [C] and targets [], of integers in 0 … C − 1 → [], or the shape of the
 * targets without reduction.
 *
 * @throws TenonError `shape_mismatch` for other shapes, `index_out_of_range` for a target outside the classes.
 * @example
 * nllLoss(tensor([[-0.5, -1]]), tensor([1], { dtype: "int32" })); // 1
 */
export function nllLoss(logProbabilities: TensorLike, targets: TensorLike, options: NllLossOptions = {}): Tensor {
  const x = asTensor(logProbabilities, "nllLoss");
  const target = asIndices("nllLoss", targets);
  const weight = classWeights("nllLoss", x, options.weight);
  checkTargets("nllLoss", x, target);
  return scope(() => lossOfIndices(x, toDType(target, "int32"), { ...options, weight, labelSmoothing: 0 }));
}

/** Throws unless the targets are [N, …S] for x [N, C, …S], or [] for [C]. */
export function checkTargets(op: string, x: Tensor, target: Tensor): void {
  const expected = x.shape.filter((_, axis) => axis !== Math.min(1, x.rank - 1));
  if (x.rank === 0 || !sameShape(expected, target.shape))
    throw new TenonError(
      "shape_mismatch",
      `${op}: scores [N, C, ...S] and targets [N, ...S] were expected, ${showShape(x.shape)} and ${showShape(target.shape)} were given`,
      "classes on axis 1; flatten() axes before it of both",
      { scores: x.shape, targets: target.shape },
    );
}

/** The weights [C] in the dtype of x; throws unless there is one for each class. */
export function classWeights(op: string, x: Tensor, weight: TensorLike | undefined): Tensor | undefined {
  if (weight === undefined) return undefined;
  const w = asTensor(weight, op);
  const classes = x.shape[Math.min(1, x.rank - 1)];
  if (!sameShape(w.shape, [classes ?? -1]))
    throw new TenonError(
      "shape_mismatch",
      `${op}: weight is ${showShape(w.shape)}, scores are ${showShape(x.shape)}`,
      `one weight for each class: [${classes}]`,
      { weight: w.shape, scores: x.shape },
    );
  return w;
}

/** (1 − ε)·w[t]·(−x[t]) + ε/C·Σ w·(−x) for each target t that counts, and their sum or weighted mean; x [N, C, …S] or [C]. */
export function lossOfIndices(
  x: Tensor,
  target: Tensor,
  options: NllLossOptions & { readonly weight: Tensor | undefined; readonly labelSmoothing: number },
): Tensor {
  const { reduction = "mean", ignoreIndex = -100, labelSmoothing } = options;
  const classAxis = Math.min(1, x.rank - 1);
  const counts = notEqual(target, ignoreIndex); // [N, …S]
  const index = where(counts, target, 0);
  const weight = options.weight && toDType(options.weight, x.dtype);
  const share = weight && where(counts, take(weight, index), 0); // [N, …S]
  const picked = neg(squeeze(gather(x, classAxis, unsqueeze(index, classAxis)), classAxis));
  let losses = share ? mul(picked, share) : picked;
  if (labelSmoothing > 0) {
    const even = neg(sum(weight ? mul(x, x.rank > 1 ? perChannel(weight, x.rank)! : weight) : x, { axis: classAxis }));
    losses = add(mul(losses, 1 - labelSmoothing), mul(even, labelSmoothing / x.shape[classAxis]!));
  }
  const each = where(counts, losses, 0);
  if (reduction === "none") return each;
  return reduction === "sum" ? sum(each) : div(sum(each), sum(share ?? counts));
}
