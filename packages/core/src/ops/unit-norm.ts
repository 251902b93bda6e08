import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { div } from "./binary.js";
import { clamp } from "./clamp.js";
import { norm } from "./norm.js";
import { wide } from "./wide.js";

export interface NormalizeOptions {
  /** Exponent of the norm; default 2. */
  readonly p?: number;
  /** The axis or axes of one vector; default 1. */
  readonly axis?: number | readonly number[];
  /** The smallest divisor; default 1e−12. */
  readonly epsilon?: number;
}

/**
 * Vectors along an axis divided by their norm (torch.nn.functional.normalize). Shape stays.
 * @throws TenonError `invalid_argument` for an axis outside the rank or a p that is NaN.
 * @example
 * normalize(tensor([[3, 4], [0, 0]])); // [[0.6, 0.8], [0, 0]]
 */
export const normalize = (x: TensorLike, { p = 2, axis = 1, epsilon = 1e-12 }: NormalizeOptions = {}): Tensor =>
  wide("normalize", x, (t) => div(t, clamp(norm(t, { p, axis, keepDims: true }), { min: epsilon })));
