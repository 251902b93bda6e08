import { type Chosen, grad, type TensorFunction, transposed } from "../autograd/functional.js";
import { type GradOptions, type Linearized, linearize } from "../autograd/linearize.js";
import { gradientsOf } from "../autograd/pull-back.js";
import { badArgument, badDType } from "../checks.js";
import { isTensor, scope } from "../memory/scope.js";
import { eye, zerosLike } from "../ops/create.js";
import { permute, reshape } from "../ops/movement.js";
import { isFloat } from "../seam/dtype.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { vmap } from "./vmap.js";

export interface JacobianOptions extends GradOptions {
  /**
   * "reverse" (default): a row for each element of the result, all in one batched backward pass. "forward": a column for each
   * element of the arguments, which is less work where they are fewer.
   */
  readonly mode?: "reverse" | "forward";
  /** At most so many rows (columns) at a time, to bound memory; default: all. */
  readonly chunkSize?: number;
}

/**
 * First derivatives of a function of tensors whose result is one tensor: a function that returns, for each differentiated
 * argument x [...S], all ∂y/∂x: [...shape of y, ...S]. Arguments may nest tensors, as for `grad`; it can be differentiated.
 *
 * @throws TenonError `invalid_argument` when `f` returns no tensor, `dtype_mismatch` for integers.
 * @example
 * const [j] = jacobian((x) => x.mul(x))(tensor([1, 2])); // [[2, 0], [0, 4]]
 */
export function jacobian(f: TensorFunction, options?: JacobianOptions): (...inputs: TensorLike[]) => Tensor[];
export function jacobian<A extends readonly unknown[], const O extends JacobianOptions>(
  f: (...inputs: A) => Tensor,
  options?: O,
): (...inputs: A) => Chosen<A, O>;
export function jacobian(
  f: (...inputs: never[]) => Tensor,
  { mode = "reverse", chunkSize, ...options }: JacobianOptions = {},
): (...inputs: never[]) => unknown {
  const chunks = chunkSize === undefined ? {} : { chunkSize };
  return (...inputs) =>
    scope(() => {
      const linear = linearize(f, inputs, options, "jacobian");
      const { value } = linear;
      if (!isTensor(value)) throw badArgument("jacobian", { result: value }, "one tensor");
      if (!isFloat(value.dtype)) throw badDType("jacobian", { result: value.dtype }, "floats");
      return linear.structured(mode === "forward" ? columns(linear, value, chunks) : rows(linear, value, chunks));
    });
}

interface Chunks {
  readonly chunkSize?: number;
}

/** For each leaf x: the gradients of all elements of y, [...y, ...x]. */
function rows({ leaves, createGraph }: Linearized, y: Tensor, chunks: Chunks): Tensor[] {
  const pull = (cotangent: Tensor) =>
    gradientsOf([y], leaves, [cotangent], { createGraph, retainGraph: true }).map(
      (g, i) => g ?? zerosLike(leaves[i]!.detach()),
    );
  return vmap(pull, chunks)(basis(y)).map((g, i) => reshape(g, [...y.shape, ...leaves[i]!.shape]));
}

/** For each leaf x: the derivatives of y along all elements of x, moved behind the axes of y. */
function columns(linear: Linearized, y: Tensor, chunks: Chunks): Tensor[] {
  const { push } = transposed(linear, [y]);
  return linear.leaves.map((x, i) => {
    const along = (tangent: Tensor) => push(linear.leaves.map((_, k) => (k === i ? tangent : undefined)))[0]!;
    const all = vmap(along, chunks)(basis(x)); // [size of x, ...y]
    const last = permute(all, [...y.shape.map((_, k) => k + 1), 0]);
    return reshape(last, [...y.shape, ...x.shape]);
  });
}

/** One tensor like `x` for each of its elements, 1 there and 0 elsewhere: [size, ...shape]. */
function basis(x: Tensor): Tensor {
  const count = sizeOf(x.shape);
  return reshape(eye(count, count, { dtype: x.dtype, backend: x.backend }), [count, ...x.shape]);
}

/**
 * Second derivatives of a scalar function of one tensor: x [...S] → [...S, ...S].
 * @example
 * hessian((x) => x.mul(x).sum())(tensor([1, 2])); // [[2, 0], [0, 2]]
 */
export function hessian(f: TensorFunction, { chunkSize }: Chunks = {}): (x: TensorLike) => Tensor {
  const slope: TensorFunction = (x) => grad(f)(x)[0]!;
  const both = jacobian(slope, chunkSize === undefined ? {} : { chunkSize });
  return (x) => scope(() => both(x)[0]!);
}
