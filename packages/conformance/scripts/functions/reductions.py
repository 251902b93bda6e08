"""PyTorch's values for fixtures/functions/reductions.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/reductions.py
"""

import math

import torch
from fixture_rows import distinct, draw, ints, row, ties, write


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
    row("cumsum axis 1", lambda x: x.cumsum(1), draw(3, 5))
    row("cumsum axis 0", lambda x: x.cumsum(0), draw(3, 5))
    row("softmax axis -1", lambda x: x.softmax(-1), draw(3, 5))
    row("softmax axis -1", lambda x: x.softmax(-1), draw(2, 4) * 100)
    row("softmax axis 1", lambda x: x.softmax(1), draw(2, 3, 4))
    row("logSoftmax axis -1", lambda x: x.log_softmax(-1), draw(3, 5))
    row("logSoftmax axis -1", lambda x: x.log_softmax(-1), draw(2, 4) * 100)
    row("logSoftmax axis 0", lambda x: x.log_softmax(0), draw(3, 5))


MANY = torch.tensor([0, 0.3, 0.5, 0.85, 1], dtype=torch.float64)


def exclusive(x, dim):
    ones = torch.ones_like(x.narrow(dim, 0, 1))
    return torch.cat([ones, x.narrow(dim, 0, x.shape[dim] - 1)], dim).cumprod(dim)


def scans():
    one_zero, two_zeros = draw(2, 6, low=0.5), draw(2, 6, low=0.5)
    one_zero[0, 2] = 0
    two_zeros[0, 1] = two_zeros[0, 4] = two_zeros[1, 0] = 0
    for x in (draw(2, 7), one_zero, two_zeros):
        row("cumprod axis 1", lambda x: x.cumprod(1), x)
        row("cumprod exclusive", lambda x: exclusive(x, 1), x)
        row("cumprod reverse", lambda x: x.flip(1).cumprod(1).flip(1), x)
    row("cumprod axis 0", lambda x: x.cumprod(0), draw(4, 2, 2))
    row("cumprod reverse exclusive", lambda x: exclusive(x.flip(0), 0).flip(0), draw(4, 3))
    holes = distinct(3, 5)
    holes[0, 0] = holes[1, 3] = holes[2, 1] = holes[2, 3] = math.nan
    for x in (distinct(3, 5), ties(3, 6), holes):
        row("cummax values", lambda x: x.cummax(1)[0], x)
        row("cummax indices", lambda x: x.cummax(1)[1], x)
        row("cummin values", lambda x: x.cummin(0)[0], x)
        row("cummin indices", lambda x: x.cummin(0)[1], x)
    row("cummax reverse", lambda x: x.flip(1).cummax(1)[0].flip(1), distinct(2, 3, 2))
    row("cummax reverse", lambda x: x.flip(1).cummax(1)[0].flip(1), ties(2, 5))
    row("cummax reverse indices", lambda x: x.shape[1] - 1 - x.flip(1).cummax(1)[1].flip(1), ties(2, 5))
    row("logCumSumExp axis 1", lambda x: x.logcumsumexp(1), draw(2, 7))
    row("logCumSumExp axis 1", lambda x: x.logcumsumexp(1), draw(2, 6) * 100)
    row("logCumSumExp reverse", lambda x: x.flip(0).logcumsumexp(0).flip(0), draw(4, 3))


def norms():
    zeros = torch.tensor([[0.0, 0, 0], [0, 3, -4], [1, 2, 2]], dtype=torch.float64)
    for p in (2, 1, 3, 0.5, 1.5, -1, math.inf, -math.inf):
        row(f"norm p {p}", lambda x: torch.linalg.vector_norm(x, p, 1), draw(3, 5))
        if p >= 1:
            row(f"norm p {p}", lambda x: torch.linalg.vector_norm(x, p, 1), zeros)
    row("norm p 0", lambda x: torch.linalg.vector_norm(x, 0, 1), zeros)
    row("norm", lambda x: torch.linalg.vector_norm(x), draw(2, 3, 4))
    row("norm axes keep", lambda x: torch.linalg.vector_norm(x, 2, (0, 2), keepdim=True), draw(2, 3, 4))
    row("countNonzero axis 1", lambda x: x.count_nonzero(1), ties(3, 5))
    a, b, c = draw(3, 4), draw(3, 4), draw(2, 4)
    similarity = torch.nn.functional.cosine_similarity
    row("cosineSimilarity", lambda a, b: similarity(a, b), a, b)
    row("cosineSimilarity", lambda a, b: similarity(a, b), a, zeros[:, :1].expand(3, 4))
    row("cosineSimilarity axis -1", lambda a, b: similarity(a, b, -1), a.unsqueeze(1), c)
    distance = torch.nn.functional.pairwise_distance
    row("pairwiseDistance", lambda a, b: distance(a, b), a, b)
    row("pairwiseDistance p 1 keep", lambda a, b: distance(a, b, 1, 0.01, True), a, b[:1])
    for p in (2, 1, 3, math.inf):
        row(f"cdist p {p}", lambda a, b: torch.cdist(a, b, p), a, c)
    row("cdist batched", lambda a, b: torch.cdist(a, b), draw(2, 2, 3), draw(1, 3, 3))
    # Equal rows are 0 apart, without a slope.
    row("cdist p 2", lambda a, b: torch.cdist(a, b, 2, "donot_use_mm_for_euclid_dist"), a, a.clone())


