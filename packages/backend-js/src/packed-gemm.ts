import type { Matrix } from "./matrix.js";
import type { NumberArray } from "./number-array.js";

/**
 * Writes `length` elements, from position `from` on, of each of `lines` lines, from line `line` on, in panels: four lines
 * side by side, missing ones as 0.
 */
export type Pack = (packed: Float64Array, line: number, lines: number, from: number, length: number) => void;

/** Rounds 4 × 4 tiles of sums into `rows` × `columns` of the output, from row `i` and column `j` on. */
export type Unpack = (tiles: Float64Array, i: number, rows: number, j: number, columns: number) => void;

/** Columns of a packed block of b: with DEPTH rows it fits the second cache. */
const WIDTH = 64;

/** The longest stretch of the inner axis that is multiplied at once. */
const DEPTH = 4096;

/** The most rows of a packed block of a, and the most elements. */
const HEIGHT = 4096;
const BLOCK = 1 << 20;

/**
 * Products of packed blocks, 4 × 4 elements at a time. The blocks live in three arrays of this closure: V8 compiles arrays
 * that can never be others into the code, which makes the inner loop a quarter faster than with arrays as arguments.
 */
function createPackedGemm() {
  const packedA = new Float64Array(BLOCK);
  const packedB = new Float64Array(DEPTH * WIDTH);
  const tiles = new Float64Array(HEIGHT * WIDTH);

  /** Adds a [4, k] × [k, 4] to the 16 sums at `t`. */
  function multiplyTile(t: number, p: number, q: number, k: number): void {
    let c00 = tiles[t]!;
    let c01 = tiles[t + 1]!;
    let c02 = tiles[t + 2]!;
    let c03 = tiles[t + 3]!;
    let c10 = tiles[t + 4]!;
    let c11 = tiles[t + 5]!;
    let c12 = tiles[t + 6]!;
    let c13 = tiles[t + 7]!;
    let c20 = tiles[t + 8]!;
    let c21 = tiles[t + 9]!;
    let c22 = tiles[t + 10]!;
    let c23 = tiles[t + 11]!;
    let c30 = tiles[t + 12]!;
    let c31 = tiles[t + 13]!;
    let c32 = tiles[t + 14]!;
    let c33 = tiles[t + 15]!;
    for (const e = p + 4 * k; p < e; p += 4, q += 4) {
      const b0 = packedB[q]!;
      const b1 = packedB[q + 1]!;
      const b2 = packedB[q + 2]!;
      const b3 = packedB[q + 3]!;
      let x = packedA[p]!;
      c00 += x * b0;
      c01 += x * b1;
      c02 += x * b2;
      c03 += x * b3;
      x = packedA[p + 1]!;
      c10 += x * b0;
      c11 += x * b1;
      c12 += x * b2;
      c13 += x * b3;
      x = packedA[p + 2]!;
      c20 += x * b0;
      c21 += x * b1;
      c22 += x * b2;
      c23 += x * b3;
      x = packedA[p + 3]!;
      c30 += x * b0;
      c31 += x * b1;
      c32 += x * b2;
      c33 += x * b3;
    }
    tiles[t] = c00;
    tiles[t + 1] = c01;
    tiles[t + 2] = c02;
    tiles[t + 3] = c03;
    tiles[t + 4] = c10;
    tiles[t + 5] = c11;
    tiles[t + 6] = c12;
    tiles[t + 7] = c13;
    tiles[t + 8] = c20;
    tiles[t + 9] = c21;
    tiles[t + 10] = c22;
    tiles[t + 11] = c23;
    tiles[t + 12] = c30;
    tiles[t + 13] = c31;
    tiles[t + 14] = c32;
    tiles[t + 15] = c33;
  }

  /** The product of m lines of `packRows` and n lines of `packColumns`, k elements each. */
  return function packedGemm(packRows: Pack, packColumns: Pack, unpack: Unpack, m: number, k: number, n: number): void {
    const depth = Math.min(k, DEPTH);
    const height = Math.min(HEIGHT, (BLOCK / depth) & ~3);
    for (let i = 0; i < m; i += height) {
      const rows = Math.min(height, m - i);
      if (depth === k) packRows(packedA, i, rows, 0, k);
      for (let j = 0; j < n; j += WIDTH) {
        const columns = Math.min(WIDTH, n - j);
        tiles.fill(0, 0, padded(rows) * padded(columns));
        for (let p = 0; p < k; p += depth) {
          const deep = Math.min(depth, k - p);
          if (depth !== k) packRows(packedA, i, rows, p, deep);
          packColumns(packedB, j, columns, p, deep);
          for (let r = 0, t = 0; r < rows; r += 4)
            for (let c = 0; c < columns; c += 4, t += 16) multiplyTile(t, r * deep, c * deep, deep);
        }
        unpack(tiles, i, rows, j, columns);
      }
    }
  };
}

let shared: ReturnType<typeof createPackedGemm> | undefined;

/** The one packed product of the program: a second closure would lose its compiled-in arrays. */
export function packedGemm(packRows: Pack, packColumns: Pack, unpack: Unpack, m: number, k: number, n: number): void {
  shared ??= createPackedGemm();
  shared(packRows, packColumns, unpack, m, k, n);
}

/** The rows of a matrix as lines. */
export function rowsOf({ data, at, row, column }: Matrix): Pack {
  return (packed, line, lines, from, length) =>
    packStrided(packed, data, at + line * row + from * column, row, column, lines, length);
}

/** Where the sums of a matrix go. */
export function into({ data, at, row, column }: Matrix): Unpack {
  return (tiles, i, rows, j, columns) =>
    unpackStrided(data, at + i * row + j * column, row, column, tiles, rows, columns);
}

const padded = (n: number) => (n + 3) & ~3;

/** Lines that lie `across` apart, of elements that lie `along` apart. */
function packStrided(
  packed: Float64Array,
  x: NumberArray,
  at: number,
  across: number,
  along: number,
  lines: number,
  length: number,
): void {
  let q = 0;
  for (let i = 0; i < lines; i += 4, at += 4 * across) {
    if (lines - i >= 4) {
      for (let p = at, e = q + 4 * length; q < e; q += 4, p += along) {
        packed[q] = x[p]!;
        packed[q + 1] = x[p + across]!;
        packed[q + 2] = x[p + 2 * across]!;
        packed[q + 3] = x[p + 3 * across]!;
      }
    } else {
      const here = lines - i;
      for (let p = at, e = q + 4 * length; q < e; q += 4, p += along)
        for (let l = 0; l < 4; l++) packed[q + l] = l < here ? x[p + l * across]! : 0;
    }
  }
}

function unpackStrided(
  o: NumberArray,
  at: number,
  row: number,
  column: number,
  tiles: Float64Array,
  rows: number,
  columns: number,
): void {
  for (let r = 0, t = 0; r < rows; r += 4)
    for (let c = 0; c < columns; c += 4, t += 16) {
      const height = Math.min(4, rows - r);
      const width = Math.min(4, columns - c);
      for (let i = 0; i < height; i++)
        for (let j = 0, q = at + (r + i) * row + c * column; j < width; j++, q += column) o[q] = tiles[t + 4 * i + j]!;
    }
}
