"""PyTorch's values for fixtures/functions/sorting.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/sorting.py
"""

import math

import torch
from fixture_rows import distinct, draw, ints, row, ties, write


def orders():
    holes = distinct(3, 5)
    holes[0, 2] = holes[2, 0] = holes[2, 4] = math.nan
    for x in (distinct(3, 5), ties(3, 6), holes):
        row("argsort", lambda x: x.argsort(stable=True), x)
        row("sort values", lambda x: x.sort(stable=True)[0], x)
        row("sort indices", lambda x: x.sort(stable=True)[1], x)
    for x in (distinct(2, 3, 4), ties(2, 5, 2)):
        row("sort descending axis 1", lambda x: x.sort(dim=1, stable=True, descending=True)[0], x)
        row("sort descending axis 1 indices", lambda x: x.sort(dim=1, stable=True, descending=True)[1], x)
        row("argsort descending axis 0", lambda x: x.argsort(dim=0, stable=True, descending=True), x)
    row("sort integers", lambda x: x.sort()[0], ints(2, 6, low=-4, high=4))
    row("sort integers", lambda x: x.sort()[0], ints(2, 6, high=1).bool())
    x = distinct(3, 6)
    row("topK values", lambda x: x.topk(2)[0], x)
    row("topK indices", lambda x: x.topk(2)[1], x)
    row("topK axis 0 smallest", lambda x: x.topk(2, 0, False)[0], x)
    row("topK axis 0 smallest indices", lambda x: x.topk(2, 0, False)[1], x)
    row("topK all", lambda x: x.topk(6)[0], x)
    row("kthValue values", lambda x: x.kthvalue(3)[0], x)
    row("kthValue indices", lambda x: x.kthvalue(3)[1], x)
    row("kthValue axis 0 keep", lambda x: x.kthvalue(1, 0, True)[0], x)


def searches():
    edges = torch.tensor([-2.0, -0.5, 0, 0, 1.25, 2]).double()
    x = torch.cat([draw(2, 6), edges.expand(2, 6)], 1)
    x[0, 0], x[1, 0], x[1, 1] = math.nan, math.inf, -math.inf
    row("searchSorted", lambda s, v: torch.searchsorted(s, v), edges, x)
    row("searchSorted right", lambda s, v: torch.searchsorted(s, v, right=True), edges, x)
    rows = draw(2, 2, 5).sort()[0]
    values = torch.cat([draw(2, 2, 3), rows], 2)
    row("searchSorted rows", lambda s, v: torch.searchsorted(s, v), rows, values)
    row("searchSorted rows right", lambda s, v: torch.searchsorted(s, v, right=True), rows, values)
    row("searchSorted", lambda s, v: torch.searchsorted(s, v), edges[:0], x)
    row("searchSorted", lambda s, v: torch.searchsorted(s, v), edges[:1], x)
    row("searchSorted", lambda s, v: torch.searchsorted(s, v), ints(7, high=9).sort()[0], ints(3, 4, high=9))
    row("bucketize", lambda x, b: torch.bucketize(x, b), x, edges)
    row("bucketize right", lambda x, b: torch.bucketize(x, b, right=True), x, edges)


def counts():
    x = ints(12, high=5)
    row("bincount", lambda x: x.bincount(minlength=7), x)
    add = lambda x, w: torch.zeros(7, dtype=torch.float64).index_add(0, x, w)
    row("bincount weights", add, x, draw(12))
    values = draw(20)
    row("histogram counts", lambda x: torch.histogram(x, 4)[0].long(), values)
    row("histogram edges", lambda x: torch.histogram(x.detach(), 4)[1], values)
    row("histogram edges", lambda x: torch.histogram(x.detach(), 4)[1], torch.full((3, 2), 2.5).double())
    row("histogram range", lambda x: torch.histogram(x, 5, range=(-1.0, 1.5))[0].long(), values)
    bins = torch.tensor([-2.0, -0.5, 0, 1.25, 2]).double()
    at_edges = torch.cat([values, bins])
    row("histogram bins", lambda x, e: torch.histogram(x, e)[0].long(), at_edges, bins)
    weighted = lambda x, w: torch.histogram(x, 4, weight=w)[0].detach()
    row("histogram weights", weighted, values, draw(20))


write("sorting", orders, searches, counts)
