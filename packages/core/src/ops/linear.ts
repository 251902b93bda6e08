import { badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOptional, asTensor, type TensorLike } from "../tensor-like.js";
import { add } from "./binary.js";
import { matmul } from "./matmul.js";

/**
 * Affine map x·Wᵀ + b. Shapes: x [..., I], weight [O, I], bias [O] → [..., O], as torch.nn.functional.linear.
 * @throws TenonError `shape_mismatch` when sizes do not fit.
 * @example
 * linear(tensor([[1, 2]]), tensor([[3, 4]]), tensor([5])); // [[16]]
 */
export function linear(x: TensorLike, weight: TensorLike, bias?: TensorLike): Tensor {
  const t = asTensor(x, "linear");
  const w = asTensor(weight, "linear");
  const b = asOptional(bias, "linear");
  const [outputs, features] = w.shape;
  if (w.rank !== 2) throw badShape("linear", { weight: w }, "weight [O, I]");
  if (t.shape.at(-1) !== features) throw badShape("linear", { x: t, weight: w }, `x [..., ${features}]`);
  if (b !== undefined && !sameShape(b.shape, [outputs!]))
    throw badShape("linear", { bias: b, weight: w }, `bias [${outputs}]`);
  return scope(() => {
    const product = matmul(t, w, { transposeB: true }); // [..., I] × [O, I]ᵀ → [..., O]
    return b === undefined ? product : add(product, b);
  });
}
