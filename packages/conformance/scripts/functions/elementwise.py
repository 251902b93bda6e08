"""PyTorch's values for fixtures/functions/elementwise.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/elementwise.py
"""

import math

import torch
import torch.nn.functional as F
from fixture_rows import draw, ints, row, ties, write


def unary():
    anywhere = draw(3, 5)
    functions = {
        "neg": torch.neg, "square": torch.square, "exp": torch.exp, "expm1": torch.expm1, "sin": torch.sin,
        "cos": torch.cos, "tanh": torch.tanh, "erf": torch.erf, "sigmoid": torch.sigmoid, "gelu": F.gelu,
        "silu": F.silu, "softplus": F.softplus, "abs": torch.abs, "relu": torch.relu, "sign": torch.sign,
        "floor": torch.floor, "ceil": torch.ceil, "round": torch.round, "leakyRelu": F.leaky_relu,
        "atan": torch.atan,
    }  # fmt: skip
    for name, function in functions.items():
        row(name, function, anywhere)
    positive = draw(3, 5, low=0.1)
    for name in ["log", "sqrt", "rsqrt", "log1p"]:
        row(name, getattr(torch, name), positive)
    inside = draw(3, 5, low=-0.9, high=0.9)
    for name in ["asin", "acos", "tan"]:
        row(name, getattr(torch, name), inside)
    at_zero = torch.tensor([0.0, 1.0, -1.0, 0.0], dtype=torch.float64)
    for name in ["relu", "abs", "sign", "leakyRelu"]:
        row(name, functions[name], at_zero)
    row("gelu tanh", lambda x: F.gelu(x, approximate="tanh"), anywhere)
    row("clamp", lambda x: x.clamp(-1.01, 1.51), anywhere)


def binary():
    functions = {
        "add": torch.add, "sub": torch.sub, "mul": torch.mul, "maximum": torch.maximum, "minimum": torch.minimum,
    }  # fmt: skip
    for name, function in functions.items():
        row(name, function, draw(2, 3), draw(2, 3))
        row(name, function, draw(4, 1, 3), draw(2, 1))
        row(name, function, draw(5), draw())
    away = draw(4, 1, 3, low=0.5)
    row("div", torch.div, draw(2, 3), draw(2, 3, low=0.5))
    row("div", torch.div, draw(2, 1), away)
    row("pow", torch.pow, draw(2, 3, low=0.2), draw(2, 3))
    row("pow", torch.pow, draw(4, 1, 3, low=0.2), draw(2, 1))
    row("pow", torch.pow, torch.tensor([0.0, 0, 2, -2, 1], dtype=torch.float64), torch.tensor([2.0, 1, 0, 3, 5], dtype=torch.float64))
    row("atan2", torch.atan2, draw(2, 3), draw(1, 3, low=0.5))
    row("mod", torch.remainder, draw(2, 3) + 1 / 128, draw(2, 3, low=0.5))
    row("maximum", torch.maximum, ties(4, 5), ties(4, 5))
    row("minimum", torch.minimum, ties(4, 5), ties(5))
    row("mul number", lambda x: x * 2.5, draw(3, 2))
    row("rsub number", lambda x: 1.5 - x, draw(3, 2))
    row("rdiv number", lambda x: 2 / x, draw(3, 2, low=0.5))
    row("pow number", lambda x: x**3, draw(3, 2))
    row("sqrt of pow", lambda x: (x**2).sqrt(), draw(3, 2, low=0.5))
    for name in ["equal", "notEqual", "less", "lessEqual", "greater", "greaterEqual"]:
        torch_name = {"equal": "eq", "notEqual": "ne", "less": "lt", "lessEqual": "le", "greater": "gt", "greaterEqual": "ge"}
        row(name, getattr(torch, torch_name[name]), ties(3, 4), ties(4))
    row("logicalAnd", torch.logical_and, ints(3, 4, high=1).bool(), ints(4, high=1).bool())
    row("logicalOr", torch.logical_or, ints(3, 4, high=1).bool(), ints(4, high=1).bool())
    row("logicalXor", torch.logical_xor, ints(3, 4, high=1).bool(), ints(4, high=1).bool())
    row("logicalNot", torch.logical_not, ints(3, 4, high=1).bool())
    row("where", torch.where, ints(2, 3, high=1).bool(), draw(2, 3), draw(3))

NAN, INF = math.nan, math.inf


def real(*values):
    return torch.tensor(values, dtype=torch.float64)


def special(name, function, *inputs):
    """Values only, where gradients are infinite or undefined."""
    row(f"{name} at special values", lambda *x: function(*x).detach(), *inputs)


