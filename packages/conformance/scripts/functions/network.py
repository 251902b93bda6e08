"""PyTorch's values for fixtures/functions/network.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/network.py
"""

import math

import torch
import torch.nn.functional as F
from fixture_rows import draw, ints, row, write


def products():
    row("matmul", torch.matmul, draw(3, 4), draw(4, 2))
    row("matmul", torch.matmul, draw(2, 1, 3, 4), draw(5, 4, 2))
    row("matmul", torch.matmul, draw(4), draw(4, 2))
    row("matmul", torch.matmul, draw(2, 3, 4), draw(4))
    row("matmul", torch.matmul, draw(4), draw(4))
    row("linear", F.linear, draw(2, 3, 4), draw(5, 4), draw(5))
    row("linear no bias", F.linear, draw(3, 4), draw(5, 4))


def network():
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


write("network", products, network)
