import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type Operand, type TensorLike } from "../tensor-like.js";
import { greater, less } from "./compare.js";
import { where } from "./where.js";

/** The bounds of `clamp`; a bound that is left out does not cut. */
export interface ClampOptions {
  readonly min?: Operand;
  readonly max?: Operand;
}

/**
 * Elements cut to the range from `min` to `max`; an element that equals a bound passes its gradient whole (torch.clamp).
 * @example
 * clamp(tensor([-2, 0.5, 3]), { min: 0, max: 1 }); // [0, 0.5, 1]
 */
export function clamp(x: TensorLike, { min, max }: ClampOptions): Tensor {
  const t = asTensor(x, "clamp");
  return scope(() => {
    const above = min === undefined ? t.alias() : where(less(t, min), min, t);
    return max === undefined ? above : where(greater(above, max), max, above);
  });
}
