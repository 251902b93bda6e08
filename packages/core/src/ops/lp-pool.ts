import { badArgument } from "../checks.js";
import { scope } from "../memory/scope.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { avgPool } from "./avg-pool.js";
import { mul, pow } from "./binary.js";
import { toFloats } from "./cast.js";
import { equal } from "./compare.js";
import type { PoolOptions } from "./pool-windows.js";
import { perAxis } from "./spatial.js";
import { where } from "./where.js";

export interface LpPoolOptions extends Pick<PoolOptions, "kernelSize" | "stride" | "ceilMode"> {
  /** The power p > 0: 1 sums, 2 takes Euclidean norms. */
  readonly normType: number;
}

/**
 * Power-average pool (Σ xᵖ)^(1/p) over each window (torch.nn.functional.lp_pool1d); its gradient is 0 where the sum is 0.
 * Shapes: [N, C, L] or [C, L] → [N, C, L′].
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * lpPool1d(tensor([[3, 4, 5, 12]]), { normType: 2, kernelSize: 2 }); // [[5, 13]]
 */
export const lpPool1d = (x: TensorLike, options: LpPoolOptions): Tensor => lpPool("lpPool1d", 1, x, options);

/**
 * Power-average pool (Σ xᵖ)^(1/p) over each window (torch.nn.functional.lp_pool2d); its gradient is 0 where the sum is 0.
 * Shapes: [N, C, H, W] or [C, H, W] → [N, C, H′, W′].
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * lpPool2d(tensor([[[1, 1], [1, 1]]]), { normType: 2, kernelSize: 2 }); // [[[2]]]
 */
export const lpPool2d = (x: TensorLike, options: LpPoolOptions): Tensor => lpPool("lpPool2d", 2, x, options);

/**
 * Power-average pool (Σ xᵖ)^(1/p) over each window (torch.nn.functional.lp_pool3d); its gradient is 0 where the sum is 0.
 * Shapes: [N, C, D, H, W] or [C, D, H, W] → [N, C, D′, H′, W′].
 *
 * @throws TenonError `shape_mismatch` for another rank or where no window fits; `invalid_argument` for odd options.
 * @example
 * lpPool3d(ones([1, 2, 2, 2]), { normType: 3, kernelSize: 2 }); // [[[[2]]]]
 */
export const lpPool3d = (x: TensorLike, options: LpPoolOptions): Tensor => lpPool("lpPool3d", 3, x, options);

function lpPool(op: string, axes: number, x: TensorLike, { normType, ...options }: LpPoolOptions): Tensor {
  const t = asTensor(x, op);
  if (!(normType > 0) || normType === Number.POSITIVE_INFINITY)
    throw badArgument(op, { normType }, "a finite number above 0", "maxPool for Infinity");
  return scope(() => {
    // As PyTorch: the mean times the whole kernel, so that a window over the edge (ceilMode) counts in full.
    const mean = avgPool(op, axes, pow(toFloats(t), normType), options);
    const total = mul(mean, sizeOf(perAxis(op, "kernelSize", options.kernelSize, axes, 1)));
    const isZero = equal(total, 0);
    return where(isZero, 0, pow(where(isZero, 1, total), 1 / normType)); // the slope of a root at 0 is infinite
  });
}
