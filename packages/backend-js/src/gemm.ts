import type { NumberArray } from "./number-array.js";

/** A matrix inside an array: element (i, j) lies at `at + i·row + j·column`. */
export interface Matrix {
  readonly data: NumberArray;
  readonly at: number;
  readonly row: number;
  readonly column: number;
}

/** Columns of a packed block of b: with DEPTH rows it fits the second cache. */
const WIDTH = 64;

/** The longest stretch of the inner axis that is multiplied at once. */
const DEPTH = 4096;

/** Elements of a packed block of a. */
const BLOCK = 1 << 20;

/** Up to this many multiplications, packing costs more than it saves. */
const DIRECT = 6000;

/** Room for packed blocks, kept from call to call. */
export class GemmBuffers {
  #a = new Float64Array(0);
  #b = new Float64Array(0);
  #tiles = new Float64Array(0);

  a(length: number): Float64Array {
    if (this.#a.length < length) this.#a = new Float64Array(length);
    return this.#a;
  }

  b(length: number): Float64Array {
    if (this.#b.length < length) this.#b = new Float64Array(length);
    return this.#b;
  }

  tiles(length: number): Float64Array {
    if (this.#tiles.length < length) this.#tiles = new Float64Array(length);
    return this.#tiles;
  }
}

/**
 * out [m, n] = a [m, k] × b [k, n] for floats. Every element is one float64 sum over k in ascending order, rounded at the
 * end, whatever the blocking: shapes, not layouts, decide the bits.
 */
export function gemm(buffers: GemmBuffers, out: Matrix, a: Matrix, b: Matrix, m: number, k: number, n: number): void {
  if (m * k * n <= DIRECT || m < 3 || n < 3) multiplyDirectly(out, a, b, m, k, n);
  else multiplyPacked(buffers, out, a, b, m, k, n);
}

function multiplyPacked(
  buffers: GemmBuffers,
  out: Matrix,
  a: Matrix,
  b: Matrix,
  m: number,
  k: number,
  n: number,
): void {
  const depth = Math.min(k, DEPTH);
  const height = Math.min(padded(m), Math.max(4, (BLOCK / depth) & ~3));
  const width = Math.min(padded(n), WIDTH);
  const packedA = buffers.a(height * depth);
  const packedB = buffers.b(depth * width);
  const tiles = buffers.tiles(height * width);
  for (let i = 0; i < m; i += height) {
    const rows = Math.min(height, m - i);
    if (depth === k) pack(packedA, a.data, a.at + i * a.row, a.row, a.column, rows, k);
    for (let j = 0; j < n; j += width) {
      const columns = Math.min(width, n - j);
      tiles.fill(0, 0, padded(rows) * padded(columns));
      for (let p = 0; p < k; p += depth) {
        const deep = Math.min(depth, k - p);
        if (depth !== k) pack(packedA, a.data, a.at + i * a.row + p * a.column, a.row, a.column, rows, deep);
        pack(packedB, b.data, b.at + p * b.row + j * b.column, b.column, b.row, columns, deep);
        for (let r = 0, t = 0; r < rows; r += 4)
          for (let c = 0; c < columns; c += 4, t += 16)
            multiplyTile(tiles, t, packedA, r * deep, packedB, c * deep, deep);
      }
      unpack(out, out.at + i * out.row + j * out.column, tiles, rows, columns);
    }
  }
}

const padded = (n: number) => (n + 3) & ~3;

/** Panels of four lines side by side, `across` apart, each `length` elements that lie `along` apart; missing lines are 0. */
function pack(
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

/** Adds a [4, k] × [k, 4] to the 16 sums at `t`: as many as the processor has registers for. */
function multiplyTile(
  tiles: Float64Array,
  t: number,
  a: Float64Array,
  p: number,
  b: Float64Array,
  q: number,
  k: number,
): void {
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
    const b0 = b[q]!;
    const b1 = b[q + 1]!;
    const b2 = b[q + 2]!;
    const b3 = b[q + 3]!;
    let x = a[p]!;
    c00 += x * b0;
    c01 += x * b1;
    c02 += x * b2;
    c03 += x * b3;
    x = a[p + 1]!;
    c10 += x * b0;
    c11 += x * b1;
    c12 += x * b2;
    c13 += x * b3;
    x = a[p + 2]!;
    c20 += x * b0;
    c21 += x * b1;
    c22 += x * b2;
    c23 += x * b3;
    x = a[p + 3]!;
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

/** Rounds the sums into the output. */
function unpack(out: Matrix, at: number, tiles: Float64Array, rows: number, columns: number): void {
  const o = out.data;
  for (let r = 0, t = 0; r < rows; r += 4)
    for (let c = 0; c < columns; c += 4, t += 16) {
      const height = Math.min(4, rows - r);
      const width = Math.min(4, columns - c);
      for (let i = 0; i < height; i++)
        for (let j = 0, q = at + (r + i) * out.row + c * out.column; j < width; j++, q += out.column)
          o[q] = tiles[t + 4 * i + j]!;
    }
}

/** Four columns at a time, straight from where they lie. */
function multiplyDirectly(out: Matrix, a: Matrix, b: Matrix, m: number, k: number, n: number): void {
  const { data: o, row, column } = out;
  const { data: x, column: along } = a;
  const { data: y, row: down, column: across } = b;
  for (let j = 0; j < n; j += 4) {
    const width = Math.min(4, n - j);
    // a column that is not there is the last one again, computed in vain
    const s1 = width > 1 ? across : 0;
    const s2 = width > 2 ? 2 * across : s1;
    const s3 = width > 3 ? 3 * across : s2;
    for (let i = 0; i < m; i++) {
      let c0 = 0;
      let c1 = 0;
      let c2 = 0;
      let c3 = 0;
      for (let l = 0, p = a.at + i * a.row, q = b.at + j * across; l < k; l++, p += along, q += down) {
        const xl = x[p]!;
        c0 += xl * y[q]!;
        c1 += xl * y[q + s1]!;
        c2 += xl * y[q + s2]!;
        c3 += xl * y[q + s3]!;
      }
      const at = out.at + i * row + j * column;
      o[at] = c0;
      if (width > 1) o[at + column] = c1;
      if (width > 2) o[at + 2 * column] = c2;
      if (width > 3) o[at + 3 * column] = c3;
    }
  }
}

/** out [m, n] = a [m, k] × b [k, n] for integers, which wrap at 32 bits and then at those of the output. */
export function integerGemm(out: Matrix, a: Matrix, b: Matrix, m: number, k: number, n: number): void {
  const sums = new Int32Array(n);
  for (let i = 0; i < m; i++) {
    sums.fill(0);
    for (let l = 0; l < k; l++) {
      const x = a.data[a.at + i * a.row + l * a.column]!;
      if (x === 0) continue;
      for (let j = 0, q = b.at + l * b.row; j < n; j++, q += b.column) sums[j] = sums[j]! + Math.imul(x, b.data[q]!);
    }
    for (let j = 0, q = out.at + i * out.row; j < n; j++, q += out.column) out.data[q] = sums[j]!;
  }
}
