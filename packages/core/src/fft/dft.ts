import { withVjp } from "../engine/with-vjp.js";
import { add, mul } from "../ops/binary.js";
import { tensor } from "../ops/create.js";
import { multiply } from "../ops/matmul.js";
import { flip, narrow, permute, reshape } from "../ops/movement.js";
import { pad } from "../ops/pad.js";
import { concat } from "../ops/pieces.js";
import { neg } from "../ops/unary.js";
import type { Tensor } from "../tensor.js";

/** Up to this length a transform is one product with its matrix. */
const LEAF = 64;
/** The largest factor that is split off at a time when two leaves do not suffice. */
const RADIX = 32;

/**
 * The unnormalized discrete Fourier transform Σⱼ x[j]·e^(−2πi·jk/n) of rows: [B, 2, n] → [B, 2, n], real parts before
 * imaginary ones; [B, 1, n] is real. Its adjoint is the transform with the other sign.
 */
export function dft(x: Tensor): Tensor {
  const parts = x.shape[1]!;
  const [y] = withVjp("fft", [x], () => [rows(x)], {
    of: ([g]) => [narrow(inverseDft(g!), 1, 0, parts)],
  });
  return y!;
}

/** The same with e^(+2πi·jk/n): exchanging real and imaginary parts before and after changes the sign. [B, 2, n]. */
export const inverseDft = (x: Tensor): Tensor => flip(dft(flip(x, 1)), 1);

/** Mixed radix (Cooley & Tukey 1965), Bluestein where no small factor is left. */
function rows(x: Tensor): Tensor {
  const [B, parts, n] = x.shape as [number, number, number];
  if (n <= LEAF) return reshape(multiply(reshape(x, [B, parts * n]), dftMatrix(n, parts, x), false, true), [B, 2, n]);
  const r = splitOf(n);
  if (r === undefined) return bluestein(x);
  const m = n / r;
  // j = j1·m + j2, k = k1 + r·k2: transform over j1, turn by e^(−2πi·j2·k1/n), transform over j2.
  const outer = multiply(dftMatrix(r, parts, x), reshape(x, [B, parts * r, m]), false, false); // [B, 2r, m]
  const turned = times(reshape(outer, [B, 2, r, m]), ...twiddles(r, m, x));
  const inner = rows(reshape(permute(turned, [0, 2, 1, 3]), [B * r, 2, m]));
  return reshape(permute(reshape(inner, [B, r, 2, m]), [0, 2, 3, 1]), [B, 2, n]);
}

/** A factor up to LEAF: the nearest to √n if what remains is a leaf, else the largest up to RADIX; undefined if there is none. */
function splitOf(n: number): number | undefined {
  for (let r = Math.floor(Math.sqrt(n)); r >= n / LEAF; r--) if (n % r === 0) return r;
  for (let r = RADIX; r > 1; r--) if (n % r === 0) return r;
  for (let r = RADIX + 1; r <= LEAF; r++) if (n % r === 0) return r;
  return undefined;
}

/** Bluestein 1970: jk = (j² + k² − (k − j)²)/2 makes the transform a convolution, which shorter factors can do. */
function bluestein(x: Tensor): Tensor {
  const n = x.shape[2]!;
  const length = convolutionLength(2 * n - 1);
  const chirp = new Float64Array(2 * n);
  const filter = new Float64Array(2 * length);
  for (let j = 0; j < n; j++) {
    const angle = (Math.PI * ((j * j) % (2 * n))) / n;
    chirp[j] = Math.cos(angle);
    chirp[n + j] = -Math.sin(angle);
    for (const at of [j, (length - j) % length]) {
      filter[at] = chirp[j]!;
      filter[length + at] = -chirp[n + j]!;
    }
  }
  const turns = tableOf(chirp, [1, 2, n], x);
  const [re, im] = [narrow(turns, 1, 0, 1), narrow(turns, 1, 1, 1)];
  const signs = concat([neg(im), im], { axis: 1 });
  const turned = x.shape[1] === 1 ? mul(x, turns) : times(x, re, signs);
  const padded = pad(turned, { lo: [0, 0, 0], hi: [0, 0, length - n], interior: [0, 0, 0] });
  const spectrum = rows(tableOf(filter, [1, 2, length], x));
  const [a, b] = [narrow(spectrum, 1, 0, 1), narrow(spectrum, 1, 1, 1)];
  const product = times(rows(padded), a, concat([neg(b), b], { axis: 1 }));
  const convolved = narrow(flip(rows(flip(product, 1)), 1), 2, 0, n);
  return times(mul(convolved, 1 / length), re, signs);
}

/** The least 2ᵃ, 3·2ᵃ or 5·2ᵃ that is no shorter. */
function convolutionLength(least: number): number {
  const reach = (factor: number) => factor * 2 ** Math.max(0, Math.ceil(Math.log2(least / factor)));
  return Math.min(reach(1), reach(3), reach(5));
}

/** Complex product of [B, 2, …] with re + i·im, given as re and [−im, im] on axis 1. */
const times = (x: Tensor, re: Tensor, signedIm: Tensor): Tensor => add(mul(x, re), mul(flip(x, 1), signedIm));

/** [2n, parts·n]: what takes real and imaginary parts in a row to those of the transform. */
function dftMatrix(n: number, parts: number, like: Tensor): Tensor {
  const { re, im } = roots(n);
  const columns = parts * n;
  const values = new Float64Array(2 * n * columns);
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++) {
      const t = (j * k) % n;
      values[k * columns + j] = re[t]!;
      values[(n + k) * columns + j] = im[t]!;
      if (parts === 1) continue;
      values[k * columns + n + j] = -im[t]!;
      values[(n + k) * columns + n + j] = re[t]!;
    }
  return tableOf(values, [2 * n, columns], like);
}

/** e^(−2πi·j2·k1/(r·m)) as re [r, m] and [−im, im] [2, r, m]. */
function twiddles(r: number, m: number, like: Tensor): [Tensor, Tensor] {
  const { re, im } = roots(r * m);
  const cosines = new Float64Array(r * m);
  const sines = new Float64Array(2 * r * m);
  for (let k = 0, i = 0; k < r; k++)
    for (let j = 0; j < m; j++, i++) {
      cosines[i] = re[j * k]!;
      sines[i] = -im[j * k]!;
      sines[r * m + i] = im[j * k]!;
    }
  return [tableOf(cosines, [r, m], like), tableOf(sines, [2, r, m], like)];
}

/** e^(−2πi·t/n) for t < n. */
function roots(n: number): { re: Float64Array; im: Float64Array } {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    re[t] = cosine(t, n);
    im[t] = -cosine(Math.abs(t - n / 4), n);
  }
  return { re, im };
}

/** cos(2πt/n) for 0 ≤ t ≤ n, exact at quarter turns. */
function cosine(t: number, n: number): number {
  const u = Math.min(t, n - t);
  if (4 * u > n) return -cosine(n / 2 - u, n);
  return 8 * u > n ? Math.sin((2 * Math.PI * (n / 4 - u)) / n) : Math.cos((2 * Math.PI * u) / n);
}

const tableOf = (values: Float64Array, shape: readonly number[], { dtype, backend }: Tensor) =>
  tensor(values, { shape, dtype, backend });