def curves():
    anywhere, around, above = draw(3, 5), draw(3, 5, low=-0.95, high=0.95), draw(3, 5, low=1.1, high=9)
    edges = real(0, 1, -1, INF, -INF, NAN, 2, -2, 0.5, 5, -5)
    functions = {
        "sinh": (torch.sinh, anywhere), "cosh": (torch.cosh, anywhere), "asinh": (torch.asinh, anywhere * 3),
        "acosh": (torch.acosh, above), "atanh": (torch.atanh, around), "exp2": (torch.exp2, anywhere),
        "log2": (torch.log2, above), "log10": (torch.log10, above), "erfc": (torch.erfc, anywhere),
        "erfinv": (torch.erfinv, around), "digamma": (torch.digamma, above), "lgamma": (torch.lgamma, above),
        "sinc": (torch.sinc, anywhere), "logit": (torch.logit, draw(3, 5, low=0.2, high=0.8)),
        "reciprocal": (torch.reciprocal, above), "trunc": (torch.trunc, anywhere), "frac": (torch.frac, anywhere + 1 / 128),
    }  # fmt: skip
    for name, (function, inputs) in functions.items():
        row(name, function, inputs)
        special(name, function, edges)
    row("degrees", torch.rad2deg, anywhere)
    row("radians", torch.deg2rad, anywhere * 40)
    row("sinc", torch.sinc, real(0, 0.25, -0.5, 1, 2, 10.5))
    row("logit epsilon", lambda x: torch.logit(x, 0.25), draw(8, low=0, high=1) + 1 / 256)
    for name, function in [("erfc", torch.erfc), ("lgamma", torch.lgamma), ("digamma", torch.digamma)]:
        row(f"{name} wide", function, draw(12, low=0.05, high=6) if name == "erfc" else draw(12, low=0.05, high=60))
    between = real(-0.5, -1.375, -2.5, -3.5625, -4.625)
    row("lgamma below 0", torch.lgamma, between)
    row("digamma below 0", torch.digamma, between)
    for order in [1, 2, 3]:
        row(f"polygamma {order}", lambda x, n=order: torch.polygamma(n, x), draw(8, low=4, high=9))
    row("polygamma 1 below 0", lambda x: torch.polygamma(1, x), between)
    special("nanToNum", lambda x: torch.nan_to_num(x, 0.5, 7, -8), edges)
    row("nanToNum", lambda x: torch.nan_to_num(x), anywhere)
    for name, function in [("isFinite", torch.isfinite), ("isInfinite", torch.isinf), ("isNaN", torch.isnan)]:
        row(name, lambda x, f=function: f(x), edges)
    row("signBit", torch.signbit, real(0, 1, -1, INF, -INF))


def pairs():
    p, q = draw(4, 1, 3), draw(2, 1)
    row("hypot", torch.hypot, p, q)
    row("logaddexp", torch.logaddexp, p, q)
    row("logaddexp", torch.logaddexp, real(1, 50, -80, 2), real(1, 1, 80, -2))
    row("logaddexp2", torch.logaddexp2, p, q)
    row("xlogy", torch.xlogy, p, draw(2, 1, low=0.2))
    row("xlogy at 0", torch.xlogy, real(0, 0, 2), real(2, 5, 1))
    row("fmod", torch.fmod, p + 1 / 128, q.abs() + 0.5)
    row("fmod", torch.fmod, real(-5, 5, -5, 7.5), real(3, -3, -3, 2))
    row("copysign", torch.copysign, p + 1 / 128, q + 1 / 128)
    row("lerp number", lambda a, b: torch.lerp(a, b, 0.25), draw(3, 4), draw(3, 4))
    row("lerp", torch.lerp, draw(3, 4), draw(3, 4), draw(3, 4))
    floor_divide = lambda a, b: torch.floor_divide(a, b).detach()  # noqa: E731
    row("floorDivide", floor_divide, draw(3, 4), draw(3, 4, low=0.25))
    row("floorDivide", floor_divide, real(7, -7, 1, -1, 5), real(2, 2, -3, -3, 0.5))
    row("heaviside", lambda x, v: torch.heaviside(x, v).detach(), ties(3, 4), draw(4))
    all_pairs = torch.cartesian_prod(*[real(0, 1, -1, 2.5, INF, -INF, NAN)] * 2).T.contiguous()
    for name, function in [
        ("hypot", torch.hypot), ("logaddexp", torch.logaddexp), ("logaddexp2", torch.logaddexp2), ("xlogy", torch.xlogy),
        ("fmod", torch.fmod), ("copysign", torch.copysign), ("heaviside", torch.heaviside),
    ]:  # fmt: skip
        sign_of_nan = name == "copysign"
        a, b = (all_pairs[0][~all_pairs[1].isnan()], all_pairs[1][~all_pairs[1].isnan()]) if sign_of_nan else all_pairs
        special(name, function, a.clone(), b.clone())
    near = real(1, 1, 1, INF, INF, NAN, 1000)
    other = real(1.000001, 1.25, -1, INF, -INF, NAN, 1000.001)
    row("isClose", lambda a, b: torch.isclose(a, b, rtol=1e-5, atol=1e-4), near, other)
    row("isClose NaN", lambda a, b: torch.isclose(a, b, equal_nan=True, rtol=0.01), near, other)
    row("allClose", lambda a, b: torch.tensor(torch.allclose(a, b)), draw(3), draw(3))


def integers():
    a, b = ints(3, 4, low=-40, high=40), ints(4, low=-9, high=9)
    nonzero = torch.where(b == 0, 1, b)
    row("gcd", torch.gcd, a, b)
    row("lcm", torch.lcm, a, b)
    row("gcd of large numbers", torch.gcd, torch.tensor([1836311903, 2**31 - 1, 2**30]), torch.tensor([1134903170, 1, 3 * 2**20]))
    row("fmod of integers", torch.fmod, a, nonzero)
    row("mod of integers", torch.remainder, a, nonzero)
    row("floorDivide of integers", torch.floor_divide, a, nonzero)
    row("bitwiseNot", torch.bitwise_not, a)
    row("bitwiseAnd", torch.bitwise_and, a, b)
    row("bitwiseOr", torch.bitwise_or, a, b)
    row("bitwiseXor", torch.bitwise_xor, a, b)
    row("bitShiftLeft", torch.bitwise_left_shift, a, b.abs())
    row("bitShiftRight", torch.bitwise_right_shift, a, b.abs())
    mask, other = ints(3, 4, high=1).bool(), ints(4, high=1).bool()
    row("bitwiseNot of bools", torch.bitwise_not, mask)
    row("bitwiseAnd of bools", torch.bitwise_and, mask, other)


write("elementwise", unary, binary, curves, pairs, integers)
