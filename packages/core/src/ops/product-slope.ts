import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { mul } from "./binary.js";
import { permute, reshape } from "./movement.js";
import { runningProduct } from "./scan.js";

/**
 * For each element, the product of all others over `axes`: the derivative of their product, exact where some are zero, because
 * nothing is divided.
 */
export function productSlope(x: Tensor, axes: readonly number[]): Tensor {
  const kept = x.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
  const order = [...kept, ...axes];
  const sorted = permute(x, order);
  const flat = reshape(sorted, [...kept.map((i) => x.shape[i]!), sizeOf(axes.map((i) => x.shape[i]!))]);
  const before = runningProduct(flat, kept.length, false, true);
  const behind = runningProduct(flat, kept.length, true, true);
  return permute(
    reshape(mul(before, behind), sorted.shape),
    order.map((_, i) => order.indexOf(i)),
  );
}
