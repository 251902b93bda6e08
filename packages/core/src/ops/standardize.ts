import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { broadcastTo, reshape } from "./movement.js";
import { mean } from "./reduce.js";
import { rsqrt } from "./unary.js";

/** x̂ = (x − μ)/√(σ² + ε), μ, 1/√(σ² + ε) and σ², over `axes`; population variance, in two passes. */
export function standardize(x: Tensor, axes: readonly number[], epsilon: number): [Tensor, Tensor, Tensor, Tensor] {
  const centre = mean(x, { axis: axes, keepDims: true });
  const centred = sub(x, centre);
  const spread = mean(mul(centred, centred), { axis: axes, keepDims: true });
  const inverse = rsqrt(add(spread, epsilon));
  return [mul(centred, inverse), centre, inverse, spread];
}

/** Gradient through x̂ = (x − μ)·r: r·(h − mean(h) − x̂·mean(h·x̂)) for h the gradient of x̂ (Ioffe & Szegedy 2015, §3). */
export function throughStandardize(h: Tensor, normal: Tensor, inverse: Tensor, axes: readonly number[]): Tensor {
  const options = { axis: axes, keepDims: true };
  const across = add(mean(h, options), mul(normal, mean(mul(h, normal), options)));
  return mul(inverse, sub(h, across));
}

/**
 * Gradient through μ = mean(x) and σ² = mean((x − μ)²): gμ/n + gσ²·2·(x − μ)/n. A derivative of second order reads both.
 * The statistics are shaped to broadcast over x.
 */
export function throughStatistics(x: Tensor, centre: Tensor, gCentre?: Tensor, gSpread?: Tensor): Tensor[] {
  const count = x.size / centre.size;
  return [
    ...(gCentre === undefined ? [] : [broadcastTo(div(gCentre, count), x.shape)]),
    ...(gSpread === undefined ? [] : [mul(div(gSpread, count / 2), sub(x, centre))]),
  ];
}

export const total = (terms: readonly Tensor[]): Tensor | undefined =>
  terms.length === 0 ? undefined : terms.reduce((a, b) => add(a, b));

/** x·weight + bias, each left out or shaped to broadcast. */
export function affine(x: Tensor, weight: Tensor | undefined, bias: Tensor | undefined): Tensor {
  const scaled = weight === undefined ? x : mul(x, weight);
  return bias === undefined ? scaled : add(scaled, bias);
}

/** [C] as [C, 1, …], which broadcasts over the channels of [N, C, …S]. */
export const perChannel = (x: TensorLike | undefined, rank: number): Tensor | undefined =>
  x && reshape(x, [-1, ...new Array<number>(rank - 2).fill(1)]);
