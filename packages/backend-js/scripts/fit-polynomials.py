"""Fits the polynomials of src/erf.ts and src/float32-math.ts (needs mpmath): python3 scripts/fit-polynomials.py

erf on [0, 1]: erf(x) / x in u = 2x² - 1; elsewhere: erfcx(x) = erfc(x) exp(x²) in u, which is linear in 1 / (x + 3) and
runs from 1 at the lowest x to -1 at the highest. Chebyshev interpolation, printed as coefficients of
powers of u, lowest first.
"""
import mpmath as mp

mp.mp.dps = 50


def fit(f, degree):
    n = degree + 1
    nodes = [mp.cos(mp.pi * (k + mp.mpf(1) / 2) / n) for k in range(n)]
    values = [f(u) for u in nodes]
    cheb = [2 * sum(v * mp.cos(mp.pi * j * (k + mp.mpf(1) / 2) / n) for k, v in enumerate(values)) / n for j in range(n)]
    cheb[0] /= 2
    power = [mp.mpf(0)] * n
    before, now = [mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]
    for j in range(n):
        for i, c in enumerate(before):
            power[i] += cheb[j] * c
        after = [mp.mpf(0)] + [2 * c for c in now]
        for i, c in enumerate(before):
            after[i] -= c
        before, now = now, after
    return power


def error(f, power, weight):
    points = [mp.mpf(k) / 500 - 1 for k in range(1001)]
    return max(abs(mp.polyval(power[::-1], u) - f(u)) * weight(u) for u in points)


def near(u):
    x = mp.sqrt((u + 1) / 2)
    return mp.erf(x) / x if x else 2 / mp.sqrt(mp.pi)


class Erfcx:
    def __init__(self, lowest, highest):
        self.high, self.low = 1 / mp.mpf(lowest + 3), 1 / mp.mpf(highest + 3)

    def x(self, u):
        return 1 / ((u + 1) / 2 * (self.high - self.low) + self.low) - 3

    def __call__(self, u):
        return mp.erfc(self.x(u)) * mp.exp(self.x(u) ** 2)

    def weight(self, u):
        return mp.exp(-self.x(u) ** 2)


far, wide = Erfcx(1, 6), Erfcx(0, 4)
for name, f, degree, weight in (
    ("erf, 0 to 1", near, 11, lambda u: 1),
    ("erf, 1 to 6", far, 12, far.weight),
    ("erf for float32, 0 to 4", wide, 11, wide.weight),
):
    power = fit(f, degree)
    print(name, "error", mp.nstr(error(f, power, weight), 3))
    print([float(c) for c in power])
