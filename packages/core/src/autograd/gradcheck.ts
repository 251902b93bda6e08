import { noGrad } from "../engine/context.js";
import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { tensor } from "../ops/create.js";
import { data } from "../ops/read.js";
import type { Tensor } from "../tensor.js";
import { grad, type TensorFunction } from "./functional.js";

export interface GradcheckOptions {
  /** Step of the central difference; default 1e−6, for float64 inputs. */
  readonly step?: number;
  readonly relative?: number;
  readonly absolute?: number;
}

/**
 * Compares the gradients of a scalar function with central differences (f(x + h) − f(x − h)) / 2h at every element.
 * Resolves to the largest difference; give it float64 inputs where the backend has them.
 *
 * @throws TenonError `invalid_argument` naming the input, element and both numbers when they disagree.
 * @example
 * await gradcheck((x) => x.tanh().sum(), [tensor([0.5], { dtype: "float64" })]);
 */
export async function gradcheck(
  f: TensorFunction,
  inputs: readonly Tensor[],
  { step = 1e-6, relative = 1e-4, absolute = 1e-6 }: GradcheckOptions = {},
): Promise<number> {
  let worst = 0;
  const gradients = grad(f)(...inputs);
  for (const [i, input] of inputs.entries()) {
    const values = await data(input);
    const slopes = await data(gradients[i]!);
    gradients[i]!.dispose();
    for (let k = 0; k < values.length; k++) {
      const at = async (shift: number) => {
        const moved = Float64Array.from(values);
        moved[k] = moved[k]! + shift;
        const y = scope(() => {
          const { shape, dtype, backend } = input;
          const x = tensor(moved, { shape, dtype, backend });
          return noGrad(() => f(...inputs.map((other, j) => (j === i ? x : other))));
        });
        const value = await y.item();
        y.dispose();
        return value;
      };
      const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
      const difference = Math.abs(numeric - slopes[k]!);
      worst = Math.max(worst, difference);
      if (!(difference <= absolute + relative * Math.abs(numeric)))
        throw new TenonError(
          "invalid_argument",
          `gradcheck: input ${i}, element ${k}: the gradient is ${slopes[k]}, the difference quotient ${numeric}`,
          "check the derivative, or a larger step for float32",
          { input: i, element: k, gradient: slopes[k], numeric },
        );
    }
  }
  return worst;
}
