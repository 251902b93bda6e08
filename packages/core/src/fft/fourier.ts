import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { mul } from "../ops/binary.js";
import { zerosLike } from "../ops/create.js";
import { flip, narrow } from "../ops/movement.js";
import { concat } from "../ops/pieces.js";
import { neg } from "../ops/unary.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { axisOf, type Complex, type ComplexLike, checkLength, partsOf, toRows } from "./complex.js";
import { dft, inverseDft } from "./dft.js";

/** Where a transform is scaled: the inverse by 1/n ("backward"), both by 1/√n ("ortho"), or the forward one by 1/n. */
export type FourierNorm = "backward" | "ortho" | "forward";

export interface FourierOptions {
  /** Length of the transform: the axis is cut or filled with zeros; default its size. */
  readonly n?: number;
  /** Default the last. */
  readonly axis?: number;
  /** Default "backward". */
  readonly norm?: FourierNorm;
}

function scaled(op: string, y: Tensor, n: number, isInverse: boolean, norm: FourierNorm): Tensor {
  if (norm === "ortho") return mul(y, 1 / Math.sqrt(n));
  if (norm !== "backward" && norm !== "forward")
    throw new TenonError("invalid_argument", `${op}: norm "${String(norm)}"`, '"backward", "ortho" or "forward"', {
      norm,
    });
  return isInverse === (norm === "backward") ? mul(y, 1 / n) : y;
}

/** As the public functions; `isHalf` keeps the bins up to n/2. */
function transform(
  op: string,
  x: ComplexLike,
  { n, axis = -1, norm = "backward" }: FourierOptions,
  isInverse: boolean,
  isHalf = false,
): Complex {
  const parts = partsOf(op, x);
  const [real, imaginary] = scope(() => {
    const { rows, restore } = toRows(op, parts, axis, n);
    const size = rows.shape[2]!;
    const complex = isInverse && parts.length === 1 ? concat([rows, zerosLike(rows.detach())], { axis: 1 }) : rows;
    const y = scaled(op, isInverse ? inverseDft(complex) : dft(complex), size, isInverse, norm);
    return restore(isHalf ? narrow(y, 2, 0, Math.floor(size / 2) + 1) : y);
  });
  return { real: real!, imaginary: imaginary! };
}

/**
 * Discrete Fourier transform X[k] = Σⱼ x[j]·e^(−2πi·jk/n) along an axis (torch.fft.fft). O(n log n) for every n; differentiable.
 * Shapes: stay but for `n` in place of the axis.
 *
 * @throws TenonError `invalid_argument` for an n below 1, an axis outside the rank or another norm; `shape_mismatch` for parts
 * of different shapes.
 * @example
 * const { real, imaginary } = fft(tensor([1, 2, 3, 4]));
 * real; // [10, -2, -2, -2]
 * imaginary; // [0, 2, 0, -2]
 */
export const fft = (x: ComplexLike, options: FourierOptions = {}): Complex => transform("fft", x, options, false);

/**
 * The inverse of `fft` (torch.fft.ifft).
 *
 * @throws TenonError as `fft`.
 * @example
 * ifft(fft(tensor([1, 2, 3]))).real; // [1, 2, 3]
 */
export const ifft = (x: ComplexLike, options: FourierOptions = {}): Complex => transform("ifft", x, options, true);

/**
 * `fft` of real numbers without the half that mirrors the other: n/2 + 1 values, rounded down (torch.fft.rfft).
 *
 * @throws TenonError as `fft`.
 * @example
 * rfft(tensor([1, 2, 3, 4])).real; // [10, -2, -2]
 */
export const rfft = (x: TensorLike, options: FourierOptions = {}): Complex =>
  transform("rfft", x, options, false, true);

/**
 * The inverse of `rfft`: n real numbers, by default 2·(m − 1) from m (torch.fft.irfft). Give n for an odd count. The imaginary parts
 * of the first value and of the middle one do not count.
 *
 * @throws TenonError as `fft`.
 * @example
 * irfft(rfft(tensor([1, 2, 3, 4, 5])), { n: 5 }); // [1, 2, 3, 4, 5]
 */
export function irfft(x: ComplexLike, { n, axis = -1, norm = "backward" }: FourierOptions = {}): Tensor {
  const parts = partsOf("irfft", x);
  const { shape } = parts[0]!;
  const size = n ?? 2 * (shape[axisOf("irfft", parts, axis)]! - 1);
  checkLength("irfft", size, shape);
  const half = Math.floor(size / 2) + 1;
  return scope(() => {
    const { rows, restore } = toRows("irfft", parts, axis, half);
    const mirror = flip(narrow(rows, 2, 1, size - half), 2);
    const tail = [narrow(mirror, 1, 0, 1), ...(parts.length === 1 ? [] : [neg(narrow(mirror, 1, 1, 1))])];
    const whole = concat([rows, concat(tail, { axis: 1 })], { axis: 2 });
    // Without imaginary parts the spectrum is real and even, and both signs of the exponent give the same real part.
    const y = narrow(parts.length === 1 ? dft(whole) : inverseDft(whole), 1, 0, 1);
    return restore(scaled("irfft", y, size, true, norm))[0]!;
  });
}
