import type { TensorFunction } from "../autograd/functional.js";
import { leavesLike, linearize } from "../autograd/linearize.js";
import { gradientsOf } from "../autograd/pull-back.js";
import { badArgument } from "../checks.js";
import { isTensor, scope } from "../memory/scope.js";
import { onesLike, zerosLike } from "../ops/create.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";

/**
 * The gradients of a scalar function and the product of its Hessian with `vectors`, without forming the Hessian
 * (Pearlmutter 1994). The Hessian is symmetric, so this is the vector–Hessian product too.
 *
 * @throws TenonError `invalid_argument` when `f` returns more than one element; `shape_mismatch`, `dtype_mismatch` for
 * vectors unlike the inputs.
 * @example
 * hvp((x) => x.pow(3).sum(), [tensor([1, 2])], [tensor([1, 0])]).products; // [[6, 0]]
 */
export function hvp(
  f: TensorFunction,
  inputs: readonly TensorLike[],
  vectors: readonly Tensor[],
): { value: Tensor; gradients: Tensor[]; products: Tensor[] };
export function hvp<A extends readonly unknown[]>(
  f: (...inputs: A) => Tensor,
  inputs: A,
  vectors: NoInfer<A>,
): { value: Tensor; gradients: A; products: A };
export function hvp(f: (...inputs: never[]) => Tensor, inputs: readonly unknown[], vectors: readonly unknown[]) {
  const along = leavesLike("hvp", vectors, inputs);
  return scope(() => {
    const { value, leaves, createGraph, pull, structured } = linearize(f, inputs, {}, "hvp");
    if (!isTensor(value) || value.size !== 1)
      throw badArgument("hvp", { result: value }, "a single number", "sum() or mean() its result");
    const gradients = pull([value], [onesLike(value.detach())], true);
    const curved = gradientsOf(gradients, leaves, along, { createGraph, retainGraph: createGraph });
    const plain = (x: Tensor) => (createGraph ? x : x.detach());
    return {
      value: plain(value),
      gradients: structured(gradients.map(plain)),
      products: structured(curved.map((h, i) => h ?? zerosLike(leaves[i]!.detach()))),
    };
  });
}
