import { isRecording, withRecording } from "../engine/context.js";
import { TenonError } from "../errors.js";
import { isTensor, scope } from "../memory/scope.js";
import { onesLike, zerosLike } from "../ops/create.js";
import { stack } from "../ops/movement.js";
import { isFloat } from "../seam/dtype.js";
import { sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { gradientsOf, standIn } from "./pull-back.js";

/** A function of tensors whose result is one tensor. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** Which arguments to differentiate; default: all of them. */
export interface GradOptions {
  readonly argument?: number | readonly number[];
  /** Record the pass, so that the gradients depend on parameters too; inside another `grad` it always is. */
  readonly createGraph?: boolean;
}

/**
 * The gradient of a scalar function: a function that returns one gradient for each differentiated argument, in order.
 * Gradients are themselves differentiable: `grad((x) => grad(f)(x)[0].sum())`.
 *
 * @throws TenonError `invalid_argument` when `f` returns more than one element; `dtype_mismatch` for integer arguments.
 * @example
 * const [dx] = grad((x) => x.mul(x).sum())(tensor([1, 2])); // [2, 4]
 */
export function grad(f: TensorFunction, options: GradOptions = {}): (...inputs: TensorLike[]) => Tensor[] {
  const both = valueAndGrad(f, options);
  return (...inputs) => scope(() => both(...inputs).gradients);
}

/**
 * As `grad`, and returns the function's value beside the gradients.
 * @example
 * const { value, gradients } = valueAndGrad((x) => x.mul(x).sum())(tensor([3])); // 9, [[6]]
 */
export function valueAndGrad(
  f: TensorFunction,
  options: GradOptions = {},
): (...inputs: TensorLike[]) => { value: Tensor; gradients: Tensor[] } {
  return (...inputs) =>
    scope(() => {
      const { value, pull, createGraph } = linearize(f, inputs, options, "grad");
      if (value.size !== 1)
        throw new TenonError(
          "invalid_argument",
          `grad: the function returned shape ${showShape(value.shape)}, a single number was expected`,
          "sum() or mean() its result, or use vjp",
          { shape: value.shape },
        );
      const gradients = pull(onesLike(value.detach()));
      return { value: createGraph ? value : value.detach(), gradients };
    });
}

/**
 * The value of `f` at `inputs` and the gradients of its inputs for the output gradient `cotangent` (vector–Jacobian product).
 * @example
 * vjp((x) => x.mul(3), [tensor([1, 2])], tensor([1, 0])).gradients; // [[3, 0]]
 */
export function vjp(
  f: TensorFunction,
  inputs: readonly TensorLike[],
  cotangent: Tensor,
): { value: Tensor; gradients: Tensor[] } {
  return scope(() => {
    const { value, pull, createGraph } = linearize(f, inputs, {}, "vjp");
    checkLike("vjp", cotangent, value);
    const gradients = pull(cotangent);
    return { value: createGraph ? value : value.detach(), gradients };
  });
}

/**
 * The value of `f` at `inputs` and its derivative along `tangents` (Jacobian–vector product), by differentiating the
 * vector–Jacobian product, which is linear in its cotangent.
 * @example
 * jvp((x) => x.mul(x), [tensor([3])], [tensor([1])]).derivative; // [6]
 */
export function jvp(
  f: TensorFunction,
  inputs: readonly TensorLike[],
  tangents: readonly Tensor[],
): { value: Tensor; derivative: Tensor } {
  if (tangents.length !== inputs.length)
    throw new TenonError(
      "invalid_argument",
      `jvp: ${inputs.length} inputs have ${tangents.length} tangents`,
      "one tangent for each input",
      { inputs: inputs.length, tangents: tangents.length },
    );
  for (const [i, x] of inputs.entries()) checkLike("jvp", tangents[i]!, x);
  return scope(() => {
    const { value } = linearize(f, inputs, {}, "jvp");
    const zero = zerosLike(value.detach());
    const transposed = (cotangent: Tensor) =>
      withRecording(true, () => {
        const { gradients } = vjp(f, inputs, cotangent);
        return gradients.map((g, i) => g.mul(tangents[i]!).sum()).reduce((a, b) => a.add(b));
      });
    const [derivative] = grad(transposed)(zero);
    return { value: value.detach(), derivative: derivative! };
  });
}

/**
 * Second derivatives of a scalar function of one tensor: x [...S] → [...S, ...S].
 * @example
 * hessian((x) => x.mul(x).sum())(tensor([1, 2])); // [[2, 0], [0, 2]]
 */
export function hessian(f: TensorFunction): (x: TensorLike) => Tensor {
  return (x) =>
    scope(() => {
      const at = standIn(asTensor(x, "hessian"));
      const [slope] = withRecording(true, () => grad(f)(at));
      const flat = slope!.reshape([-1]);
      const rows = Array.from({ length: flat.size }, (_, i) => {
        const seed = onesLike(flat.at(i).detach());
        const [row] = gradientsOf([flat.at(i)], [at], [seed], { createGraph: false, retainGraph: true });
        return row ?? zerosLike(at.detach());
      });
      return stack(rows).reshape([...at.shape, ...at.shape]);
    });
}

function linearize(
  f: TensorFunction,
  inputs: readonly TensorLike[],
  { argument, createGraph: asked = false }: GradOptions,
  op: string,
) {
  const tensors = inputs.map((x) => asTensor(x, op));
  const chosen = argument === undefined ? tensors.map((_, i) => i) : [argument].flat();
  for (const i of chosen)
    if (tensors[i] === undefined || !isFloat(tensors[i].dtype))
      throw new TenonError(
        "dtype_mismatch",
        `${op}: argument ${i} is ${tensors[i]?.dtype ?? "missing"}, a float tensor was expected`,
        "the argument option to choose which arguments to differentiate",
        { argument: i },
      );
  const createGraph = asked || depth > 0 || (isRecording() && tensors.some((x) => x.node !== undefined));
  const leaves = tensors.map((x, i) => (chosen.includes(i) ? standIn(x) : x));
  const value = withRecording(true, () => deeper(() => f(...leaves)));
  if (!isTensor(value))
    throw new TenonError("invalid_argument", `${op}: the function did not return a tensor`, "return one tensor");
  const wanted = chosen.map((i) => leaves[i]!);
  const pull = (cotangent: Tensor) =>
    gradientsOf([value], wanted, [cotangent], { createGraph, retainGraph: createGraph }).map(
      (g, i) => g ?? zerosLike(wanted[i]!.detach()),
    );
  return { value, pull, createGraph };
}

/** How many functional transforms are running: inside one, gradients record themselves for the outer ones. */
let depth = 0;

function deeper<R>(f: () => R): R {
  depth++;
  try {
    return f();
  } finally {
    depth--;
  }
}

function checkLike(op: string, given: Tensor, expected: TensorLike): void {
  if (sameShape(given.shape, expected.shape) && given.dtype === expected.dtype) return;
  throw new TenonError(
    sameShape(given.shape, expected.shape) ? "dtype_mismatch" : "shape_mismatch",
    `${op}: a tensor ${expected.dtype} ${showShape(expected.shape)} was expected, ${given.dtype} ${showShape(given.shape)} was given`,
    "a tensor of the same shape and dtype",
    { expected: expected.shape, given: given.shape },
  );
}
