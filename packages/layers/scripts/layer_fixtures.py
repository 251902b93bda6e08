"""Writes fixtures/layers.json: outputs and all gradients of layers in PyTorch, in float64.

Inputs and parameters are not stored: both sides make them from their names (`fill` here and in test/fill.ts).

Run: /usr/bin/python3 packages/layers/scripts/layer_fixtures.py
"""

import json
import math
import pathlib
import platform

import numpy
import torch
from torch import nn

torch.set_default_dtype(torch.float64)


def fill(name, shape, scale=1.0):
    """Float32 numbers in [-scale, scale) from the name alone: FNV-1a, then murmur3's finaliser for each element."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    with numpy.errstate(over="ignore"):
        h = numpy.uint32(seed) + numpy.arange(math.prod(shape), dtype=numpy.uint32) * numpy.uint32(0x9E3779B9)
        h = (h ^ (h >> numpy.uint32(16))) * numpy.uint32(0x85EBCA6B)
        h = (h ^ (h >> numpy.uint32(13))) * numpy.uint32(0xC2B2AE35)
        h = h ^ (h >> numpy.uint32(16))
    unit = (h >> numpy.uint32(8)).astype(numpy.float64) / 2**23 - 1
    return torch.from_numpy((unit * scale).astype(numpy.float32).astype(numpy.float64)).reshape(shape)


def flat(x):
    return [float(f"{v:.13g}") for v in x.detach().double().flatten().tolist()]


cases = {}


def case(name, module, shapes, run=lambda module, *inputs: module(*inputs), indices=None, training=True):
    """Runs a module with filled parameters on filled inputs; `indices` is the first input of an embedding."""
    module.train(training)
    with torch.no_grad():
        for key, parameter in module.named_parameters():
            parameter.copy_(fill(f"{name}/{key}", parameter.shape, 0.5))
    floats = [fill(f"{name}/x{i}", shape).requires_grad_() for i, shape in enumerate(shapes)]
    inputs = floats if indices is None else [torch.tensor(indices)]
    result = run(module, *inputs)
    outputs = result if isinstance(result, list) else [result]
    cotangents = [fill(f"{name}/g{i}", y.shape) for i, y in enumerate(outputs)]
    torch.autograd.backward(outputs, cotangents)
    cases[name] = {
        "inputs": [list(shape) for shape in shapes],
        **({} if indices is None else {"indices": indices}),
        "training": training,
        "outputs": [{"shape": list(y.shape), "data": flat(y)} for y in outputs],
        "inputGradients": [None if x.grad is None else flat(x.grad) for x in floats],
        "parameterGradients": {key: flat(p.grad) for key, p in module.named_parameters()},
        "buffers": {key: flat(b) for key, b in module.named_buffers()},
    }


case("linear", nn.Linear(5, 3), [(4, 5)])
case("linear, rank 3, no bias", nn.Linear(5, 3, bias=False), [(2, 3, 5)])
case("conv2d", nn.Conv2d(3, 4, 3), [(2, 3, 6, 5)])
case(
    "conv2d, strided, padded, dilated, grouped",
    nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2),
    [(2, 4, 7, 8)],
)
case("conv2d, same", nn.Conv2d(2, 3, (2, 3), padding="same", bias=False), [(2, 2, 5, 4)])


def two_batches(module, first, second):
    module(first)
    return module(second)


case("batchNorm2d", nn.BatchNorm2d(3, momentum=0.2), [(4, 3, 2, 3), (2, 3, 4, 2)], two_batches)


def after_training(module, first, second):
    module.train()(first)
    return module.eval()(second)


case("batchNorm2d, evaluation", nn.BatchNorm2d(3), [(4, 3, 2, 3), (2, 3, 4, 2)], after_training)
case("batchNorm2d, plain", nn.BatchNorm2d(3, eps=1e-3, affine=False, track_running_stats=False), [(4, 3, 2, 3)])
case("layerNorm", nn.LayerNorm(6), [(2, 3, 6)])
case("layerNorm, two axes", nn.LayerNorm([3, 4], eps=1e-3), [(2, 5, 3, 4)])
case("embedding", nn.Embedding(7, 4), [], indices=[[1, 2, 6], [2, 2, 0]])
case("embedding, padding", nn.Embedding(7, 4, padding_idx=-5), [], indices=[[1, 2, 6], [2, 2, 0]])


def all_states(module, x, *state):
    output, (hidden, cell) = module(x, state if state else None)
    return [output, hidden, cell]


case("lstm", nn.LSTM(3, 4), [(5, 2, 3)], all_states)
case("lstm, output alone", nn.LSTM(3, 4, bias=False), [(5, 2, 3)], lambda module, x: module(x)[0])
case("lstm, cell alone", nn.LSTM(3, 4), [(4, 2, 3)], lambda module, x: module(x)[1][1])
case(
    "lstm, deep, both ways, batch first, from a state",
    nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True),
    [(2, 5, 3), (4, 2, 4), (4, 2, 4)],
    all_states,
)
case("lstm, no batch", nn.LSTM(3, 4), [(5, 3), (1, 4), (1, 4)], all_states)


def attend(**options):
    return lambda module, *inputs: module(*inputs, need_weights=False, **options)[0]


def itself(**options):
    return lambda module, x: module(x, x, x, need_weights=False, **options)[0]


LATER = torch.triu(torch.ones(4, 4, dtype=torch.bool), diagonal=1)
PADDING = torch.tensor([[False, False, True, True], [False, False, False, True]])
case("attention", nn.MultiheadAttention(6, 2), [(4, 2, 6)], itself())
case("attention, causal, batch first", nn.MultiheadAttention(6, 3, batch_first=True), [(2, 4, 6)], itself(attn_mask=LATER))
case("attention, no batch, no bias", nn.MultiheadAttention(6, 2, bias=False), [(4, 6)], itself())
case("attention, padding", nn.MultiheadAttention(6, 2), [(4, 2, 6)], itself(key_padding_mask=PADDING))
case(
    "attention, padding and mask",
    nn.MultiheadAttention(6, 2, batch_first=True),
    [(2, 4, 6)],
    itself(key_padding_mask=PADDING, attn_mask=LATER),
)
case(
    "attention, added mask per head",
    nn.MultiheadAttention(6, 2, batch_first=True),
    [(2, 3, 6), (2, 4, 6)],
    lambda module, q, k: module(q, k, k, need_weights=False, attn_mask=fill("mask", (4, 3, 4)))[0],
)
case("attention, across", nn.MultiheadAttention(6, 2, kdim=5, vdim=3), [(4, 2, 6), (3, 2, 5), (3, 2, 3)], attend())
case("attention, three sources", nn.MultiheadAttention(6, 2), [(4, 2, 6), (3, 2, 6), (3, 2, 6)], attend())

case("relu", nn.ReLU(), [(3, 4)])
case("gelu", nn.GELU(), [(3, 4)])
case("gelu, tanh", nn.GELU(approximate="tanh"), [(3, 4)])
case("tanh", nn.Tanh(), [(3, 4)])
case("sigmoid", nn.Sigmoid(), [(3, 4)])
case("flatten", nn.Flatten(), [(2, 3, 4)])
case("flatten, some axes", nn.Flatten(0, -2), [(2, 3, 4)])
case("maxPool2d", nn.MaxPool2d(2), [(2, 2, 5, 6)])
case("maxPool2d, overlapping", nn.MaxPool2d(3, stride=2, padding=1, dilation=1), [(2, 2, 6, 5)])
case("sequential", nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)), [(3, 4)])

versions = {"torch": torch.__version__, "numpy": numpy.__version__, "python": platform.python_version()}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "layers.json"
path.write_text(json.dumps({"versions": versions, "cases": cases}, separators=(",", ":")) + "\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes")
