import { expect } from "vitest";
import type { Nested } from "../../src/ops/read.js";
import type { Tensor } from "../../src/tensor.js";

/** What `expectClose` takes as expected: nested arrays as `toArray` gives them. */
export type Expected = Nested | readonly Expected[];

/**
 * Passes when the shapes agree and every element is within tolerance · (1 + |expected|). NaN equals only NaN, an infinity only
 * itself; bools are compared as 0 and 1.
 */
export function expectClose(actual: Tensor, expected: Expected, tolerance = 1e-6): void {
  expect(actual.shape).toEqual(shapeOf(expected));
  const values = [...actual.dataSync()];
  const wanted = flat(expected);
  const fits = values.every((v, i) => isNear(v, wanted[i]!, tolerance));
  if (!fits) expect(values).toEqual(wanted);
}

function isNear(actual: number, expected: number, tolerance: number): boolean {
  if (!Number.isFinite(expected)) return Object.is(actual, expected);
  return Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected));
}

function flat(tree: Expected): number[] {
  return Array.isArray(tree) ? tree.flatMap(flat) : [Number(tree)];
}

function shapeOf(tree: Expected): number[] {
  return Array.isArray(tree) ? [tree.length, ...(tree.length > 0 ? shapeOf(tree[0] as Expected) : [])] : []; // not empty
}
