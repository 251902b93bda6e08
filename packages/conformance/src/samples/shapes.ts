/** Sizes around the vector widths and block edges of kernels. */
export const ODD_SIZES: readonly number[] = [15, 16, 17, 63, 64, 65];

/** Shapes that every op must take, whatever its rank needs: up to rank 4. */
export const SHAPES: readonly (readonly number[])[] = [
  [],
  [1],
  [3],
  [1, 1],
  [2, 3],
  [3, 1, 2],
  [2, 3, 4],
  [2, 1, 3, 2],
  ...ODD_SIZES.map((size) => [size]),
  [3, 17],
  [5, 13],
];

/** Shapes without elements. */
export const EMPTY_SHAPES: readonly (readonly number[])[] = [[0], [0, 3], [3, 0], [2, 0, 4]];

/** A shape of rank 5, and one of rank 7 that some engines cannot hold. */
export const RANK_5: readonly number[] = [2, 1, 3, 2, 2];
export const RANK_7: readonly number[] = [2, 1, 2, 1, 3, 1, 2];

/** Pairs of shapes that broadcast, each in both orders. */
export const BROADCASTS: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[], [3]],
  [[1], [3]],
  [[2, 3], [3]],
  [
    [2, 3],
    [1, 3],
  ],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [4, 1, 3],
    [2, 1],
  ],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [1, 17],
    [5, 1],
  ],
  [
    [2, 1, 3, 1],
    [4, 1, 5],
  ],
  [
    [64, 1],
    [1, 3],
  ],
  [[5, 65], [65]],
  [
    [65, 5],
    [65, 1],
  ],
];
