import { describe, expect, it } from "vitest";
import {
  broadcastLayout,
  commonRefinement,
  flipLayout,
  type Layout,
  permuteLayout,
  refineLayout,
  reshapeLayout,
  rowMajor,
  sliceLayout,
  windowsLayout,
} from "./layout.js";

/** Addresses of all elements in row-major order. */
function walk({ shape, strides, offset }: Layout): number[] {
  return shape.reduceRight(
    (rests, size, axis) => Array.from({ length: size }, (_, i) => rests.map((r) => r + i * strides[axis]!)).flat(),
    [offset],
  );
}

const matrix = rowMajor([2, 3]);

describe("layout", () => {
  it("permutes, flips, slices, stretches and windows without moving elements", () => {
    expect(walk(permuteLayout(matrix, [1, 0]))).toEqual([0, 3, 1, 4, 2, 5]);
    expect(walk(flipLayout(matrix, [1]))).toEqual([2, 1, 0, 5, 4, 3]);
    expect(walk(sliceLayout(rowMajor([3, 6]), [1, 1], [2, 2], [1, 3]))).toEqual([7, 10, 13, 16]);
    expect(walk(broadcastLayout(rowMajor([3, 1]), [2, 3, 2]))).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
    expect(walk(windowsLayout(rowMajor([5]), 0, 2, 2, 1))).toEqual([0, 1, 2, 3]);
    expect(windowsLayout(rowMajor([2]), 0, 3, 1, 1).shape).toEqual([0, 3]);
  });

  it("reshapes what strides can express and nothing else", () => {
    const turned = permuteLayout(rowMajor([2, 3, 4]), [1, 0, 2]);
    for (const shape of [
      [3, 2, 2, 2],
      [3, 1, 2, 4],
    ])
      expect(walk(reshapeLayout(turned, shape)!)).toEqual(walk(turned));
    for (const shape of [[3, 8], [6, 4], [24]]) expect(reshapeLayout(turned, shape)).toBeUndefined();
    expect(walk(reshapeLayout(broadcastLayout(rowMajor([]), [2, 3]), [6])!)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("finds the shape that refines two groupings", () => {
    expect(commonRefinement([6, 4], [24])).toEqual([6, 4]);
    expect(commonRefinement([2, 12], [6, 4])).toEqual([2, 3, 4]);
    expect(commonRefinement([6, 4], [4, 6])).toBeUndefined();
    const turned = permuteLayout(rowMajor([4, 6]), [1, 0]);
    expect(walk(refineLayout(turned, [2, 3, 2, 2]))).toEqual(walk(turned));
  });
});
