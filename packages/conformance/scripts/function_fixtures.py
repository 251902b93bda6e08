"""Writes fixtures/functions.json: values and gradients that PyTorch gives for public functions, in float64.

The first row of each name has no ties and no kinks near by: differences are taken there.

Run: /usr/bin/python3 packages/conformance/scripts/function_fixtures.py
The names are those of the table in src/cases/function-table.ts, which says what to call in Tenon.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

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
    row("clip", lambda x: x.clamp(-1.01, 1.51), anywhere)


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


def reductions():
    x = draw(2, 3, 4)
    row("sum", lambda x: x.sum(), x)
    row("sum axis 1", lambda x: x.sum(1), x)
    row("sum axes keep", lambda x: x.sum((0, 2), keepdim=True), x)
    row("mean", lambda x: x.mean(), x)
    row("mean axis -1", lambda x: x.mean(-1), x)
    row("variance", lambda x: x.var(), x)
    row("variance axis 1", lambda x: x.var(1), x)
    row("variance correction 0", lambda x: x.var((0, 1), unbiased=False), x)
    row("std axis 2 keep", lambda x: x.std(2, keepdim=True), x)
    row("prod axis 1", lambda x: x.prod(1), x)
    one_zero, two_zeros = draw(2, 4, low=0.5), draw(2, 4, low=0.5)
    one_zero[0, 1] = 0
    two_zeros[0, 1] = two_zeros[0, 3] = 0
    row("prod axis 1", lambda x: x.prod(1), one_zero)
    row("prod axis 1", lambda x: x.prod(1), two_zeros)
    row("prod", lambda x: x.prod(), draw(5, low=0.5))
    row("max", lambda x: x.amax(), distinct(2, 3, 4))
    row("max axis 1", lambda x: x.amax(1), distinct(2, 3, 4))
    row("max axis 1", lambda x: x.amax(1), ties(3, 5))
    row("max axes keep", lambda x: x.amax((0, 2), keepdim=True), distinct(2, 3, 4))
    row("max axes keep", lambda x: x.amax((0, 2), keepdim=True), ties(2, 3, 4))
    row("min axis 1", lambda x: x.amin(1), distinct(2, 3, 4))
    row("min axis 1", lambda x: x.amin(1), ties(3, 5))
    row("any axis 1", lambda x: x.any(1), ints(4, 3, high=1).bool())
    row("all axis 0", lambda x: x.all(0), ints(2, 5, high=1).bool())
    row("argMax axis 1", lambda x: x.argmax(1), distinct(3, 5))
    row("argMin axis 0", lambda x: x.argmin(0), distinct(3, 5))
    row("logSumExp axis 1", lambda x: x.logsumexp(1), draw(3, 5))
    row("logSumExp axis 1", lambda x: x.logsumexp(1), draw(3, 5) * 100)
    row("cumSum axis 1", lambda x: x.cumsum(1), draw(3, 5))
    row("cumSum axis 0", lambda x: x.cumsum(0), draw(3, 5))
    row("softmax axis -1", lambda x: x.softmax(-1), draw(3, 5))
    row("softmax axis -1", lambda x: x.softmax(-1), draw(2, 4) * 100)
    row("softmax axis 1", lambda x: x.softmax(1), draw(2, 3, 4))
    row("logSoftmax axis -1", lambda x: x.log_softmax(-1), draw(3, 5))
    row("logSoftmax axis -1", lambda x: x.log_softmax(-1), draw(2, 4) * 100)
    row("logSoftmax axis 0", lambda x: x.log_softmax(0), draw(3, 5))


def movement():
    x = draw(2, 3, 4)
    row("reshape", lambda x: x.reshape(4, 6), x)
    row("flatten", lambda x: x.flatten(1), x)
    row("transpose", lambda x: x.transpose(0, 2), x)
    row("permute", lambda x: x.permute(2, 0, 1), x)
    row("broadcastTo", lambda x: x.expand(4, 2, 3), draw(2, 1))
    row("flip", lambda x: x.flip([0, 2]), x)
    row("squeeze", lambda x: x.squeeze(), draw(2, 1, 3))
    row("unsqueeze", lambda x: x.unsqueeze(1), draw(2, 3))
    row("concat axis 1", lambda a, b: torch.cat([a, b, a], 1), draw(2, 3), draw(2, 1))
    row("stack axis 1", lambda a, b: torch.stack([a, b], 1), draw(2, 3), draw(2, 3))
    row("split", lambda x: x.split([1, 3], 1)[1] * 2, draw(2, 4))
    row("split by size", lambda x: x.split(3, 1)[1], draw(2, 8))
    row("pad", lambda x: F.pad(x, [1, 2, 0, 1], value=0.5), x)
    row("tril", torch.tril, draw(4, 3))
    row("triu", torch.triu, draw(3, 4))
    row("at integer", lambda x: x[1], x)
    row("at slice", lambda x: x[:, 1:, ::2], x)
    row("at new axis", lambda x: x[:, None, -1], x)
    row("at ellipsis", lambda x: x[..., 1:3], x)
    row("at integers", lambda x: x[:, [2, 0, 2]], x)


def indexing():
    x = draw(3, 4)
    row("gather", lambda x, i: x.gather(1, i), x, ints(3, 6, high=3))
    row("gather axis 0", lambda x, i: x.gather(0, i), x, ints(2, 4, high=2))
    row("take", lambda x, i: x[i], x, ints(2, 5, high=2))
    row("take axis 1", lambda x, i: x[:, i], x, ints(5, high=3))
    row("scatterAdd", lambda x, i, u: x.scatter_add(1, i, u), x, ints(3, 6, high=3), draw(3, 6))
    unique = torch.stack([torch.randperm(4)[:2] for _ in range(3)])
    row("scatter", lambda x, i, u: x.scatter(1, i, u), x, unique, draw(3, 2))
    row("embedding", lambda w, i: F.embedding(i, w), draw(5, 3), ints(2, 4, high=4))


def products():
    row("matmul", torch.matmul, draw(3, 4), draw(4, 2))
    row("matmul", torch.matmul, draw(2, 1, 3, 4), draw(5, 4, 2))
    row("matmul", torch.matmul, draw(4), draw(4, 2))
    row("matmul", torch.matmul, draw(2, 3, 4), draw(4))
    row("matmul", torch.matmul, draw(4), draw(4))
    row("linear", F.linear, draw(2, 3, 4), draw(5, 4), draw(5))
    row("linear no bias", F.linear, draw(3, 4), draw(5, 4))


def network():
    row("conv2d", F.conv2d, draw(2, 3, 5, 6), draw(4, 3, 3, 2))
    row("conv2d bias stride padding", lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1), draw(2, 2, 7, 6), draw(3, 2, 3, 3), draw(3))
    row("conv2d dilation", lambda x, w: F.conv2d(x, w, dilation=(2, 1), padding=(2, 0)), draw(1, 2, 6, 5), draw(2, 2, 3, 3))
    row("conv2d groups", lambda x, w: F.conv2d(x, w, groups=2, padding=1), draw(2, 4, 4, 4), draw(6, 2, 3, 3))
    row("conv2d depthwise", lambda x, w: F.conv2d(x, w, groups=3), draw(1, 3, 5, 5), draw(3, 1, 2, 2))
    row("conv2d stride misses the edge", lambda x, w: F.conv2d(x, w, stride=3), draw(1, 1, 9, 8), draw(1, 1, 2, 2))
    row("maxPool2d", lambda x: F.max_pool2d(x, 2), distinct(2, 2, 4, 6))
    row("maxPool2d", lambda x: F.max_pool2d(x, 2), ties(1, 2, 4, 4))
    row("maxPool2d overlapping", lambda x: F.max_pool2d(x, 3, stride=2, padding=1), distinct(1, 2, 5, 6))
    row("maxPool2d overlapping", lambda x: F.max_pool2d(x, 3, stride=2, padding=1), ties(1, 2, 5, 6))
    row("avgPool2d", lambda x: F.avg_pool2d(x, 2), draw(2, 2, 4, 6))
    row("avgPool2d overlapping", lambda x: F.avg_pool2d(x, 3, stride=2, padding=1), draw(1, 2, 5, 6))
    row("layerNorm", lambda x, w, b: F.layer_norm(x, (4,), w, b), draw(2, 3, 4), draw(4), draw(4))
    row("layerNorm plain", lambda x: F.layer_norm(x, (3, 4)), draw(2, 3, 4))
    row("batchNorm", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), draw(4, 3, 2, 2), draw(3), draw(3))
    row("batchNorm plain", lambda x: F.batch_norm(x, None, None, training=True), draw(6, 3))
    row("crossEntropy", F.cross_entropy, draw(4, 5), ints(4, high=4))
    row("crossEntropy sum", lambda x, t: F.cross_entropy(x, t, reduction="sum"), draw(4, 5), ints(4, high=4))
    row("crossEntropy none", lambda x, t: F.cross_entropy(x, t, reduction="none"), draw(4, 5) * 50, ints(4, high=4))
    row("crossEntropy ignore", lambda x, t: F.cross_entropy(x, t, ignore_index=2), draw(6, 4), torch.tensor([0, 2, 3, 2, 1, 2]))
    row("mseLoss", F.mse_loss, draw(3, 4), draw(3, 4))
    row("mseLoss sum", lambda a, b: F.mse_loss(a, b, reduction="sum"), draw(3, 4), draw(3, 4))
    q, k, v = draw(2, 2, 3, 4), draw(2, 2, 5, 4), draw(2, 2, 5, 4)
    attention = lambda q, k, v: (q @ k.mT / math.sqrt(4)).softmax(-1) @ v  # noqa: E731
    row("attention", attention, q, k, v)
    square = draw(1, 2, 4, 3)
    future = torch.triu(torch.ones(4, 4, dtype=torch.bool), 1)
    causal = lambda q, k, v: (q @ k.mT / math.sqrt(3)).masked_fill(future, -math.inf).softmax(-1) @ v  # noqa: E731
    row("attention causal", causal, square, draw(1, 2, 4, 3), draw(1, 2, 4, 3))
    masked = lambda q, k, v, m: (q @ k.mT / 2 + m).softmax(-1) @ v  # noqa: E731
    row("attention mask scale", masked, q, k, v, draw(3, 5))


torch.manual_seed(11)
for make in [unary, binary, reductions, movement, indexing, products, network]:
    make()
head = {"script": "packages/conformance/scripts/function_fixtures.py", "torch": torch.__version__}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "functions.json"
lines = ",\n".join(json.dumps(made, separators=(",", ":")) for made in rows)
path.write_text(json.dumps(head)[:-1] + ', "rows": [\n' + lines + "\n]}\n")
print(f"{path.name}: {len(rows)} rows, {len({made['name'] for made in rows})} functions, {path.stat().st_size} bytes")
