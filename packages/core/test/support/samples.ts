import { type CreateOptions, tensor } from "../../src/ops/create.js";
import { sizeOf } from "../../src/shape.js";
import type { Tensor } from "../../src/tensor.js";

/** Numbers in [−1, 1) that depend on the seed alone (mulberry32), not on the code under test. */
export function sampleNumbers(count: number, seed = 1): number[] {
  let state = seed * 0x9e3779b9;
  return Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

/** A float64 tensor of sample numbers, or of another dtype. */
export function sample(shape: readonly number[], seed = 1, options: CreateOptions = {}): Tensor {
  return tensor(sampleNumbers(sizeOf(shape), seed), { shape, dtype: "float64", ...options });
}
