"""PyTorch's values for fixtures/functions/elementwise.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/elementwise.py
"""

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


write("elementwise", unary, binary)
