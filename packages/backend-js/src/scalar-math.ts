/** 2⁵²: adding it to a smaller float64 leaves no room for a fraction, so the sum is rounded half to even. */
const NO_FRACTION = 4503599627370496;

export function roundHalfToEven(x: number): number {
  if (x > 0) return x < NO_FRACTION ? x + NO_FRACTION - NO_FRACTION : x;
  if (x < 0) return x > -NO_FRACTION ? -(NO_FRACTION - x - NO_FRACTION) : x;
  return x;
}

/** The remainder with the sign of `y`. */
export function floatMod(x: number, y: number): number {
  const r = x % y;
  return r !== 0 && r < 0 !== y < 0 ? r + y : r;
}

export function integerMod(x: number, y: number): number {
  if (y === 0) return 0;
  const r = x % y;
  return r !== 0 && r < 0 !== y < 0 ? r + y : r;
}

/** IEEE 754 pow: unlike `Math.pow`, 1 to any power is 1, and so is −1 to ±∞. */
export function floatPow(x: number, y: number): number {
  return x === 1 || (x === -1 && (y === Number.POSITIVE_INFINITY || y === Number.NEGATIVE_INFINITY)) ? 1 : x ** y;
}

/** xʸ modulo 2³²; for y < 0 the quotient 1 / x⁻ʸ truncated. */
export function integerPow(x: number, y: number): number {
  if (y < 0) return x === 1 ? 1 : x === -1 ? 1 - 2 * (y & 1) : 0;
  let power = 1;
  for (let base = x, n = y; n > 0; n >>= 1, base = Math.imul(base, base)) if (n & 1) power = Math.imul(power, base);
  return power;
}
