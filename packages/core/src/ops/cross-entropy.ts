import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { square } from "./activations.js";
import { div, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { notEqual } from "./compare.js";
import { reshape } from "./movement.js";
import { mean, sum } from "./reduce.js";
import { logSoftmax } from "./softmax.js";
import { asIndices, gather } from "./take.js";
import { neg } from "./unary.js";
import { where } from "./where.js";

export interface LossOptions {
  /** How the losses of single examples become the result; default "mean". */
  readonly reduction?: "mean" | "sum" | "none";
}

export interface CrossEntropyOptions extends LossOptions {
  /** A target that counts for nothing; default −100. */
  readonly ignoreIndex?: number;
}

/**
 * Cross-entropy between logits and class indices: −log softmax(logits)[target].
 * Shapes: logits [N, C], targets [N] of integers in 0 … C − 1 → [], or [N] without reduction.
 *
 * @throws TenonError `shape_mismatch` for other shapes, `index_out_of_range` for a target outside the classes.
 * @example
 * crossEntropy(tensor([[2, 0]]), tensor([0], { dtype: "int32" })); // 0.1269
 */
export function crossEntropy(
  logits: TensorLike,
  targets: TensorLike,
  { reduction = "mean", ignoreIndex = -100 }: CrossEntropyOptions = {},
): Tensor {
  const x = asTensor(logits, "crossEntropy");
  const y = asIndices("crossEntropy", targets);
  if (x.rank !== 2 || y.rank !== 1 || x.shape[0] !== y.shape[0])
    throw new TenonError(
      "shape_mismatch",
      `crossEntropy: logits [N, C] and targets [N] were expected, ${showShape(x.shape)} and ${showShape(y.shape)} were given`,
      "flatten() leading axes of both",
      { logits: x.shape, targets: y.shape },
    );
  return scope(() => {
    const target = toDType(y, "int32");
    const counts = notEqual(target, ignoreIndex); // [N]
    const picked = gather(logSoftmax(x), 1, reshape(where(counts, target, 0), [-1, 1])); // [N, C] at [N, 1]
    const losses = where(counts, neg(reshape(picked, [-1])), 0); // [N]
    if (reduction === "none") return losses;
    return reduction === "sum" ? sum(losses) : div(sum(losses), sum(counts));
  });
}

/**
 * Mean squared error (a − b)², over all elements; the shapes must be equal.
 * @throws TenonError `shape_mismatch`, because broadcasting here is nearly always a mistake.
 * @example
 * mseLoss(tensor([1, 2]), tensor([1, 4])); // 2
 */
export function mseLoss(a: TensorLike, b: TensorLike, { reduction = "mean" }: LossOptions = {}): Tensor {
  const x = asTensor(a, "mseLoss");
  const y = asTensor(b, "mseLoss");
  if (showShape(x.shape) !== showShape(y.shape))
    throw new TenonError(
      "shape_mismatch",
      `mseLoss: shapes differ: ${showShape(x.shape)} and ${showShape(y.shape)}`,
      "reshape one of them",
      { a: x.shape, b: y.shape },
    );
  return scope(() => reduceLoss(square(sub(x, y)), reduction));
}

function reduceLoss(losses: Tensor, reduction: "mean" | "sum" | "none"): Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? sum(losses) : mean(losses);
}
