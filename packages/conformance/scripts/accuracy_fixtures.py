"""Writes fixtures/accuracy.json: elementwise functions at hard float32 arguments, from mpmath with 40 digits.

Run: /usr/bin/python3 packages/conformance/scripts/accuracy_fixtures.py
"""

import json
import math
import pathlib
import random

import mpmath as mp
import numpy

mp.mp.dps = 40
random.seed(11)


def single(x):
    return float(numpy.float32(x))


def even(low, high, count=16):
    return [single(random.uniform(low, high)) for _ in range(count)]


def spread(low, high, count=12):
    """Magnitudes from 10^low to 10^high."""
    return [single(10 ** random.uniform(low, high)) for _ in range(count)]


def both(values):
    return [*values, *[-x for x in values]]


ZEROS = [0.0, -0.0]
TINY = both([single(1e-40), single(1e-30)])  # the first is subnormal
BELOW_ONE = [single(1 - x) for x in spread(-7, -1)]


def log_gamma(x):
    return mp.loggamma(x) if x > 100 else mp.log(abs(mp.gamma(x)))


FUNCTIONS = {
    "sinh": (mp.sinh, ZEROS + TINY + both(spread(-8, 1.9)) + even(-2, 2) + [single(89.2), -single(89.2)]),
    "cosh": (mp.cosh, ZEROS + TINY + both(spread(-8, 1.9)) + even(-2, 2) + [single(89.2), -single(89.2)]),
    "asinh": (mp.asinh, ZEROS + TINY + both(spread(-8, 38)) + even(-3, 3)),
    "acosh": (mp.acosh, [1.0] + [single(1 + x) for x in spread(-6, 0)] + spread(0, 38)),
    "atanh": (mp.atanh, ZEROS + TINY + both(BELOW_ONE) + even(-1, 1)),
    "exp2": (lambda x: mp.mpf(2) ** x, ZEROS + [3.0, -20.0] + even(-125, 127) + even(-1, 1)),
    "log2": (lambda x: mp.log(x, 2), [2.0**k for k in range(-120, 121, 30)] + spread(-37, 38) + even(0.5, 2)),
    "log10": (lambda x: mp.log(x, 10), [10.0**k for k in range(11)] + spread(-37, 38) + even(0.5, 2)),
    "erfc": (mp.erfc, ZEROS + TINY + even(-5, 0.5) + even(0.5, 9, 24) + [0.5, 6.0]),
    "erfinv": (mp.erfinv, ZEROS + TINY + both(BELOW_ONE) + both(spread(-20, -1)) + even(-1, 1)),
    "lgamma": (log_gamma, [1.0, 2.0, 0.5, 8.0] + even(0, 9, 24) + even(0.9, 1.1) + even(1.9, 2.1) + spread(-37, 36)),
    "lgamma below 0": (log_gamma, even(-19, 0) + [-x for x in spread(-30, 0)]),
    "digamma": (mp.digamma, [1.0, 2.0, 0.5] + even(0, 9, 24) + spread(-30, 36)),
    "digamma below 0": (mp.digamma, even(-19, 0)),
    "polygamma 1": (lambda x: mp.polygamma(1, x), even(0, 9) + even(-9, 0) + spread(-15, 15)),
    "sinc": (mp.sincpi, ZEROS + TINY + even(-3, 3) + both(spread(-3, 5)) + [1.0, -2.0, 1000.0]),
    "logit": (lambda x: mp.log(x) - mp.log1p(-x), [0.5, 0.25] + even(0, 1) + even(0.49, 0.51) + spread(-37, -1) + BELOW_ONE),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), ZEROS + even(-80, 40) + even(-2, 2)),
    "logaddexp 3": (lambda x: mp.log(mp.exp(x) + mp.exp(3)), even(-80, 80) + even(2, 4)),
    "hypot 3": (lambda x: mp.sqrt(x * x + 9), ZEROS + TINY + both(spread(-20, 38))),
}  # fmt: skip


def text(x):
    return "-0" if x == 0 and math.copysign(1, x) < 0 else x


def odd(name, x, y):
    """mpmath has no −0."""
    return -0.0 if name in {"sinh", "asinh", "atanh", "erfinv"} and x == 0 and math.copysign(1, x) < 0 else y


rows = {}
for name, (function, xs) in FUNCTIONS.items():
    ys = [odd(name, x, float(function(mp.mpf(x)))) for x in xs]
    rows[name] = {"x": [text(x) for x in xs], "y": [text(y) for y in ys]}
head = {"script": "packages/conformance/scripts/accuracy_fixtures.py", "mpmath": mp.__version__}
path = pathlib.Path(__file__).parents[1] / "fixtures" / "accuracy.json"
lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(made, separators=(',', ':'))}" for name, made in rows.items())
path.write_text(json.dumps(head)[:-1] + ', "functions": {\n' + lines + "\n}}\n")
print(f"{path.name}: {len(rows)} functions, {path.stat().st_size} bytes")
