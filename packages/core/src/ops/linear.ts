import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add } from "./binary.js";
import { matmul } from "./matmul.js";

/**
 * Affine map x·Wᵀ + b. Shapes: x [..., I], weight [O, I], bias [O] → [..., O], as torch.nn.functional.linear.
 * @throws TenonError `shape_mismatch` when the feature counts differ.
 * @example
 * linear(tensor([[1, 2]]), tensor([[3, 4]]), tensor([5])); // [[16]]
 */
export function linear(x: TensorLike, weight: TensorLike, bias?: TensorLike): Tensor {
  const t = asTensor(x, "linear");
  const w = asTensor(weight, "linear");
  if (w.rank !== 2 || t.shape[t.rank - 1] !== w.shape[1])
    throw new TenonError(
      "shape_mismatch",
      `linear: ${w.shape[1]} input features were expected, x is ${showShape(t.shape)} and weight ${showShape(w.shape)}`,
      `x of shape [..., ${w.shape[1]}]`,
      { x: t.shape, weight: w.shape },
    );
  return scope(() => {
    const product = matmul(t, w, { transposeB: true }); // [..., I] × [O, I]ᵀ → [..., O]
    return bias === undefined ? product : add(product, bias);
  });
}
