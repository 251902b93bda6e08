import { TenonError } from "../errors.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { take } from "./take.js";

/**
 * Rows of a table: indices [...] of integers, weight [V, D] → [..., D].
 * @throws TenonError `index_out_of_range` for an index outside 0 … V − 1.
 * @example
 * embedding(tensor([1], { dtype: "int32" }), tensor([[1, 2], [3, 4]])); // [[3, 4]]
 */
export function embedding(indices: TensorLike, weight: TensorLike): Tensor {
  const w = asTensor(weight, "embedding");
  if (w.rank !== 2)
    throw new TenonError(
      "shape_mismatch",
      `embedding: a table [V, D] was expected, weight is ${showShape(w.shape)}`,
      "embedding(indices, weight), in this order",
      { weight: w.shape },
    );
  return take(w, indices);
}
