import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { add, mul } from "./binary.js";
import { iota } from "./create.js";
import { type Pooled, pickFrom } from "./max-pool.js";
import { reshape } from "./movement.js";
import { argMax } from "./reduce.js";
import { gatherAlong } from "./take.js";

/**
 * The largest elements of x [N, C, …S] over boxes of positions: per spatial axis an int32 tensor [M, O, K] that lists the K
 * positions of each of O windows, M = N·C or 1 for all images alike. A position may be listed twice.
 */
export function maxOver(x: Tensor, positions: readonly Tensor[]): Pooled {
  const { backend } = x;
  const [n, c, ...space] = x.shape as [number, number, ...number[]];
  const area = sizeOf(space);
  // All positions of a box as one list of indices into the flattened image, the last axis fastest: [M, ΠO, ΠK]
  const boxes = positions.reduce((outer, inner, i) => {
    const [m, rows, k] = outer.shape as [number, number, number];
    const [l, columns, j] = inner.shape as [number, number, number];
    const apart = add(mul(reshape(outer, [m, rows, 1, k, 1]), space[i]!), reshape(inner, [l, 1, columns, 1, j]));
    return reshape(apart, [m, rows * columns, k * j]);
  });
  const [, count, size] = boxes.shape as [number, number, number];
  const starts = mul(reshape(iota([n * c], 0, { backend }), [n * c, 1, 1]), area);
  const flat = reshape(x.detach(), [-1]);
  const choice = argMax(gatherAlong(flat, add(boxes, starts), 0), { axis: -1 }); // [N·C, ΠO] into ΠK
  const row = add(mul(iota(choice.shape, 1, { backend }), size), choice);
  const ofImage = boxes.shape[0] === 1 ? row : add(row, mul(iota(choice.shape, 0, { backend }), count * size));
  const shape = [n, c, ...positions.map((list) => list.shape[1]!)];
  const indices = reshape(gatherAlong(reshape(boxes, [-1]), ofImage, 0), shape);
  return { values: pickFrom(x, indices), indices };
}
