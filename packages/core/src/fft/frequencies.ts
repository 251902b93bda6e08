import { TenonError } from "../errors.js";
import { type CreateOptions, tensor } from "../ops/create.js";
import { roll } from "../ops/roll.js";
import { normalizeAxes } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";

export interface FrequencyOptions extends CreateOptions {
  /** Time between samples; default 1. */
  readonly spacing?: number;
}

function frequencies(op: string, n: number, count: number, { spacing = 1, ...options }: FrequencyOptions): Tensor {
  if (!Number.isInteger(n) || n < 1 || !(Math.abs(spacing) > 0))
    throw new TenonError(
      "invalid_argument",
      `${op}: ${n} samples, ${spacing} apart`,
      "an integer n ≥ 1 and a spacing that is not 0",
      { n, spacing },
    );
  const values = Float64Array.from({ length: count }, (_, k) => (2 * k < n || count < n ? k : k - n) / (n * spacing));
  return tensor(values, { dtype: "float32", ...options });
}

/**
 * The frequency of each value of `fft` in cycles per unit of `spacing`: 0, 1/n, … then the negative ones. Shape [n]
 * (torch.fft.fftfreq).
 *
 * @throws TenonError `invalid_argument` for an n below 1 or a spacing of 0.
 * @example
 * fftfreq(4); // [0, 0.25, -0.5, -0.25]
 */
export const fftfreq = (n: number, options: FrequencyOptions = {}): Tensor => frequencies("fftfreq", n, n, options);

/**
 * The frequency of each value of `rfft`. Shape [n/2 + 1] (torch.fft.rfftfreq).
 *
 * @throws TenonError `invalid_argument` for an n below 1 or a spacing of 0.
 * @example
 * rfftfreq(4); // [0, 0.25, 0.5]
 */
export const rfftfreq = (n: number, options: FrequencyOptions = {}): Tensor =>
  frequencies("rfftfreq", n, Math.floor(n / 2) + 1, options);

export interface ShiftOptions {
  /** Which axes to shift; default all. */
  readonly axes?: number | readonly number[];
}

function shift(op: string, x: TensorLike, axes: ShiftOptions["axes"], places: (n: number) => number): Tensor {
  const t = asTensor(x, op);
  const list = normalizeAxes(op, axes, t.rank);
  const shifts = list.map((axis) => places(t.shape[axis]!));
  return roll(t, shifts, { axis: list });
}

/**
 * Moves frequency 0 to the middle of the axes (torch.fft.fftshift).
 *
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * fftshift(fftfreq(4)); // [-0.5, -0.25, 0, 0.25]
 */
export const fftshift = (x: TensorLike, { axes }: ShiftOptions = {}): Tensor =>
  shift("fftshift", x, axes, (n) => Math.floor(n / 2));

/**
 * The inverse of `fftshift` (torch.fft.ifftshift).
 *
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * ifftshift(tensor([-0.5, -0.25, 0, 0.25])); // [0, 0.25, -0.5, -0.25]
 */
export const ifftshift = (x: TensorLike, { axes }: ShiftOptions = {}): Tensor =>
  shift("ifftshift", x, axes, (n) => Math.ceil(n / 2));
