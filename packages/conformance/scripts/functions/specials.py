"""PyTorch's values where elementwise functions are hardest, for fixtures/specials.json: zeros of both signs, infinities, NaN,
subnormals and the largest numbers of float32, computed in float64 and rounded to float32.

Run: /usr/bin/python3 packages/conformance/scripts/functions/specials.py
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

NAN, INF = math.nan, math.inf
LARGEST, NORMAL, SMALLEST = (2 - 2.0**-23) * 2.0**127, 2.0**-126, 2.0**-149
POINTS = [0.0, 1.0, 0.5, 2.5, NORMAL, SMALLEST, 100.0, LARGEST, INF]
VALUES = [*POINTS, *(-x for x in POINTS), NAN]
FEW = [0.0, -0.0, 1.0, -1.5, 2.0, SMALLEST, LARGEST, -LARGEST, INF, -INF, NAN]

# hardswish overflows in float32 where it does not in float64; this version of PyTorch forgets NaN in softshrink.
UNARY = {
    "abs": torch.abs, "acos": torch.acos, "acosh": torch.acosh, "asin": torch.asin, "asinh": torch.asinh, "atan": torch.atan,
    "atanh": torch.atanh, "ceil": torch.ceil, "degrees": torch.rad2deg, "erf": torch.erf,
    "erfc": torch.erfc, "erfinv": torch.erfinv, "exp": torch.exp, "exp2": torch.exp2, "expm1": torch.expm1, "floor": torch.floor,
    "frac": torch.frac, "isFinite": torch.isfinite, "isInfinite": torch.isinf, "isNaN": torch.isnan, "log": torch.log,
    "log10": torch.log10, "log1p": torch.log1p, "log2": torch.log2, "logit": torch.logit, "neg": torch.neg,
    "radians": torch.deg2rad, "reciprocal": torch.reciprocal, "round": torch.round, "rsqrt": torch.rsqrt, "sigmoid": torch.sigmoid,
    "signBit": torch.signbit, "sqrt": torch.sqrt, "square": torch.square, "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh,
    "trunc": torch.trunc, "celu": F.celu, "elu": F.elu, "hardshrink": F.hardshrink, "hardsigmoid": F.hardsigmoid,
    "hardswish": lambda x: F.hardswish(x.float()), "hardtanh": F.hardtanh, "leakyRelu": F.leaky_relu, "logSigmoid": F.logsigmoid, "mish": F.mish,
    "relu": F.relu, "relu6": F.relu6, "selu": F.selu, "softplus": F.softplus, "softshrink": lambda x: torch.where(x.isnan(), x, F.softshrink(x)), "softsign": F.softsign,
    "tanhshrink": F.tanhshrink, "silu": F.silu, "gelu": F.gelu,
}  # fmt: skip

BINARY = {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "atan2": torch.atan2, "copysign": torch.copysign,
    "floorDivide": lambda a, b: torch.div(a, b, rounding_mode="floor"), "fmod": torch.fmod, "mod": torch.remainder,
    "heaviside": torch.heaviside, "hypot": torch.hypot, "logaddexp": torch.logaddexp, "logaddexp2": torch.logaddexp2,
    "maximum": torch.maximum, "minimum": torch.minimum, "pow": torch.pow, "xlogy": torch.xlogy, "equal": torch.eq, "notEqual": torch.ne,
    "less": torch.lt, "lessEqual": torch.le, "greater": torch.gt, "greaterEqual": torch.ge, "isClose": torch.isclose,
}  # fmt: skip


def number(value):
    if isinstance(value, bool):
        return int(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else 0
    return int(value) if value == int(value) and abs(value) < 2**31 else float(f"{value:.10g}")


def rows():
    one = torch.tensor(VALUES, dtype=torch.float64)
    left = torch.tensor(FEW, dtype=torch.float64).repeat_interleave(len(FEW))
    right = torch.tensor(FEW, dtype=torch.float64).repeat(len(FEW))
    for functions, inputs in [(UNARY, [one]), (BINARY, [left, right])]:
        for name, function in functions.items():
            output = function(*inputs)
            dtype = "bool" if output.dtype == torch.bool else "float32"
            rounded = output.float() if dtype == "float32" else output
            yield {"name": name, "dtype": dtype, "output": [number(v) for v in rounded.tolist()]}


def main():
    made = list(rows())
    head = {
        "script": "packages/conformance/scripts/functions/specials.py",
        "torch": torch.__version__,
        "values": [number(x) for x in VALUES],
        "few": [number(x) for x in FEW],
    }
    path = pathlib.Path(__file__).parents[2] / "fixtures" / "specials.json"
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in made)
    path.write_text(json.dumps(head)[:-1] + ', "rows": [\n' + lines + "\n]}\n")
    print(f"{path.name}: {len(made)} functions, {path.stat().st_size} bytes")


main()
