import { fusedOp, fuses } from "../engine/fused-op.js";
import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { isFloat, toFloat } from "../seam/dtype.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { equal, notEqual } from "./compare.js";
import { iota } from "./create.js";
import { permute, reshape, squeeze, unsqueeze } from "./movement.js";
import { checkTargets, classWeights, lossOfIndices, type NllLossOptions } from "./nll-loss.js";
import { reduceMax, sum } from "./reduce.js";
import { logSoftmax } from "./softmax.js";
import { perChannel } from "./standardize.js";
import { asIndices, gather } from "./take.js";
import { exp, log, neg } from "./unary.js";
import { where } from "./where.js";

/** For backends with a kernel: losses and L = log Σ eˣ in one pass; dx = g·(exp(x − L) − onehot). */
const crossEntropyOp = /* @__PURE__ */ fusedOp("crossEntropy", {
  compose: ([x, target], { ignoreIndex }) => {
    const peak = reduceMax(x!, [1]); // [N, 1]
    const low = sub(x!, peak); // without its maximum, so that large x keep their digits
    const logSum = log(sum(exp(low), { axis: 1, keepDims: true })); // [N, 1]
    const counts = notEqual(target!, ignoreIndex); // [N]
    const picked = gather(low, 1, unsqueeze(where(counts, target!, 0), 1)); // [N, 1]
    return [where(counts, squeeze(sub(logSum, picked), 1), 0), squeeze(add(logSum, peak), 1)];
  },
  inputs: [0, 1],
  outputs: [1],
  vjp: ([g], [x, target], [logSum], attributes) => crossEntropyBackward([g!, x!, target!, logSum!], attributes),
});

const crossEntropyBackward = /* @__PURE__ */ fusedOp("crossEntropyBackward", {
  compose: ([g, x, target, logSum], { ignoreIndex }) => {
    // L rounds where x is large: the sum mends that, and lets the probabilities depend on x alone.
    const e = exp(sub(x!, unsqueeze(logSum!.detach(), 1)));
    const flow = unsqueeze(where(notEqual(target!, ignoreIndex), g!, 0), 1); // [N, 1]
    const isTarget = equal(iota(x!.shape, 1, { backend: x!.backend }), unsqueeze(target!, 1)); // [N, C]
    return [sub(mul(e, div(flow, sum(e, { axis: 1, keepDims: true }))), where(isTarget, flow, 0))];
  },
});

export interface CrossEntropyOptions extends NllLossOptions {
  /** How much of each target is spread over all classes, 0 … 1; default 0 (Szegedy et al. 2016, §7). */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy between logits and targets: −log softmax(logits)[target] for class indices, −Σ target·log softmax(logits)
 * for floats, which are probabilities.
 * Shapes: logits [N, C, …S] and indices [N, …S] in 0 … C − 1 or probabilities [N, C, …S]; or logits [C] and one index or [C].
 * → [], or a loss for each position without reduction.
 *
 * @throws TenonError `shape_mismatch` for other shapes, `index_out_of_range` for a target outside the classes.
 * @example
 * crossEntropy(tensor([[2, 0]]), tensor([0], { dtype: "int32" })); // 0.1269
 */
export function crossEntropy(logits: TensorLike, targets: TensorLike, options: CrossEntropyOptions = {}): Tensor {
  const given = asTensor(logits, "crossEntropy");
  const y = asTensor(targets, "crossEntropy");
  const { labelSmoothing = 0, reduction = "mean", ignoreIndex = -100 } = options;
  const weight = classWeights("crossEntropy", given, options.weight);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw new TenonError("invalid_argument", `crossEntropy: labelSmoothing ${labelSmoothing}`, "a number from 0 to 1");
  const isSoft = isFloat(y.dtype) && given.rank > 0 && sameShape(given.shape, y.shape);
  if (!isSoft) checkTargets("crossEntropy", given, asIndices("crossEntropy", y));
  return scope(() => {
    const x = toDType(given, toFloat(given.dtype));
    if (isSoft) return lossOfProbabilities(x, toDType(y, x.dtype), { ...options, weight, labelSmoothing });
    const target = toDType(y, "int32");
    if (weight !== undefined || labelSmoothing > 0 || x.rank < 2 || !fuses("crossEntropy", [x]))
      return lossOfIndices(logSoftmax(x, { axis: Math.min(1, x.rank - 1) }), target, {
        ...options,
        weight,
        labelSmoothing,
      });
    const rows = permute(x, [0, ...x.shape.slice(2).map((_, i) => i + 2), 1]); // [N, …S, C]
    const [losses] = crossEntropyOp([reshape(rows, [target.size, x.shape[1]!]), reshape(target, [-1])], {
      ignoreIndex,
    });
    if (reduction === "none") return reshape(losses!, target.shape);
    return reduction === "sum" ? sum(losses!) : div(sum(losses!), sum(notEqual(target, ignoreIndex)));
  });
}

/** −Σ target·w·log softmax(x) over the classes; the mean is over positions, as PyTorch's. */
function lossOfProbabilities(
  x: Tensor,
  given: Tensor,
  options: CrossEntropyOptions & { readonly weight: Tensor | undefined; readonly labelSmoothing: number },
): Tensor {
  const { reduction = "mean", weight, labelSmoothing } = options;
  const axis = Math.min(1, x.rank - 1);
  const target = labelSmoothing > 0 ? add(mul(given, 1 - labelSmoothing), labelSmoothing / x.shape[axis]!) : given;
  const scores = logSoftmax(x, { axis });
  const shared = weight && mul(target, x.rank > 1 ? perChannel(weight, x.rank)! : weight);
  const losses = neg(sum(mul(scores, shared ?? target), { axis })); // [N, …S]
  if (reduction === "none") return losses;
  return reduction === "sum" ? sum(losses) : div(sum(losses), losses.size);
}
