import { checkNumber } from "../checks.js";
import { fusedOp, fuses } from "../engine/fused-op.js";
import { isFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { squeeze, unsqueeze } from "./axes.js";
import { add, mul, sub } from "./binary.js";
import { notEqual } from "./compare.js";
import { oneHot } from "./create.js";
import { permute, reshape } from "./movement.js";
import { atTargets, type NllLossOptions, overClasses } from "./nll-loss.js";
import { reduceMax, sum } from "./reduce.js";
import { logSoftmax, softmax } from "./softmax.js";
import { perChannel } from "./standardize.js";
import { neg } from "./unary.js";
import { where } from "./where.js";

/** For backends with a kernel: losses and L = log Σ eˣ in one pass; dx = g·(exp(x − L) − onehot). */
const crossEntropyOp = fusedOp("crossEntropy", {
  compose: ([x, target], { ignoreIndex }) => {
    const y = logSoftmax(x!);
    const logSum = sub(reduceMax(x!, [1]), reduceMax(y, [1])); // [N, 1]
    return [atTargets(y, target!, undefined, ignoreIndex)[0], squeeze(logSum, 1)];
  },
  inputs: [0, 1],
  outputs: [1],
  vjp: ([g], [x, target], [logSum], attributes) => crossEntropyBackward([g!, x!, target!, logSum!], attributes),
});

const crossEntropyBackward = fusedOp("crossEntropyBackward", {
  compose: ([g, x, target], { ignoreIndex }) => {
    const flow = where(notEqual(target!, ignoreIndex), g!, 0); // [N]
    return [mul(unsqueeze(flow, 1), sub(softmax(x!), oneHot(target!, x!.shape[1]!, { dtype: x!.dtype })))];
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
  const { labelSmoothing: spread = 0, ignoreIndex = -100 } = options;
  checkNumber("crossEntropy", "labelSmoothing", spread, 0, 1);
  return overClasses("crossEntropy", logits, targets, options, (x, target, weight) => {
    const isSoft = isFloat(target.dtype);
    if (!isSoft && spread === 0 && weight === undefined && fuses("crossEntropy", [x])) {
      const rows = permute(x, [0, ...x.shape.slice(2).map((_, i) => i + 2), 1]); // [N, …S, C]
      const inputs = [reshape(rows, [target.size, x.shape[1]!]), reshape(target, [-1])];
      return [reshape(crossEntropyOp(inputs, { ignoreIndex })[0]!, target.shape), notEqual(target, ignoreIndex)];
    }
    const scores = logSoftmax(x, { axis: 1 });
    const weigh = (t: Tensor) => (weight ? mul(t, perChannel(weight, x.rank)!) : t);
    const against = (t: Tensor) => neg(sum(weigh(t), { axis: 1 }));
    // (1 − ε)·loss + ε/C·the losses of all classes
    const smooth = (losses: Tensor) =>
      spread > 0 ? add(mul(losses, 1 - spread), mul(against(scores), spread / x.shape[1]!)) : losses;
    return isSoft ? [smooth(against(mul(scores, target)))] : atTargets(scores, target, weight, ignoreIndex, smooth);
  });
}
