"""What the scripts of this folder share: random inputs, PyTorch's values and gradients in float64, and the file they go to.

Each script writes fixtures/functions/<family>.json for the table src/cases/functions/<family>-functions.ts, which says what to
call in Tenon under each name. The first row of each name has no ties and no kinks near by: differences are taken there.

Run all: for f in packages/conformance/scripts/functions/*.py; do /usr/bin/python3 $f; done
"""

import json
import math
import pathlib

import torch

rows = []


def number(value):
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return int(value) if value == int(value) and abs(value) < 2**31 else float(f"{value:.13g}")
    return int(value)


def as_json(x):
    dtype = {torch.float64: "float32", torch.int64: "int32", torch.bool: "bool"}[x.dtype]
    return {"shape": list(x.shape), "dtype": dtype, "data": [number(v) for v in x.flatten().tolist()]}


def draw(*shape, low=-3.0, high=3.0):
    """Multiples of 1/64: exact in float32 and short in JSON."""
    return torch.round((torch.rand(shape, dtype=torch.float64) * (high - low) + low) * 64) / 64


def distinct(*shape):
    """No two elements are closer than 1/8, so that maxima do not tie."""
    count = math.prod(shape)
    return ((torch.randperm(count) - count // 2).double() / 8).reshape(shape)


def ties(*shape):
    return torch.randint(-1, 2, shape).double()


def ints(*shape, low=0, high=2):
    return torch.randint(low, high + 1, shape)


def row(name, function, *inputs):
    leaves = [x.clone().requires_grad_(x.dtype.is_floating_point) for x in inputs]
    output = function(*leaves)
    made = {"name": name, "inputs": [as_json(x) for x in inputs], "output": as_json(output.detach())}
    if output.requires_grad:
        cotangent = torch.round((torch.rand(output.shape, dtype=torch.float64) * 4 - 2) * 8) / 8
        gradients = torch.autograd.grad(output, [x for x in leaves if x.requires_grad], cotangent, allow_unused=True)
        floats = [x for x in leaves if x.requires_grad]
        filled = [torch.zeros_like(x) if g is None else g for x, g in zip(floats, gradients)]
        made["cotangent"] = as_json(cotangent)
        made["gradients"] = [as_json(g) for g in filled]
    rows.append(made)


def write(family, *makers):
    """Each family has its own stream, so that one can grow without the others changing."""
    torch.manual_seed(11)
    for make in makers:
        make()
    head = {"script": f"packages/conformance/scripts/functions/{family}.py", "torch": torch.__version__}
    path = pathlib.Path(__file__).parents[2] / "fixtures" / "functions" / f"{family}.json"
    lines = ",\n".join(json.dumps(made, separators=(",", ":")) for made in rows)
    path.write_text(json.dumps(head)[:-1] + ', "rows": [\n' + lines + "\n]}\n")
    names = {made["name"] for made in rows}
    print(f"{path.name}: {len(rows)} rows, {len(names)} functions, {path.stat().st_size} bytes")