def differences():
    x = draw(3, 5)
    row("diff", lambda x: x.diff(), x)
    row("diff axis 0 order 2", lambda x: x.diff(2, 0), x)
    row("diff prepend append", lambda x, a, b: x.diff(1, 1, a, b), x, draw(3, 1), draw(3, 2))
    row("diff bool", lambda x: x.diff(), ints(3, 5, high=1).bool())
    row("trapezoid", lambda y: torch.trapezoid(y), x)
    row("trapezoid spacing axis 0", lambda y: torch.trapezoid(y, dx=0.25, dim=0), x)
    row("trapezoid places", lambda y, x: torch.trapezoid(y, x), x, draw(5).sort()[0])
    row("trapezoid places of rows", lambda y, x: torch.trapezoid(y, x, dim=1), draw(2, 3, 2), draw(2, 3, 2))


def with_nan(*shape):
    x = distinct(*shape)
    x.flatten()[torch.randperm(x.numel())[: x.numel() // 3]] = math.nan
    return x


def per_row(function):
    """`function` on the numbers of each row."""
    return lambda x: torch.stack([function(line[~line.isnan()]) for line in x])


def fill(x, value):
    return torch.where(x.isnan(), torch.full_like(x, value), x)


def nan_reductions():
    full, holes = distinct(3, 6), with_nan(3, 6)
    for x in (full, holes):
        row("nanSum axis 1", lambda x: x.nansum(1), x)
        row("nanMean axis 1", lambda x: x.nanmean(1), x)
        row("nanMedian values", lambda x: x.nanmedian(1)[0], x)
        row("nanQuantile axis 1", lambda x: x.nanquantile(MANY[1:4], 1), x)
        row("nanSum", lambda x: x.nansum(), x)
        row("nanMean keep", lambda x: x.nanmean((0, 1), keepdim=True), x)
        row("nanMax axis 1", lambda x: fill(x, -math.inf).amax(1), x)
        row("nanMin axis 0", lambda x: fill(x, math.inf).amin(0), x)
        row("nanVariance axis 1", per_row(lambda v: v.var()), x)
        row("nanVariance correction 0", per_row(lambda v: v.var(unbiased=False)), x)
        row("nanStd axis 1", per_row(lambda v: v.std()), x)
        row("nanMedian", lambda x: x.nanmedian(), x)
        row("nanMedian indices", lambda x: x.nanmedian(1)[1], x)
        row("nanQuantile", lambda x: x.nanquantile(0.3), x)


def all_nan():
    """Values only: where nothing is left, PyTorch's gradients are NaN or go anywhere."""
    x = with_nan(3, 4)
    x[1] = math.nan
    row("nanSum of nothing", lambda x: x.detach().nansum(1), x)
    row("nanMean of nothing", lambda x: x.detach().nanmean(1), x)
    row("nanMedian of nothing", lambda x: x.detach().nanmedian(1)[0], x)
    row("nanQuantile of nothing", lambda x: x.detach().nanquantile(MANY[1:4], 1), x)


def statistics():
    full, holes = distinct(3, 5), distinct(3, 6)
    holes[0, 2] = holes[2, 5] = math.nan
    for x in (full, distinct(2, 6), ties(3, 5), holes):
        row("median values", lambda x: x.median(1)[0], x)
        row("median", lambda x: x.median(), x)
    for x in (full, distinct(2, 6)):
        row("median indices keep", lambda x: x.median(0, True)[1], x)
    for x in (full, distinct(2, 6), holes):
        row("quantile", lambda x: x.quantile(0.3), x)
        row("quantile axis 1", lambda x: x.quantile(0.3, 1), x)
        row("quantile many axis 0 keep", lambda x: x.quantile(MANY, 0, True), x)
        for kind in ("lower", "higher", "midpoint", "nearest"):
            row(f"quantile {kind}", lambda x: x.quantile(MANY, 1, interpolation=kind), x)
    row("quantile fractions", lambda x, q: x.quantile(q, 1), full, torch.tensor([0.3125, 0.71875]).double())
    for x in (full, torch.tensor([[1.0, 2, 2, 3], [3, 1, 3, 1], [4, 3, 2, 1]]).double(), ties(3, 7)):
        row("mode values", lambda x: x.mode(1)[0], x)
        row("mode indices", lambda x: x.mode(1)[1], x)
    for x in (full, ties(3, 5), holes):
        row("maxWithIndices values", lambda x: x.max(1)[0], x)
        row("maxWithIndices indices", lambda x: x.max(1)[1], x)
        row("minWithIndices values keep", lambda x: x.min(0, True)[0], x)
        row("minWithIndices indices", lambda x: x.min(0)[1], x)


write("reductions", reductions, scans, norms, differences, nan_reductions, all_nan, statistics)
