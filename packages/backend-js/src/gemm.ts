import type { Matrix } from "./matrix.js";
import { into, packedGemm, rowsOf } from "./packed-gemm.js";

/** Up to this many multiplications, packing costs more than it saves. */
const DIRECT = 1500;

/** Columns whose sums are kept side by side while a row of `a` passes over `b`. */
const COLUMNS = 1024;

/**
 * out [m, n] = a [m, k] × b [k, n] for floats. Every element is one float64 sum over k in ascending order, rounded at the
 * end, whichever loop computes it: shapes, not layouts, decide the bits.
 */
export function gemm(out: Matrix, a: Matrix, b: Matrix, m: number, k: number, n: number): void {
  if (m >= 3 && n >= 3 && m * k * n > DIRECT) {
    packedGemm(rowsOf(a), rowsOf({ ...b, row: b.column, column: b.row }), into(out), m, k, n);
  } else if (m < 3 && b.column === 1 && n > 4) {
    for (let i = 0; i < m; i++) multiplyRow(out, out.at + i * out.row, a, a.at + i * a.row, b, k, n);
  } else {
    multiplyDirectly(out, a, b, m, k, n);
  }
}

/** One row of the output from a row-major `b`, four of whose rows pass at a time. */
function multiplyRow(out: Matrix, to: number, a: Matrix, from: number, b: Matrix, k: number, n: number): void {
  const sums = new Float64Array(Math.min(n, COLUMNS));
  const x = a.data;
  const y = b.data;
  const along = a.column;
  const down = b.row;
  for (let j = 0; j < n; j += COLUMNS) {
    const width = Math.min(COLUMNS, n - j);
    sums.fill(0);
    let l = 0;
    for (; l + 3 < k; l += 4) {
      const p = from + l * along;
      const x0 = x[p]!;
      const x1 = x[p + along]!;
      const x2 = x[p + 2 * along]!;
      const x3 = x[p + 3 * along]!;
      for (let i = 0, q = b.at + l * down + j; i < width; i++, q++) {
        let sum = sums[i]!;
        sum += x0 * y[q]!;
        sum += x1 * y[q + down]!;
        sum += x2 * y[q + 2 * down]!;
        sum += x3 * y[q + 3 * down]!;
        sums[i] = sum;
      }
    }
    for (; l < k; l++) {
      const x0 = x[from + l * along]!;
      for (let i = 0, q = b.at + l * down + j; i < width; i++, q++) sums[i] = sums[i]! + x0 * y[q]!;
    }
    for (let i = 0, q = to + j * out.column; i < width; i++, q += out.column) out.data[q] = sums[i]!;
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
