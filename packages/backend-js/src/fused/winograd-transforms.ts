/*
 * The transforms of F(4, 3), 4 sums over 3 elements each by 6 multiplications: y = Aᵀ[(G·g) ∘ (Bᵀ·d)] / 24 (Winograd 1980; Lavin
 * & Gray 2015, §4.3). G is 24 times theirs: all factors are whole, so that sums of small whole numbers stay exact, zeros too.
 *
 * A sweep transforms the `n` columns of a row-major matrix and writes them as rows; swept twice, a matrix has been transformed
 * along both axes.
 */
export type Sweep = (from: Float64Array, to: Float64Array, n: number) => void;

/** Bᵀ: 6 → 6 */
export const sweepInput: Sweep = (from, to, n) => {
  for (let i = 0, q = 0; i < n; i++, q += 6) {
    const d1 = from[i + n]!;
    const d2 = from[i + 2 * n]!;
    const d3 = from[i + 3 * n]!;
    const d4 = from[i + 4 * n]!;
    const even = d4 - 4 * d2;
    const odd = d3 - 4 * d1;
    const even2 = d4 - d2;
    const odd2 = 2 * (d3 - d1);
    to[q] = 4 * from[i]! - 5 * d2 + d4;
    to[q + 1] = even + odd;
    to[q + 2] = even - odd;
    to[q + 3] = even2 + odd2;
    to[q + 4] = even2 - odd2;
    to[q + 5] = 4 * d1 - 5 * d3 + from[i + 5 * n]!;
  }
};

/** G: 3 → 6 */
export const sweepFilter: Sweep = (from, to, n) => {
  for (let i = 0, q = 0; i < n; i++, q += 6) {
    const g0 = from[i]!;
    const g1 = from[i + n]!;
    const g2 = from[i + 2 * n]!;
    const ends = -4 * (g0 + g2);
    const far = g0 + 4 * g2;
    to[q] = 6 * g0;
    to[q + 1] = ends - 4 * g1;
    to[q + 2] = ends + 4 * g1;
    to[q + 3] = far + 2 * g1;
    to[q + 4] = far - 2 * g1;
    to[q + 5] = 24 * g2;
  }
};

/** Gᵀ: 6 → 3 */
export const sweepFilterBack: Sweep = (from, to, n) => {
  for (let i = 0, q = 0; i < n; i++, q += 3) {
    const m1 = from[i + n]!;
    const m2 = from[i + 2 * n]!;
    const m3 = from[i + 3 * n]!;
    const m4 = from[i + 4 * n]!;
    const near = -4 * (m1 + m2);
    to[q] = 6 * from[i]! + near + (m3 + m4);
    to[q + 1] = 4 * (m2 - m1) + 2 * (m3 - m4);
    to[q + 2] = near + 4 * (m3 + m4) + 24 * from[i + 5 * n]!;
  }
};

/** A: 4 → 6 */
export const sweepOutputBack: Sweep = (from, to, n) => {
  for (let i = 0, q = 0; i < n; i++, q += 6) {
    const h0 = from[i]!;
    const h1 = from[i + n]!;
    const h2 = from[i + 2 * n]!;
    const h3 = from[i + 3 * n]!;
    const far = h0 + 4 * h2;
    const odd = 2 * h1 + 8 * h3;
    to[q] = h0;
    to[q + 1] = h0 + h2 + (h1 + h3);
    to[q + 2] = h0 + h2 - (h1 + h3);
    to[q + 3] = far + odd;
    to[q + 4] = far - odd;
    to[q + 5] = h3;
  }
};

/** Aᵀ: 6 → 4 */
export const sweepOutput: Sweep = (from, to, n) => {
  for (let i = 0, q = 0; i < n; i++, q += 4) {
    const m1 = from[i + n]!;
    const m2 = from[i + 2 * n]!;
    const m3 = from[i + 3 * n]!;
    const m4 = from[i + 4 * n]!;
    const near = m1 - m2;
    const far = m3 - m4;
    to[q] = from[i]! + (m1 + m2) + (m3 + m4);
    to[q + 1] = near + 2 * far;
    to[q + 2] = m1 + m2 + 4 * (m3 + m4);
    to[q + 3] = near + 8 * far + from[i + 5 * n]!;
  }
};
