"""PyTorch's values for fixtures/functions/activations.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/activations.py
"""

import math

import torch
import torch.nn.functional as F
from fixture_rows import draw, row, write


def real(*values):
    return torch.tensor(values, dtype=torch.float64)


def hard_sigmoid(x):
    """F.hardsigmoid's gradient has the digits of a float32 1/6."""
    return F.relu6(x + 3) / 6


def activations():
    anywhere = draw(3, 5) + 1 / 128
    functions = {
        "hardtanh": F.hardtanh, "hardswish": F.hardswish, "relu6": F.relu6, "elu": F.elu, "selu": F.selu, "celu": F.celu,
        "rrelu": F.rrelu, "logSigmoid": F.logsigmoid, "hardshrink": F.hardshrink, "tanhshrink": F.tanhshrink,
        "softsign": F.softsign, "softshrink": F.softshrink, "hardsigmoid": hard_sigmoid, "mish": F.mish,
    }  # fmt: skip
    options = {
        "threshold": lambda x: F.threshold(x, 0.5, -2),
        "hardtanh range": lambda x: F.hardtanh(x, -0.5, 2),
        "elu alpha": lambda x: F.elu(x, 0.7),
        "celu alpha": lambda x: F.celu(x, 2),
        "rrelu range": lambda x: F.rrelu(x, 0.2, 0.6),
        "hardshrink threshold": lambda x: F.hardshrink(x, 1.2),
        "softshrink threshold": lambda x: F.softshrink(x, 1.2),
        "softplus beta": lambda x: F.softplus(x, 2.5, 1000),
        "softplus threshold": lambda x: F.softplus(x, 2.5, 4),
        "leakyRelu slope": lambda x: F.leaky_relu(x, 0.2),
    }
    for name, function in {**functions, **options}.items():
        row(name, function, anywhere * 1.5)
    bends = real(0, 1, -1, 3, -3, 6, 0.5, -0.5)
    for name, function in functions.items():
        # F.hardswish's slope at 3 is 1.5 or 1, as its kernel is scalar or vectorised.
        row(name, function, bends[bends != 3] if name == "hardswish" else bends)
        if name not in ["softsign", "hardswish", "mish"]:  # 0·∞ and ∞/∞ there are accidents of the formula
            row(f"{name} at infinities", lambda x, f=function: f(x).detach(), real(math.inf, -math.inf, 80, -80))
    for name in ["elu", "selu", "celu", "hardtanh", "relu6", "logSigmoid"]:
        row(f"{name} far out", functions[name], real(60, -60, 200, -200))


def weighted():
    x = draw(2, 3, 4) + 1 / 128
    row("prelu", F.prelu, x, draw(3))
    row("prelu one weight", F.prelu, x, draw(1))
    row("prelu of rows", F.prelu, draw(4, 3) + 1 / 128, draw(3))
    row("prelu one weight", F.prelu, real(0, 1, -1), draw(1))
    row("glu", F.glu, draw(3, 6))
    row("glu axis 0", lambda x: F.glu(x, 0), draw(4, 3))
    row("softmin", lambda x: F.softmin(x, -1), draw(3, 5))
    row("softmin axis 0", lambda x: F.softmin(x, 0), draw(3, 5) * 40)
    vectors = draw(3, 4)
    row("normalize", F.normalize, vectors)
    row("normalize", F.normalize, torch.cat([draw(1, 4), torch.zeros(1, 4, dtype=torch.float64)]))
    row("normalize p 1 axis 0", lambda x: F.normalize(x, 1, 0), vectors + 1 / 128)
    row("normalize p 3", lambda x: F.normalize(x, 3), vectors + 1 / 128)
    row("normalize epsilon", lambda x: F.normalize(x, eps=2.5), vectors)


write("activations", activations, weighted)
