import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import type { ValueInfo } from "../seam/infer.js";
import type { Tensor } from "../tensor.js";

/** Sliding windows as a trailing axis; dx folds them back. */
const windowsDerivative: Derivative<"windows"> = (_, { axis, stride, dilation }, [x]) => ({
  uses: [],
  of: (g) => foldWindows(g, axis, (x as ValueInfo).shape[axis]!, stride, dilation), // windows takes a tensor
});

const foldDerivative: Derivative<"foldWindows"> = (_, { axis, stride, dilation }, [x]) => ({
  uses: [],
  of: (g) => windows(g, axis, (x as ValueInfo).shape.at(-1)!, stride, dilation), // as above
});

/** [..., L, ...] → [..., N, ..., size]: see `Backend.windows`. */
export function windows(x: Tensor, axis: number, size: number, stride: number, dilation: number): Tensor {
  return run("windows", [x], { axis, size, stride, dilation }, windowsDerivative);
}

/** [..., N, ..., size] → [..., length, ...]: see `Backend.foldWindows`. */
export function foldWindows(x: Tensor, axis: number, length: number, stride: number, dilation: number): Tensor {
  return run("foldWindows", [x], { axis, length, stride, dilation }, foldDerivative);
}
