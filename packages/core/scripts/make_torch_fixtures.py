"""Writes test/fixtures/torch.json: values and gradients that PyTorch gives for core's functions, in float64.

A row is an op with options and inputs, the output, and for a random cotangent the gradients of the float inputs (null: none).
test/torch.test.ts says what to call in Tenon for each op.

Run: /usr/bin/python3 packages/core/scripts/make_torch_fixtures.py
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(11)
rows = []


def number(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    whole = value == int(value) and abs(value) < 2**31
    return int(value) if whole else float(f"{value:.10g}")


def as_json(x):
    dtype = {torch.float64: "float64", torch.int64: "int32", torch.bool: "bool"}[x.dtype]
    return {"shape": list(x.shape), "dtype": dtype, "data": [number(v) for v in x.flatten().tolist()]}


def draw(*shape, low=-2.0, high=2.0):
    """Multiples of 1/64: short in JSON."""
    return torch.round((torch.rand(shape, dtype=torch.float64) * (high - low) + low) * 64) / 64


def real(values):
    return torch.tensor(values, dtype=torch.float64)


def ints(values):
    return torch.tensor(values, dtype=torch.int64)


def ties(*shape):
    return torch.randint(-1, 2, shape).double()


def row(op, function, inputs, **options):
    leaves = [x.clone().requires_grad_(x.dtype.is_floating_point) for x in inputs]
    result = function(*leaves)
    output, state = result if isinstance(result, tuple) else (result, None)
    made = {"op": op, "options": options, "inputs": [as_json(x) for x in inputs], "output": as_json(output.detach())}
    if state is not None:
        made["state"] = [as_json(x) for x in state]
    floats = [x for x in leaves if x.requires_grad]
    if output.requires_grad and floats:
        cotangent = draw(*output.shape)
        gradients = torch.autograd.grad(output, floats, cotangent, allow_unused=True)
        made["cotangent"] = as_json(cotangent)
        made["gradients"] = [None if g is None else as_json(g) for g in gradients]
    rows.append(made)


def conv(x, w, bias=None, stride=1, padding=0, dilation=1, groups=1):
    inputs = [x, w] + ([] if bias is None else [bias])
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    row("conv2d", lambda a, b, c=None: F.conv2d(a, b, c, stride, padding, dilation, groups), inputs, **options)


conv(draw(2, 2, 4, 5), draw(3, 2, 2, 3))
conv(draw(1, 2, 4, 4), draw(2, 2, 3, 3), draw(2), padding=1)
conv(draw(2, 1, 5, 6), draw(2, 1, 2, 2), stride=2)
conv(draw(1, 1, 6, 5), draw(1, 1, 3, 2), stride=[2, 3], padding=[1, 0])
conv(draw(1, 2, 5, 5), draw(2, 2, 2, 2), padding="same")
conv(draw(1, 1, 6, 6), draw(1, 1, 3, 2), padding="same", dilation=2)
conv(draw(1, 1, 6, 7), draw(2, 1, 2, 3), dilation=[2, 1])
conv(draw(2, 4, 4, 4), draw(6, 2, 2, 2), groups=2)
conv(draw(1, 3, 4, 4), draw(3, 1, 3, 3), draw(3), padding=1, groups=3)
conv(draw(2, 4, 7, 7), draw(4, 2, 3, 3), draw(4), stride=2, padding=2, dilation=2, groups=2)
conv(draw(1, 3, 3, 3), draw(2, 3, 1, 1), stride=2)
conv(draw(1, 1, 7, 7), draw(1, 1, 2, 2), stride=3)


def pool(name, function, x, kernel, stride=None, padding=0, **options):
    given = {"kernelSize": kernel, "padding": padding, **options}
    if stride is not None:
        given["stride"] = stride
    row(name, lambda a: function(a, kernel, stride, padding, **options), [x], **given)


pool("maxPool2d", F.max_pool2d, draw(2, 2, 4, 4), 2)
pool("maxPool2d", F.max_pool2d, draw(1, 2, 5, 6), [3, 2], stride=1)
pool("maxPool2d", F.max_pool2d, draw(1, 1, 5, 5), 3, stride=2, padding=1)
pool("maxPool2d", F.max_pool2d, draw(1, 1, 6, 6), 2, stride=1, dilation=2)
pool("maxPool2d", F.max_pool2d, ties(1, 2, 5, 5), 3, stride=2, padding=1)
pool("maxPool2d", F.max_pool2d, real([[[[-math.inf] * 3] * 3]] * 2), 2, stride=2, padding=1)
pool("maxPool2d", F.max_pool2d, real([[[[1, math.nan, 3], [0, 0, 0], [5, 6, 7]]]]), 2, stride=1)
pool("avgPool2d", F.avg_pool2d, draw(2, 2, 4, 4), 2)
pool("avgPool2d", F.avg_pool2d, draw(1, 1, 5, 6), [3, 2], stride=[1, 2], padding=[1, 1])

row("layerNorm", lambda x: F.layer_norm(x, (4,)), [draw(3, 4)], normalizedShape=[4])
row("layerNorm", lambda x, w: F.layer_norm(x, (4,), w), [draw(2, 3, 4), draw(4)], normalizedShape=[4])
row("layerNorm", lambda x, w, b: F.layer_norm(x, (3, 4), w, b, 0.1), [draw(2, 3, 4), draw(3, 4), draw(3, 4)],
    normalizedShape=[3, 4], epsilon=0.1)


def batch_norm(x, running, momentum=0.1, epsilon=1e-5, training=True, affine=True):
    channels = x.shape[1]
    parameters = [draw(channels, low=0.5), draw(channels)] if affine else []
    state = [draw(channels), draw(channels, low=0.5)] if running else []

    def function(a, w=None, b=None):
        mean, variance = [s.clone() for s in state] if running else (None, None)
        y = F.batch_norm(a, mean, variance, w, b, training, momentum, epsilon)
        return (y, [mean, variance]) if running else y

    options = {"momentum": momentum, "epsilon": epsilon, "training": training}
    row("batchNorm", function, [x] + parameters, running=[as_json(s) for s in state], **options)


batch_norm(draw(4, 3), running=False, affine=False)
batch_norm(draw(3, 2, 2, 3), running=True)
batch_norm(draw(4, 2, 3), running=True, momentum=0.3, epsilon=0.01)
batch_norm(draw(3, 2, 2, 2), running=True, training=False)
batch_norm(draw(1, 2), running=True, training=False, affine=False)


def attention(q, k, v, mask=None, causal=False, scale=None):
    inputs = [q, k, v] + ([] if mask is None else [mask])
    options = {"causal": causal} if scale is None else {"causal": causal, "scale": scale}

    def function(a, b, c, m=None):
        scores = a @ b.transpose(-2, -1) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
        if m is not None:
            scores = scores.masked_fill(~m, -math.inf) if m.dtype == torch.bool else scores + m
        if causal:
            past = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
            scores = scores.masked_fill(~past, -math.inf)
        return torch.softmax(scores, -1) @ c

    row("attention", function, inputs, **options)


attention(draw(3, 4), draw(5, 4), draw(5, 2))
attention(draw(2, 2, 3, 4), draw(2, 2, 3, 4), draw(2, 2, 3, 4), causal=True)
attention(draw(2, 3, 4), draw(2, 5, 4), draw(2, 5, 3), torch.rand(3, 5) < 0.7, scale=0.3)
attention(draw(2, 3, 2), draw(2, 4, 2), draw(2, 4, 2), draw(2, 3, 4))
attention(draw(2, 1, 3, 2), draw(1, 3, 2), draw(1, 3, 2), causal=True)

masked = draw(3, 4)
masked[0, 1] = masked[2, 3] = -math.inf
for axis in (-1, 0):
    row("softmax", lambda x: F.softmax(x, axis), [draw(3, 4)], axis=axis)
    row("logSoftmax", lambda x: F.log_softmax(x, axis), [draw(3, 4) * 50], axis=axis)
    row("logSumExp", lambda x: torch.logsumexp(x, axis), [masked], axis=axis)
row("softmax", lambda x: F.softmax(x, -1), [masked], axis=-1)
row("logSumExp", lambda x: torch.logsumexp(x, (0, 2)), [draw(2, 3, 2) * 100], axis=[0, 2])

for reduction in ("mean", "sum", "none"):
    row("crossEntropy", lambda x, t: F.cross_entropy(x, t, reduction=reduction), [draw(4, 3), ints([0, 2, 1, 1])],
        reduction=reduction)
row("crossEntropy", lambda x, t: F.cross_entropy(x, t), [draw(4, 3), ints([0, -100, 1, -100])])
row("crossEntropy", lambda x, t: F.cross_entropy(x, t, ignore_index=1, reduction="sum"),
    [draw(4, 3), ints([0, 1, 1, 2])], ignoreIndex=1, reduction="sum")
row("crossEntropy", lambda x, t: F.cross_entropy(x, t), [draw(2, 3), ints([-100, -100])])

for op, function in (("max", torch.amax), ("min", torch.amin)):
    row(op, lambda x: function(x, (0, 1)), [ties(3, 4)], axis=[0, 1])
    row(op, lambda x: function(x, 1), [ties(3, 4)], axis=1)
row("max", lambda x: torch.amax(x, 0), [real([1, math.nan, 3])], axis=0)
row("prod", lambda x: torch.prod(x, 0), [real([2, 0, 3, -1])], axis=0)
row("prod", lambda x: torch.prod(x, 0), [real([0, 2, 0])], axis=0)
row("prod", lambda x: torch.prod(x, 1), [ties(4, 5)], axis=1)
for axis in (0, 1):
    row("mean", lambda x: torch.mean(x, axis), [draw(3, 4)], axis=axis)
    row("variance", lambda x: torch.var(x, axis), [draw(3, 4)], axis=axis)
row("variance", lambda x: torch.var(x, (0, 1), unbiased=False), [draw(3, 4)], axis=[0, 1], correction=0)
row("std", lambda x: torch.std(x, 1), [draw(3, 4)], axis=1)
row("std", lambda x: torch.std(x, 1), [real([[2, 2], [1, 3]])], axis=1)
row("cumsum", lambda x: torch.cumsum(x, 0), [draw(3, 4)], axis=0)

bases = real([0, 0, 0, 0, 1, 2, -2, -2, 3, 0.5])
exponents = real([0, 1, 2, 0.5, 5, 0, 2, 3, -1, 0.5])
row("pow", torch.pow, [bases, exponents])
for exponent in (0, 1, 2, 3, -1, 0.5):
    row("powNumber", lambda x: torch.pow(x, exponent), [real([0.5, 1, 2]) if exponent < 1 else real([0, -1, 2])],
        exponent=exponent)
row("maximum", torch.maximum, [ties(10), ties(10)])
row("minimum", torch.minimum, [ties(10), ties(10)])
row("maximum", torch.maximum, [real([math.nan, 1, 1]), real([1, math.nan, 2])])
row("mod", torch.remainder, [draw(8) * 3, real([1.5, -1.5, 0.75, -0.75, 2, -2, 1, -1])])
row("div", torch.div, [draw(2, 3), draw(3, low=0.5)])
row("atan2", torch.atan2, [draw(6), draw(6)])
row("clamp", lambda x: torch.clamp(x, -1, 1), [real([-2, -1, 0, 1, 2])], min=-1, max=1)
row("where", torch.where, [torch.rand(2, 3) < 0.5, draw(2, 3), draw(3)])

for op, function in (("abs", torch.abs), ("sign", torch.sign), ("relu", F.relu), ("sigmoid", torch.sigmoid),
                     ("tanh", torch.tanh), ("erf", torch.erf), ("gelu", F.gelu), ("silu", F.silu),
                     ("softplus", F.softplus), ("leakyRelu", F.leaky_relu), ("exp", torch.exp), ("expm1", torch.expm1),
                     ("sin", torch.sin), ("cos", torch.cos), ("atan", torch.atan), ("square", torch.square),
                     ("round", torch.round)):
    row(op, function, [real([-3, -1.5, -0.5, -0.25, 0, 0.25, 0.5, 1.5, 3])])
row("geluTanh", lambda x: F.gelu(x, approximate="tanh"), [draw(6)])
for op, function in (("log", torch.log), ("log1p", torch.log1p), ("sqrt", torch.sqrt), ("rsqrt", torch.rsqrt)):
    row(op, function, [real([0, 0.25, 1, 9])])
for op, function in (("tan", torch.tan), ("asin", torch.asin), ("acos", torch.acos)):
    row(op, function, [real([-0.75, -0.5, 0, 0.25])])

row("at", lambda x: x[1:, ::2], [draw(3, 4)], index=[{"span": [1, None, None]}, {"span": [None, None, 2]}])
row("at", lambda x: x[[0, 2, 2]], [draw(3, 4)], index=[[0, 2, 2]])
row("at", lambda x: x[[0, 1], :, [1, 1]], [draw(2, 3, 2)], index=[[0, 1], {"span": [None, None, None]}, [1, 1]])
row("at", lambda x: x[0, :, [1, 0]], [draw(2, 3, 2)], index=[0, {"span": [None, None, None]}, [1, 0]])
row("at", lambda x: x[None, -1, ..., 0], [draw(2, 3, 2)], index=[None, -1, "...", 0])


def assigned(x, v):
    y = x.clone()
    y[1:, [0, 2]] = v
    return y


row("with", assigned, [draw(3, 4), draw(2)], index=[{"span": [1, None, None]}, [0, 2]])
row("gather", lambda x, i: torch.gather(x, 1, i), [draw(2, 3), ints([[0, 0, 2, 1], [1, 1, 1, 1]])], axis=1)
row("scatter", lambda x, i, u: torch.scatter(x, 0, i, u), [draw(3, 2), ints([[2, 0]]), draw(1, 2)], axis=0)
row("scatterAdd", lambda x, i, u: torch.scatter_add(x, 1, i, u), [draw(2, 3), ints([[0, 0], [2, 0]]), draw(2, 2)], axis=1)
row("embedding", F.embedding, [ints([[0, 2], [2, 1]]), draw(3, 2)])
row("pad", lambda x: F.pad(x, (1, -1, 0, 2), value=7), [draw(2, 3)], pairs=[1, -1, 0, 2], value=7)
row("tril", torch.tril, [draw(3, 4)])
row("matmul", torch.matmul, [draw(2, 1, 3, 2), draw(3, 2, 4)])
row("matmul", torch.matmul, [draw(2, 3, 2), draw(2)])
row("linear", F.linear, [draw(2, 3, 2), draw(4, 2), draw(4)])
row("mseLoss", F.mse_loss, [draw(2, 3), draw(2, 3)])

path = pathlib.Path(__file__).parents[1] / "test" / "fixtures" / "torch.json"
path.write_text(json.dumps({"torch": torch.__version__, "rows": rows}, separators=(",", ":")) + "\n")
print(f"{len(rows)} rows, {path.stat().st_size} bytes")
