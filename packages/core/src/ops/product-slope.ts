import { otherAxes, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { mul } from "./binary.js";
import { onesLike } from "./create.js";
import { narrow, permute, reshape, strided } from "./movement.js";
import { pad } from "./pad.js";
import { stack } from "./pieces.js";

/**
 * For each element, the product of all others over `axes`: the derivative of their product, exact where some are zero.
 * Multiplications only, so it can be differentiated again.
 */
export function productSlope(x: Tensor, axes: readonly number[]): Tensor {
  const kept = otherAxes(x.rank, axes);
  const order = [...kept, ...axes];
  const sorted = permute(x, order);
  const flat = reshape(sorted, [...kept.map((i) => x.shape[i]!), sizeOf(axes.map((i) => x.shape[i]!))]);
  const slope = reshape(withoutSelf(flat), sorted.shape);
  return permute(
    slope,
    order.map((_, i) => order.indexOf(i)),
  );
}

/** [..., n] → products of the other n − 1, by halving: a pair's outside product times its partner. */
function withoutSelf(x: Tensor): Tensor {
  const last = x.rank - 1;
  const n = x.shape[last]!;
  if (n <= 1) return onesLike(x);
  const zeros = x.shape.map(() => 0);
  const even = n % 2 === 0 ? x : pad(x, { lo: zeros, hi: zeros.map((_, i) => +(i === last)), value: 1 });
  const half = x.shape.map((size, i) => (i === last ? Math.ceil(n / 2) : size));
  const step = x.shape.map((_, i) => (i === last ? 2 : 1));
  const a = strided(even, zeros, half, step);
  const b = strided(
    even,
    zeros.map((_, i) => +(i === last)),
    half,
    step,
  );
  const outside = withoutSelf(mul(a, b)); // [..., n/2]
  const pairs = stack([mul(outside, b), mul(outside, a)], { axis: -1 }); // [..., n/2, 2]
  return narrow(reshape(pairs, even.shape), last, 0, n);
}
