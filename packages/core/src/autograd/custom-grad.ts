import { withVjp } from "../engine/with-vjp.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";

/** A function with a derivative of one's own. */
export interface CustomGrad {
  /** Computes the value; not recorded. */
  readonly value: (...inputs: Tensor[]) => Tensor;
  /** Gradient of the result, the result and the inputs → one gradient for each input, written in ops. */
  readonly gradient: (g: Tensor, result: Tensor, ...inputs: Tensor[]) => readonly (Tensor | undefined)[];
}

/**
 * A function whose gradient is given rather than derived.
 * @example
 * const straightThrough = customGrad({ value: (x) => x.round(), gradient: (g) => [g] });
 */
export function customGrad({ value, gradient }: CustomGrad): (...inputs: TensorLike[]) => Tensor {
  return (...inputs) => {
    const tensors = inputs.map((x) => asTensor(x, "customGrad"));
    const [y] = withVjp("customGrad", tensors, () => [value(...tensors)], {
      inputs: tensors.map((_, i) => i),
      outputs: [0],
      of: ([g], saved, [result]) => (g === undefined ? [] : gradient(g, result!, ...saved)),
    });
    return y!;
  };
}
