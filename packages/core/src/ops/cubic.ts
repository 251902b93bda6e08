/**
 * Cubic convolution with a = −0.75 (Keys 1981, eq. 4): the weights of the pixels at −1, 0, 1 and 2 for a place t right of
 * pixel 0, as coefficients of 1, t, t² and t³.
 */
export const CUBIC: readonly (readonly [number, number, number, number])[] = [
  [0, -0.75, 1.5, -0.75],
  [1, 0, -2.25, 1.25],
  [0, 0.75, 1.5, -1.25],
  [0, 0, -0.75, 0.75],
];

/** The weight of the pixel at tap − 1. */
export function cubicWeight(tap: number, t: number): number {
  const [a, b, c, d] = CUBIC[tap]!;
  return ((d * t + c) * t + b) * t + a;
}
