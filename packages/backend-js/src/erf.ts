/**
 * The error function, within 4 ulp of float64. Up to 1 a polynomial for erf(x) / x; beyond, one for erfc(x)·exp(x²) in
 * 1 / (x + 3). `scripts/fit-polynomials.py` makes the coefficients.
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
