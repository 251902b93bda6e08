"""Fits the two polynomials of `erf` in src/scalar-math.ts (needs mpmath): python3 scripts/fit-erf.py

On [0, 1]: erf(x) / x in u = 2x² - 1. On [1, 6]: erfcx(x) = erfc(x) exp(x²) in u, which is linear in 1 / (x + 3) and
runs from 1 to -1. Chebyshev interpolation, printed as coefficients of powers of u, lowest first.
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


LOW, HIGH = mp.mpf(1) / 9, mp.mpf(1) / 4


def far_x(u):
    return 1 / ((u + 1) / 2 * (HIGH - LOW) + LOW) - 3


def far(u):
    return mp.erfc(far_x(u)) * mp.exp(far_x(u) ** 2)


for name, f, degree, weight in (
    ("near", near, 11, lambda u: 1),
    ("far", far, 12, lambda u: mp.exp(-far_x(u) ** 2)),
):
    power = fit(f, degree)
    print(name, "error of erf", mp.nstr(error(f, power, weight), 3))
    print([float(c) for c in power])
