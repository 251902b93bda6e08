import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import type { ValueInfo } from "../seam/infer.js";
import type { Tensor } from "../tensor.js";
import { permute, reshape } from "./movement.js";

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
  const { shape } = x;
  if (!tiles(shape[axis]!, size, stride, dilation))
    return run("windows", [x], { axis, size, stride, dilation }, windowsDerivative);
  const split = [...shape.slice(0, axis), shape[axis]! / size, size, ...shape.slice(axis + 1)];
  const order = split.map((_, i) => i).filter((i) => i !== axis + 1);
  return scope(() => permute(reshape(x, split), [...order, axis + 1]));
}

/** [..., N, ..., size] → [..., length, ...]: see `Backend.foldWindows`. */
export function foldWindows(x: Tensor, axis: number, length: number, stride: number, dilation: number): Tensor {
  const last = x.rank - 1;
  const size = x.shape[last]!;
  if (!tiles(length, size, stride, dilation))
    return run("foldWindows", [x], { axis, length, stride, dilation }, foldDerivative);
  const order = x.shape.map((_, i) => i).slice(0, last);
  order.splice(axis + 1, 0, last);
  const shape = x.shape.slice(0, last).map((n, i) => (i === axis ? length : n));
  return scope(() => reshape(permute(x, order), shape));
}

/** Whether windows cut an axis into pieces that neither overlap nor leave anything out: then nothing is gathered or added. */
const tiles = (length: number, size: number, stride: number, dilation: number): boolean =>
  stride === size && (dilation === 1 || size === 1) && length % size === 0;
