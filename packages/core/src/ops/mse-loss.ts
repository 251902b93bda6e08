import { badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { square } from "./activations.js";
import { sub } from "./binary.js";
import { mean, sum } from "./reduce.js";

export interface LossOptions {
  /** How the losses of single examples become the result; default "mean". */
  readonly reduction?: "mean" | "sum" | "none";
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
  if (showShape(x.shape) !== showShape(y.shape)) throw badShape("mseLoss", { a: x, b: y }, "equal shapes");
  return scope(() => reduceLoss(square(sub(x, y)), reduction));
}

export function reduceLoss(losses: Tensor, reduction: "mean" | "sum" | "none"): Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? sum(losses) : mean(losses);
}
