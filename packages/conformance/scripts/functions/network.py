"""PyTorch's values for fixtures/functions/network.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/network.py
"""

import math

import torch
import torch.nn.functional as F
from fixture_rows import draw, row, write


def products():
    row("matmul", torch.matmul, draw(3, 4), draw(4, 2))
    row("matmul", torch.matmul, draw(2, 1, 3, 4), draw(5, 4, 2))
    row("matmul", torch.matmul, draw(4), draw(4, 2))
    row("matmul", torch.matmul, draw(2, 3, 4), draw(4))
    row("matmul", torch.matmul, draw(4), draw(4))
    row("linear", F.linear, draw(2, 3, 4), draw(5, 4), draw(5))
    row("linear no bias", F.linear, draw(3, 4), draw(5, 4))


def far(*shape):
    """Far from 0 beside its spread, and exact in every float dtype."""
    return 1024 + 8.0 * torch.randint(0, 8, shape).double()


def rms(x, w, epsilon):
    return x * (x.square().mean(-1, keepdim=True) + epsilon).rsqrt() * w


def norms():
    row("layerNorm", lambda x, w, b: F.layer_norm(x, (4,), w, b), draw(2, 3, 4), draw(4), draw(4))
    row("layerNorm plain", lambda x: F.layer_norm(x, (3, 4)), draw(2, 3, 4))
    row("layerNorm far from 0", lambda x: F.layer_norm(x, (6,)), far(2, 6))
    row("rmsNorm", lambda x, w: rms(x, w, 2**-23), draw(2, 3, 4), draw(4))
    row("rmsNorm epsilon", lambda x: rms(x.flatten(1), 1, 0.5).reshape(x.shape), draw(2, 3, 4))
    row("batchNorm", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), draw(4, 3, 2, 2), draw(3), draw(3))
    row("batchNorm plain", lambda x: F.batch_norm(x, None, None, training=True), draw(6, 3))
    row("batchNorm shift", lambda x, b: F.batch_norm(x, None, None, None, b, training=True), draw(3, 2, 4), draw(2))
    row("batchNorm far from 0", lambda x: F.batch_norm(x, None, None, training=True, eps=0.5), far(4, 2, 3))
    row("groupNorm", lambda x, w, b: F.group_norm(x, 2, w, b), draw(2, 4, 3, 2), draw(4), draw(4))
    row("groupNorm one group", lambda x: F.group_norm(x, 1, eps=0.1), draw(3, 4))
    row("groupNorm far from 0", lambda x: F.group_norm(x, 2), far(2, 4, 3))
    row("instanceNorm", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), draw(2, 3, 4), draw(3), draw(3))
    row("instanceNorm volume", lambda x: F.instance_norm(x, eps=0.1), draw(2, 2, 2, 3, 2))
    row("instanceNorm far from 0", F.instance_norm, far(2, 2, 5))
    row("localResponseNorm", lambda x: F.local_response_norm(x, 3, alpha=0.5, beta=0.6, k=2.0), draw(2, 5, 3))
    row("localResponseNorm even", lambda x: F.local_response_norm(x, 4), draw(1, 5, 2, 2))


def attend(q, k, v, mask=None, causal=False, scale=None):
    """The composition that torch 2's scaled_dot_product_attention documents; torch 1.13 has none."""
    groups = q.shape[-3] // k.shape[-3] if q.dim() > 2 else 1
    k, v = (x.repeat_interleave(groups, -3) if groups > 1 else x for x in (k, v))
    scores = q @ k.mT * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if causal:
        scores = scores.masked_fill(torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1), -math.inf)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf) if mask.dtype == torch.bool else scores + mask
    return scores.softmax(-1) @ v


def attention():
    row("attention", attend, draw(2, 2, 3, 4), draw(2, 2, 5, 4), draw(2, 2, 5, 4))
    row("attention", attend, draw(3, 2), draw(4, 2), draw(4, 3))
    causal = lambda q, k, v: attend(q, k, v, causal=True)  # noqa: E731
    row("attention causal", causal, draw(1, 2, 4, 3), draw(1, 2, 4, 3), draw(1, 2, 4, 3))
    row("attention causal", causal, draw(1, 3, 2), draw(1, 5, 2), draw(1, 5, 2))
    row("attention causal", causal, draw(1, 5, 2), draw(1, 3, 2), draw(1, 3, 2))
    masked = lambda q, k, v, m: attend(q, k, v, m, scale=0.5)  # noqa: E731
    row("attention mask scale", masked, draw(2, 2, 3, 4), draw(2, 2, 5, 4), draw(2, 2, 5, 4), draw(3, 5))
    row("attention mask scale", masked, draw(2, 2, 3, 4), draw(2, 2, 5, 4), draw(2, 2, 5, 4), draw(2, 1, 1, 5))
    hidden = torch.tensor([[True, True, False, True], [False, True, True, True], [True, False, False, False]])
    row("attention bools", attend, draw(1, 2, 3, 2), draw(1, 2, 4, 2), draw(1, 2, 4, 2), hidden)
    none = torch.tensor([[True, False], [False, False]])
    row("attention bools", attend, draw(1, 1, 2, 2), draw(1, 1, 2, 2), draw(1, 1, 2, 2), none)
    grouped = lambda q, k, v, m: attend(q, k, v, m, causal=True)  # noqa: E731
    row("attention grouped", grouped, draw(1, 4, 3, 2), draw(1, 2, 4, 2), draw(1, 2, 4, 3), draw(4, 3, 1))
    row("attention grouped", grouped, draw(2, 3, 2, 2), draw(2, 1, 3, 2), draw(2, 1, 3, 2), draw(2, 3))


def tables():
    padding = lambda i, w: F.embedding(i, w, padding_idx=-2)  # noqa: E731
    row("embedding padding", padding, torch.tensor([[0, 2, 1], [4, 2, 4]]), draw(5, 3))
    row("embedding padding", padding, torch.tensor([[0, 3, 1], [3, 3, 4]]), draw(5, 3))
    bags = torch.tensor([[0, 3, 1], [3, 4, 3]])
    for mode in ("sum", "mean", "max"):
        row(f"embeddingBag {mode}", lambda i, w: F.embedding_bag(i, w, mode=mode), bags, draw(5, 3))
        cut = lambda i, w, o: F.embedding_bag(i, w, o, mode=mode)  # noqa: E731
        row(f"embeddingBag {mode} offsets", cut, torch.tensor([0, 3, 1, 3, 4]), draw(5, 3), torch.tensor([0, 2, 2]))
        padded = lambda i, w: F.embedding_bag(i, w, mode=mode, padding_idx=3)  # noqa: E731
        row(f"embeddingBag {mode} padding", padded, torch.tensor([[0, 3, 1], [3, 3, 3]]), draw(5, 3))
    weighed = lambda i, w, p: F.embedding_bag(i, w, mode="sum", per_sample_weights=p)  # noqa: E731
    row("embeddingBag weighed", weighed, bags, draw(5, 3), draw(2, 3))


write("network", products, norms, attention, tables)
