"""Writes fixtures/losses.json: the losses of 20 training steps of four small models in PyTorch, in float64.

Data and initial weights are made from names (`fill`, `initial` here and in ../fill.ts). Dropout cannot have PyTorch's random
stream, so PyTorch gets ours: the masks come from Threefry-2x32-20, written here from its paper (Salmon et al. 2011).

Run: /usr/bin/python3 test/trainings/scripts/training_fixtures.py
"""

import json
import math
import pathlib
import platform

import numpy
import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)

STEPS = 20
U32 = numpy.uint32


def fill(name, shape, scale=1.0):
    """Float32 numbers in [-scale, scale) from the name alone: FNV-1a, then murmur3's finaliser for each element."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    h = U32(seed) + numpy.arange(math.prod(shape), dtype=U32) * U32(0x9E3779B9)
    h = (h ^ (h >> U32(16))) * U32(0x85EBCA6B)
    h = (h ^ (h >> U32(13))) * U32(0xC2B2AE35)
    h = h ^ (h >> U32(16))
    unit = (h >> U32(8)).astype(numpy.float64) / 2**23 - 1
    return (unit * scale).astype(numpy.float32).astype(numpy.float64).reshape(shape)


def floats(name, *shape):
    return torch.from_numpy(fill(name, shape))


def classes(name, count, *shape):
    return torch.from_numpy(numpy.floor((fill(name, shape) + 1) / 2 * count).astype(numpy.int64))


def initial(name, shape):
    """Matrices in ±√(3/fanIn), vectors in ±0.1; scales of norms around 1."""
    if len(shape) > 1:
        return fill(name, shape, math.sqrt(3 / math.prod(shape[1:])))
    values = fill(name, shape, 0.125)
    return values + 1 if "norm" in name and name.endswith("weight") else values


def threefry(key, count, offset):
    """Words of Threefry-2x32-20 for counters (i >> 1, offset), word i & 1 of each block."""
    rotations = [13, 15, 26, 6, 17, 29, 16, 24]
    keys = [U32(key[0]), U32(key[1]), U32(0x1BD11BDA) ^ U32(key[0]) ^ U32(key[1])]
    blocks = numpy.arange((count + 1) // 2, dtype=U32)
    x0, x1 = blocks + keys[0], numpy.full_like(blocks, offset) + keys[1]
    for i in range(20):
        x0 = x0 + x1
        r = rotations[i % 8]
        x1 = ((x1 << U32(r)) | (x1 >> U32(32 - r))) ^ x0
        if i % 4 == 3:
            s = i // 4 + 1
            x0 = x0 + keys[s % 3]
            x1 = x1 + keys[(s + 1) % 3] + U32(s)
    return numpy.stack([x0, x1], axis=1).reshape(-1)[:count]


class OurDropout(nn.Module):
    """Dropout whose n-th call draws what the n-th call of our layer with Generator(seed) draws."""

    def __init__(self, p, seed):
        super().__init__()
        self.p, self.seed, self.calls = p, seed, 0

    def forward(self, x):
        words = threefry((self.seed, 0), x.numel(), self.calls)
        self.calls += 1
        uniform = (words >> U32(8)).astype(numpy.float64) * 2.0**-24
        kept = torch.from_numpy(uniform < 1 - self.p).reshape(x.shape)
        return torch.where(kept, x / (1 - self.p), torch.zeros(()))


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(16, 32), nn.Linear(32, 32), nn.Linear(32, 4)

    def forward(self, x):
        return self.fc3(torch.tanh(self.fc2(torch.relu(self.fc1(x)))))


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8)
        self.drop = OurDropout(0.25, 7)
        self.conv2, self.norm2 = nn.Conv2d(8, 16, 3, padding=1), nn.BatchNorm2d(16)
        self.head = nn.Linear(16 * 3 * 3, 5)

    def forward(self, x):
        x = self.drop(F.max_pool2d(torch.relu(self.norm1(self.conv1(x))), 2))
        x = F.max_pool2d(torch.relu(self.norm2(self.conv2(x))), 2)
        return self.head(x.flatten(1))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(6, 24), nn.Linear(24, 3)

    def forward(self, x):
        return self.head(self.lstm(x)[0][-1])


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, 32)
        self.position = nn.Parameter(torch.zeros(16, 32))
        self.norm1, self.attention = nn.LayerNorm(32), nn.MultiheadAttention(32, 4, batch_first=True)
        self.norm2, self.fc1, self.fc2 = nn.LayerNorm(32), nn.Linear(32, 64), nn.Linear(64, 32)
        self.norm3, self.head = nn.LayerNorm(32), nn.Linear(32, 20)
        self.later = torch.triu(torch.ones(16, 16, dtype=torch.bool), diagonal=1)

    def forward(self, tokens):
        x = self.embed(tokens) + self.position
        y = self.norm1(x)
        x = x + self.attention(y, y, y, attn_mask=self.later, need_weights=False)[0]
        x = x + self.fc2(F.gelu(self.fc1(self.norm2(x))))
        return self.head(self.norm3(x)).flatten(0, 1)


def train(name, model, optimizer, x, y):
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(torch.from_numpy(initial(f"{name}/{key}", parameter.shape)))
    optimizer = optimizer(model.parameters())
    losses = []
    for _ in range(STEPS):
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.10g}"))
    return losses


def adamw(rate):
    return lambda parameters: torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.02, momentum=0.9, nesterov=True, weight_decay=1e-3)


losses = {
    "MLP": train("MLP", MLP(), adamw(3e-3), floats("MLP x", 32, 16), classes("MLP y", 4, 32)),
    "CNN": train("CNN", CNN(), sgd, floats("CNN x", 8, 3, 12, 12), classes("CNN y", 5, 8)),
    "LSTM": train("LSTM", Recurrent(), adamw(1e-2), floats("LSTM x", 64, 8, 6), classes("LSTM y", 3, 8)),
    "attention": train(
        "attention",
        Block(),
        adamw(3e-3),
        classes("attention x", 20, 8, 16),
        classes("attention y", 20, 8 * 16),
    ),
}
versions = {"torch": torch.__version__, "numpy": numpy.__version__, "python": platform.python_version()}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "losses.json"
path.write_text(json.dumps({"versions": versions, "losses": losses}, indent=1) + "\n")
for name, values in losses.items():
    print(name, values[0], values[-1])
