import { badArgument } from "../checks.js";
import { isTensor, scope } from "../memory/scope.js";
import { onesLike, zerosLike } from "../ops/create.js";
import { isFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { type GradOptions, type Linearized, leavesLike, linearize } from "./linearize.js";
import { gradientsOf, standIn } from "./pull-back.js";
import { leavesOf, mapTree, withLeaves } from "./tree.js";

/** A function of tensors whose result is one tensor. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** The arguments that are differentiated, in order. */
export type Chosen<A extends readonly unknown[], O> = O extends { readonly argument: infer N }
  ? N extends number
    ? [A[N]]
    : N extends readonly number[]
      ? { -readonly [K in keyof N]: A[N[K] & number] }
      : A
  : A;

/**
 * The gradient of a scalar function: a function that returns one gradient for each differentiated argument, in order.
 * An argument that nests tensors in arrays or plain objects has a gradient of the same structure. Gradients are themselves
 * differentiable: `grad((x) => grad(f)(x)[0].sum())`.
 *
 * @throws TenonError `invalid_argument` when `f` returns more than one element; `dtype_mismatch` for integer arguments.
 * @example
 * const [dx] = grad((x) => x.mul(x).sum())(tensor([1, 2])); // [2, 4]
 */
export function grad(f: TensorFunction, options?: GradOptions): (...inputs: TensorLike[]) => Tensor[];
export function grad<A extends readonly unknown[], const O extends GradOptions>(
  f: (...inputs: A) => Tensor,
  options?: O,
): (...inputs: A) => Chosen<A, O>;
export function grad(f: (...inputs: never[]) => Tensor, options: GradOptions = {}): (...inputs: never[]) => unknown {
  return (...inputs) => scope(() => differentiate(f, inputs, options).gradients);
}

/**
 * As `grad`, and returns the function's value beside the gradients. With `hasAux` the function returns the number to
 * differentiate and, in a pair with it, anything else that it has found: `aux`.
 *
 * @example
 * const { value, gradients } = valueAndGrad((x) => x.mul(x).sum())(tensor([3])); // 9, [[6]]
 */
export function valueAndGrad<A extends readonly unknown[], X, const O extends GradOptions>(
  f: (...inputs: A) => readonly [Tensor, X],
  options: O & { readonly hasAux: true },
): (...inputs: A) => { value: Tensor; gradients: Chosen<A, O>; aux: X };
export function valueAndGrad(
  f: TensorFunction,
  options?: GradOptions,
): (...inputs: TensorLike[]) => { value: Tensor; gradients: Tensor[] };
export function valueAndGrad<A extends readonly unknown[], const O extends GradOptions>(
  f: (...inputs: A) => Tensor,
  options?: O,
): (...inputs: A) => { value: Tensor; gradients: Chosen<A, O> };
export function valueAndGrad(
  f: (...inputs: never[]) => unknown,
  options: GradOptions & { readonly hasAux?: boolean } = {},
): (...inputs: never[]) => unknown {
  return (...inputs) => scope(() => differentiate(f, inputs, options));
}

function differentiate(
  f: (...inputs: never[]) => unknown,
  inputs: readonly unknown[],
  { hasAux = false, ...options }: GradOptions & { readonly hasAux?: boolean },
) {
  const { value: result, createGraph, pull, structured } = linearize(f, inputs, options, "grad");
  const [value, aux] = hasAux && Array.isArray(result) ? (result as readonly unknown[]) : [result]; // a pair, by its type
  if (!isTensor(value)) throw badArgument("grad", { result: value }, "one tensor");
  if (value.size !== 1)
    throw badArgument("grad", { result: value }, "a single number", "sum() or mean() its result, or use vjp");
  const gradients = structured(pull([value], [onesLike(value.detach())]));
  const plain = (x: Tensor) => (createGraph ? x : x.detach());
  return { value: plain(value), gradients, ...(hasAux && { aux: mapTree(aux, plain) }) };
}

/**
 * The value of `f` at `inputs` and the gradients of its inputs for the output gradient `cotangent` (vector–Jacobian product).
 * Inputs and results may nest tensors; the cotangent is structured as the result.
 *
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`, `invalid_argument` for a cotangent unlike the result.
 * @example
 * vjp((x) => x.mul(3), [tensor([1, 2])], tensor([1, 0])).gradients; // [[3, 0]]
 */
export function vjp(
  f: TensorFunction,
  inputs: readonly TensorLike[],
  cotangent: Tensor,
): { value: Tensor; gradients: Tensor[] };
export function vjp<A extends readonly unknown[], R>(
  f: (...inputs: A) => R,
  inputs: A,
  cotangent: NoInfer<R>,
): { value: R; gradients: A };
export function vjp(f: (...inputs: never[]) => unknown, inputs: readonly unknown[], cotangent: unknown) {
  return scope(() => {
    const { value, createGraph, pull, structured } = linearize(f, inputs, {}, "vjp");
    const cotangents = leavesLike("vjp", cotangent, value);
    const gradients = structured(pull(leavesOf(value), cotangents));
    return { value: createGraph ? value : mapTree(value, (x) => x.detach()), gradients };
  });
}

/**
 * The value of `f` at `inputs` and its derivative along `tangents` (Jacobian–vector product): the derivative of the
 * vector–Jacobian product, which is linear in its cotangent. Inputs and results may nest tensors; tangents are structured as
 * the inputs, the derivative as the result.
 *
 * @throws TenonError `shape_mismatch`, `dtype_mismatch`, `invalid_argument` for tangents unlike the inputs.
 * @example
 * jvp((x) => x.mul(x), [tensor([3])], [tensor([1])]).derivative; // [6]
 */
export function jvp(
  f: TensorFunction,
  inputs: readonly TensorLike[],
  tangents: readonly Tensor[],
): { value: Tensor; derivative: Tensor };
export function jvp<A extends readonly unknown[], R>(
  f: (...inputs: A) => R,
  inputs: A,
  tangents: NoInfer<A>,
): { value: R; derivative: R };
export function jvp(f: (...inputs: never[]) => unknown, inputs: readonly unknown[], tangents: readonly unknown[]) {
  if (tangents.length !== inputs.length)
    throw badArgument("jvp", { inputs: inputs.length, tangents: tangents.length }, "one tangent for each input");
  const along = leavesLike("jvp", tangents, inputs);
  return scope(() => {
    const linear = linearize(f, inputs, {}, "jvp");
    const results = leavesOf(linear.value);
    const { push } = transposed(linear, results);
    const plain = (x: Tensor) => (linear.createGraph ? x : x.detach());
    return { value: mapTree(linear.value, plain), derivative: withLeaves(linear.value, push(along)) };
  });
}

/** Carries tangents of the leaves to derivatives of `results`: the derivative of how gradients depend on cotangents. */
export function transposed({ pull, createGraph }: Linearized, results: readonly Tensor[]) {
  const places = results.map((y) => (isFloat(y.dtype) ? standIn(zerosLike(y.detach())) : undefined));
  const carried = places.filter((v) => v !== undefined);
  const gradients = pull(
    results.filter((_, i) => places[i] !== undefined),
    carried,
    true,
  );
  const push = (tangents: readonly (Tensor | undefined)[]): Tensor[] => {
    const found = gradientsOf(gradients, carried, tangents, { createGraph, retainGraph: true });
    let next = 0;
    return results.map((y, i) => (places[i] && found[next++]) ?? zerosLike(y.detach()));
  };
  return { push };
}
