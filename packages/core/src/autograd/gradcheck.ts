import { badArgument } from "../checks.js";
import { noGrad } from "../engine/context.js";
import { scope } from "../memory/scope.js";
import { add, mul } from "../ops/binary.js";
import { tensor } from "../ops/create.js";
import { data } from "../ops/read.js";
import { sum } from "../ops/reduce.js";
import type { Tensor } from "../tensor.js";
import { grad, type TensorFunction } from "./functional.js";

export interface GradcheckOptions {
  /** Step of the central difference; default 1e−6, for float64 inputs. */
  readonly step?: number;
  readonly relative?: number;
  readonly absolute?: number;
  /** 2: checks the second derivatives too, as those of the gradients along a fixed direction. Default 1. */
  readonly order?: 1 | 2;
}

/**
 * Compares the gradients of a scalar function with central differences (f(x + h) − f(x − h)) / 2h at every element.
 * Resolves to the largest difference; give it float64 inputs where the backend has them. With `order: 2` the gradients are
 * checked likewise.
 *
 * @throws TenonError `invalid_argument` naming the input, element and both numbers when they disagree.
 * @example
 * await gradcheck((x) => x.tanh().sum(), [tensor([0.5], { dtype: "float64" })]);
 */
export async function gradcheck(
  f: TensorFunction,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): Promise<number> {
  const first = await checkGradients("first", f, inputs, options);
  if (options.order !== 2) return first;
  const along = (...xs: Tensor[]) =>
    scope(() => {
      const parts = grad(f, { createGraph: true })(...xs).map((g) => sum(mul(g, directionLike(g))));
      return parts.reduce((a, b) => add(a, b));
    });
  return Math.max(first, await checkGradients("second", along, inputs, options));
}

/** Numbers without a pattern that an error could hide in: cos(1), cos(2), … */
function directionLike({ shape, size, dtype, backend }: Tensor): Tensor {
  return tensor(
    Float64Array.from({ length: size }, (_, i) => Math.cos(i + 1)),
    { shape, dtype, backend },
  );
}

async function checkGradients(
  order: string,
  f: TensorFunction,
  inputs: readonly Tensor[],
  options: GradcheckOptions,
): Promise<number> {
  const gradients = grad(f)(...inputs);
  try {
    let worst = 0;
    for (const i of inputs.keys())
      worst = Math.max(worst, await checkInput(order, f, inputs, i, gradients[i]!, options));
    return worst;
  } finally {
    for (const g of gradients) g.dispose();
  }
}

/** Compares the gradient of input `i` with differences; the largest deviation. */
async function checkInput(
  order: string,
  f: TensorFunction,
  inputs: readonly Tensor[],
  i: number,
  gradient: Tensor,
  { step = 1e-6, relative = 1e-4, absolute = 1e-6 }: GradcheckOptions,
): Promise<number> {
  const input = inputs[i]!;
  const values = await data(input);
  const slopes = await data(gradient);
  const at = async (k: number, shift: number) => {
    const moved = Float64Array.from(values);
    moved[k] = moved[k]! + shift;
    const y = scope(() => {
      const { shape, dtype, backend } = input;
      const x = tensor(moved, { shape, dtype, backend });
      return noGrad(() => f(...inputs.map((other, j) => (j === i ? x : other))));
    });
    try {
      return await y.item();
    } finally {
      y.dispose();
    }
  };
  let worst = 0;
  for (let k = 0; k < values.length; k++) {
    const numeric = ((await at(k, step)) - (await at(k, -step))) / (2 * step);
    const difference = Math.abs(numeric - slopes[k]!);
    worst = Math.max(worst, difference);
    if (!(difference <= absolute + relative * Math.abs(numeric)))
      throw badArgument(
        "gradcheck",
        { input: i, element: k, gradient: slopes[k], quotient: numeric },
        `a gradient of ${order} order near the difference quotient`,
        "check the derivative, or a larger step for float32",
      );
  }
  return worst;
}
