import { badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { unsqueeze } from "./axes.js";
import { mul } from "./binary.js";
import { sum } from "./reduce.js";

function vectors(op: string, a: TensorLike, b: TensorLike, equal: boolean): [Tensor, Tensor] {
  const [x, y] = [asTensor(a, op), asTensor(b, op)];
  if (x.rank === 1 && y.rank === 1 && (!equal || sameShape(x.shape, y.shape))) return [x, y];
  throw badShape(
    op,
    { a: x, b: y },
    `two vectors${equal ? " of one length" : ""}`,
    "matmul, tensordot or einsum for more axes",
  );
}

/**
 * Dot product Σ aᵢ·bᵢ of two vectors. Shapes: [n], [n] → [] (torch.dot).
 *
 * @throws TenonError `shape_mismatch` unless both are vectors of one length.
 * @example
 * dot(tensor([1, 2]), tensor([3, 4])); // 11
 */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = vectors("dot", a, b, true);
  return scope(() => sum(mul(x, y)));
}

/**
 * Outer product aᵢ·bⱼ of two vectors. Shapes: [m], [n] → [m, n] (torch.outer).
 *
 * @throws TenonError `shape_mismatch` unless both are vectors.
 * @example
 * outer(tensor([1, 2]), tensor([3, 4])); // [[3, 4], [6, 8]]
 */
export function outer(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = vectors("outer", a, b, false);
  return scope(() => mul(unsqueeze(x, 1), y));
}
