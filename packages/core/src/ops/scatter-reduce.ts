import { badDType, checkChoice } from "../checks.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { reshape } from "./movement.js";
import { reduceAt, type ScatterReduction } from "./reduce-at.js";
import { elementPositions, elementUpdates } from "./take.js";

export interface ScatterReduceOptions {
  /** False: an element of `x` that is written to counts for nothing. */
  readonly includeSelf?: boolean;
}

/**
 * A copy of `x` with `updates` joined at `index` along `axis` by their sum, mean, product, maximum or minimum, as
 * torch.scatter_reduce. Equal extremes share the gradient; products have the right one through zeros. Means of integers are
 * float32; else the dtype of `x` stays.
 *
 * @throws TenonError `shape_mismatch`, `index_out_of_range`, `dtype_mismatch`, `invalid_argument` for another reduction.
 * @example
 * const index = tensor([0, 0, 2], { dtype: "int32" });
 * scatterReduce(tensor([1, 1, 1]), 0, index, tensor([5, 6, -1]), "max"); // [6, 1, 1]
 */
export function scatterReduce(
  x: TensorLike,
  axis: number,
  index: TensorLike,
  updates: TensorLike,
  reduction: ScatterReduction,
  { includeSelf = true }: ScatterReduceOptions = {},
): Tensor {
  const { t, i, u, a } = elementUpdates("scatterReduce", x, axis, index, updates);
  checkReduction(reduction, t);
  return scope(() => {
    const dtype = reduction === "mean" && !isFloat(t.dtype) ? "float32" : t.dtype;
    const column = (v: Tensor) => reshape(toDType(v, dtype), [-1, 1]);
    const positions = reshape(elementPositions(t, i, a), [-1]);
    return reshape(reduceAt(reduction, column(t), positions, column(u), includeSelf), t.shape);
  });
}

function checkReduction(reduction: string, { dtype }: Tensor): void {
  checkChoice("scatterReduce", "reduction", reduction, ["sum", "mean", "prod", "max", "min"]);
  if (dtype === "bool") throw badDType("scatterReduce", { x: dtype }, "numbers", 'x.cast("int32")');
}
