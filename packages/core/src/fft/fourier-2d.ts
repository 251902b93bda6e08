import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { normalizeAxes, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { type Complex, type ComplexLike, partsOf } from "./complex.js";
import { type FourierNorm, type FourierOptions, fft, ifft, irfft, rfft } from "./fourier.js";

export interface Fourier2dOptions {
  /** Lengths of the transform along `axes`; default their sizes. */
  readonly sizes?: readonly [number, number];
  /** Default the last two. */
  readonly axes?: readonly [number, number];
  readonly norm?: FourierNorm;
}

/** Options of the transforms along the first and the second axis. */
function perAxis(
  op: string,
  x: ComplexLike,
  { sizes, axes = [-2, -1], norm = "backward" }: Fourier2dOptions,
): FourierOptions[] {
  normalizeAxes(op, axes, partsOf(op, x)[0]!.rank); // refuses one that is named twice
  if (axes.length !== 2 || (sizes !== undefined && sizes.length !== 2))
    throw new TenonError(
      "invalid_argument",
      `${op}: axes ${showShape(axes)}${sizes === undefined ? "" : ` with sizes ${showShape(sizes)}`}`,
      "two axes, and two sizes",
      { axes, sizes },
    );
  return axes.map((axis, i) => ({ axis, norm, ...(sizes !== undefined && { n: sizes[i]! }) }));
}

/**
 * `fft` along two axes (torch.fft.fft2).
 *
 * @throws TenonError as `fft`.
 * @example
 * fft2(tensor([[1, 2], [3, 4]])).real; // [[10, -2], [-4, 0]]
 */
export function fft2(x: ComplexLike, options: Fourier2dOptions = {}): Complex {
  const [first, second] = perAxis("fft2", x, options);
  return scope(() => fft(fft(x, second), first));
}

/**
 * The inverse of `fft2` (torch.fft.ifft2).
 *
 * @throws TenonError as `fft`.
 * @example
 * ifft2(fft2(tensor([[1, 2], [3, 4]]))).real; // [[1, 2], [3, 4]]
 */
export function ifft2(x: ComplexLike, options: Fourier2dOptions = {}): Complex {
  const [first, second] = perAxis("ifft2", x, options);
  return scope(() => ifft(ifft(x, second), first));
}

/**
 * `fft2` of real numbers, with n/2 + 1 values along the second axis (torch.fft.rfft2).
 *
 * @throws TenonError as `fft`.
 * @example
 * rfft2(tensor([[1, 2, 3], [4, 5, 6]])).real; // [[21, -3], [-9, 0]]
 */
export function rfft2(x: TensorLike, options: Fourier2dOptions = {}): Complex {
  const [first, second] = perAxis("rfft2", x, options);
  return scope(() => fft(rfft(x, second), first));
}

/**
 * The inverse of `rfft2` (torch.fft.irfft2). Give `sizes` for an odd count along the second axis.
 *
 * @throws TenonError as `fft`.
 * @example
 * irfft2(rfft2(tensor([[1, 2], [3, 4]]))); // [[1, 2], [3, 4]]
 */
export function irfft2(x: ComplexLike, options: Fourier2dOptions = {}): Tensor {
  const [first, second] = perAxis("irfft2", x, options);
  return scope(() => irfft(ifft(x, first), second));
}
