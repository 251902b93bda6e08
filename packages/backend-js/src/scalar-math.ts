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

/**
 * The error function, within 2 ulp of float64. Up to 1 a polynomial for erf(x) / x; beyond, one for erfc(x)·exp(x²) in
 * 1 / (x + 3). `scripts/fit-erf.py` makes the coefficients.
 */
export function erf(x: number): number {
  const z = Math.abs(x);
  if (z <= 1) {
    const u = 2 * z * z - 1;
    return (
      x *
      (0.9654687386698673 +
        u *
          (-0.1405360890227171 +
            u *
              (0.019852496688984218 +
                u *
                  (-0.0022854855611440855 +
                    u *
                      (0.00021751715603563488 +
                        u *
                          (-1.75371694412802e-5 +
                            u *
                              (1.2233827638093572e-6 +
                                u *
                                  (-7.51156925108609e-8 +
                                    u *
                                      (4.115751500265885e-9 +
                                        u *
                                          (-2.035231956483527e-10 +
                                            u * (9.21125018742823e-12 + u * -3.80659122412214e-13)))))))))))
    );
  }
  if (z >= 6) return x > 0 ? 1 : -1;
  if (Number.isNaN(z)) return x;
  const u = 14.4 / (z + 3) - 2.6;
  const scaled =
    0.20798329133342885 +
    u *
      (0.15436117429438836 +
        u *
          (0.049698445403375216 +
            u *
              (0.012713147695154857 +
                u *
                  (0.002479314697621277 +
                    u *
                      (0.0003316029648753461 +
                        u *
                          (1.9563578906857695e-5 +
                            u *
                              (-2.42557221161177e-6 +
                                u *
                                  (-5.541125848160943e-7 +
                                    u *
                                      (4.551267548592995e-9 +
                                        u *
                                          (1.131478564144137e-8 +
                                            u * (2.4416129982547695e-10 + u * -2.3736182042986786e-10)))))))))));
  const tail = scaled * Math.exp(-z * z);
  return x > 0 ? 1 - tail : tail - 1;
}
