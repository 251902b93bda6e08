import { TenonError } from "../errors.js";
import { type CreateOptions, tensor } from "../ops/create.js";
import type { Tensor } from "../tensor.js";

export interface SpectralWindowOptions extends CreateOptions {
  /** True (default) for transforms: one period of n; false for filters: symmetric. */
  readonly periodic?: boolean;
}

/** Σₖ (−1)ᵏ·cₖ·cos(2πkj/N), with N = n or n − 1. */
function cosineSum(
  op: string,
  n: number,
  coefficients: readonly number[],
  { periodic = true, ...options }: SpectralWindowOptions,
): Tensor {
  if (!Number.isInteger(n) || n < 0)
    throw new TenonError("invalid_argument", `${op}: a window of ${n} elements`, "an integer ≥ 0", { n });
  const N = periodic ? n : n - 1;
  const at = (j: number) => coefficients.reduce((sum, c, k) => sum + (k % 2 ? -c : c) * Math.cos((2 * Math.PI * k * j) / N), 0); // biome-ignore format: short
  const values = n === 1 ? [1] : Array.from({ length: n }, (_, j) => at(j));
  return tensor(values, { dtype: "float32", shape: [n], ...options });
}

/**
 * The Hann window ½ − ½·cos(2πj/n). Shape [n] (torch.hann_window).
 *
 * @throws TenonError `invalid_argument` for a negative n.
 * @example
 * hannWindow(4); // [0, 0.5, 1, 0.5]
 */
export const hannWindow = (n: number, options: SpectralWindowOptions = {}): Tensor =>
  cosineSum("hannWindow", n, [0.5, 0.5], options);

/**
 * The Hamming window 0.54 − 0.46·cos(2πj/n). Shape [n] (torch.hamming_window).
 *
 * @throws TenonError `invalid_argument` for a negative n.
 * @example
 * hammingWindow(4); // [0.08, 0.54, 1, 0.54]
 */
export const hammingWindow = (n: number, options: SpectralWindowOptions = {}): Tensor =>
  cosineSum("hammingWindow", n, [0.54, 0.46], options);

/**
 * The Blackman window 0.42 − 0.5·cos(2πj/n) + 0.08·cos(4πj/n). Shape [n] (torch.blackman_window).
 *
 * @throws TenonError `invalid_argument` for a negative n.
 * @example
 * blackmanWindow(4, { periodic: false }); // [0, 0.63, 0.63, 0]
 */
export const blackmanWindow = (n: number, options: SpectralWindowOptions = {}): Tensor =>
  cosineSum("blackmanWindow", n, [0.42, 0.5, 0.08], options);
