import { badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { isFloat, toFloat } from "../seam/dtype.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { squeeze, unsqueeze } from "./axes.js";
import { div, mul } from "./binary.js";
import { toDType } from "./cast.js";
import { notEqual } from "./compare.js";
import { reshape } from "./movement.js";
import type { LossOptions } from "./mse-loss.js";
import { sum } from "./reduce.js";
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
  asIndices("nllLoss", targets);
  return overClasses("nllLoss", logProbabilities, targets, options, (x, target, weight) =>
    atTargets(x, target, weight, options.ignoreIndex),
  );
}

/** Losses [N, …S] and how much each counts in the mean; all alike where left out. */
export type Losses = readonly [losses: Tensor, share?: Tensor];

/**
 * Checks scores [N, C, …S] or [C], their targets and the weights [C], and reduces the losses that `each` makes of them: float
 * scores with a batch axis, int32 targets or float ones of the scores' shape, and the weights in the scores' dtype.
 */
export function overClasses(
  op: string,
  scores: TensorLike,
  targets: TensorLike,
  { reduction = "mean", weight }: NllLossOptions,
  each: (x: Tensor, target: Tensor, weight: Tensor | undefined) => Losses,
): Tensor {
  const x = asTensor(scores, op);
  const y = asTensor(targets, op);
  const w = weight && asTensor(weight, op);
  const [single, dtype] = [x.rank === 1, toFloat(x.dtype)];
  const [classes, positions] = single ? [x.shape[0]!, []] : [x.shape[1] ?? -1, x.shape.filter((_, axis) => axis !== 1)]; // a scalar fits nothing
  const isSoft = isFloat(y.dtype) && sameShape(y.shape, x.shape);
  if (!isSoft) asIndices(op, y);
  if ((!isSoft && !sameShape(y.shape, positions)) || classes < 0 || (w && !sameShape(w.shape, [classes])))
    throw badShape(op, { scores: x, targets: y, weight: w }, "scores [N, C, ...S], targets [N, ...S], weight [C]");
  return scope(() => {
    const batched = (t: Tensor) => (single ? unsqueeze(t, 0) : t);
    const target = toDType(batched(y), isSoft ? dtype : "int32");
    const [losses, share] = each(toDType(batched(x), dtype), target, w && toDType(w, dtype));
    if (reduction === "none") return single ? reshape(losses, []) : losses;
    return reduction === "sum" ? sum(losses) : div(sum(losses), share ? sum(share) : losses.size);
  });
}

/** −w[t]·x[t] for each target t that counts; `smooth` changes a loss −x[t] before it is reduced. */
export function atTargets(
  x: Tensor,
  target: Tensor,
  weight: Tensor | undefined,
  ignoreIndex = -100,
  smooth = (losses: Tensor) => losses,
): Losses {
  const counts = notEqual(target, ignoreIndex); // [N, …S]
  const index = where(counts, target, 0);
  const share = weight && where(counts, take(weight, index), 0);
  const picked = neg(squeeze(gather(x, 1, unsqueeze(index, 1)), 1));
  return [where(counts, smooth(share ? mul(picked, share) : picked), 0), share ?? counts];
}
