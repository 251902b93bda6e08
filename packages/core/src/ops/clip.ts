import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { maximum, minimum } from "./binary.js";

/** The bounds of `clip`; a bound that is left out does not cut. */
export interface ClipOptions {
  readonly min?: Operand;
  readonly max?: Operand;
}

/**
 * Elements cut to the range from `min` to `max`.
 * @example
 * clip(tensor([-2, 0.5, 3]), { min: 0, max: 1 }); // [0, 0.5, 1]
 */
export function clip(x: TensorLike, { min, max }: ClipOptions): Tensor {
  const t = asTensor(x, "clip");
  return scope(() => {
    const above = min === undefined ? t.alias() : maximum(t, min);
    return max === undefined ? above : minimum(above, max);
  });
}
