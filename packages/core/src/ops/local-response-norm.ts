import { badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, pow } from "./binary.js";
import { pad } from "./pad.js";
import { sum } from "./reduce.js";
import { windows } from "./windows.js";

export interface LocalResponseNormOptions {
  /** How many neighbouring channels count, the channel itself included. */
  readonly size: number;
  /** Factor of the mean square; default 1e−4. */
  readonly alpha?: number;
  /** Exponent; default 0.75. */
  readonly beta?: number;
  /** Added to the mean square; default 1. */
  readonly k?: number;
}

/**
 * Each element divided by (k + α·mean of the squares of `size` neighbouring channels)^β, zeros beyond the first and last
 * (Krizhevsky et al. 2012, §3.3; the mean instead of the sum as torch.nn.functional.local_response_norm).
 * Shapes: x [N, C, S, …] → the same.
 *
 * @throws TenonError `shape_mismatch` for x of rank < 3; `invalid_argument` for a size that is no integer ≥ 1.
 * @example
 * localResponseNorm(tensor([[[2]]]), { size: 1, alpha: 1, beta: 0.5, k: 0 }); // [[[1]]]
 */
export function localResponseNorm(x: TensorLike, options: LocalResponseNormOptions): Tensor {
  const t = asTensor(x, "localResponseNorm");
  const { size, alpha = 1e-4, beta = 0.75, k = 1 } = options;
  if (t.rank < 3) throw badShape("localResponseNorm", { x: t }, "x [N, C, S, ...]");
  checkInteger("localResponseNorm", "size", size, 1);
  return scope(() => {
    const onChannels = (n: number) => t.shape.map((_, axis) => (axis === 1 ? n : 0));
    const squares = pad(mul(t, t), {
      lo: onChannels(Math.floor(size / 2)),
      hi: onChannels(Math.floor((size - 1) / 2)),
    });
    const around = sum(windows(squares, 1, size, 1, 1), { axis: -1 }); // [N, C, S, …]
    return div(t, pow(add(mul(around, alpha / size), k), beta));
  });
}
