"""PyTorch's values for fixtures/functions/indexing.json; see fixture_rows.py.

Segments are checked against scatter_reduce into what an empty segment holds.

Run: /usr/bin/python3 packages/conformance/scripts/functions/indexing.py
"""

import torch
import torch.nn.functional as F
from fixture_rows import distinct, draw, ints, row, ties, write


def indexing():
    x = draw(2, 3, 4)
    row("at integer", lambda x: x[1], x)
    row("at slice", lambda x: x[:, 1:, ::2], x)
    row("at new axis", lambda x: x[:, None, -1], x)
    row("at ellipsis", lambda x: x[..., 1:3], x)
    row("at integers", lambda x: x[:, [2, 0, 2]], x)
    row("at backwards", lambda x: x.flip([2])[:, :, ::3], x)
    row("at negative indices", lambda x, i: x[:, i], x, ints(2, 2, low=-3, high=2))
    row("at several indices", lambda x, i, j: x[i, j], x, ints(4, low=-2, high=1), ints(4, low=-3, high=2))
    row("at indices apart", lambda x, i, j: x[i, :, j], x, ints(3, 1, high=1), ints(2, high=3))
    row("at a list of flags", lambda x: x[:, [True, False, True]], x)
    row("with", put(lambda x: (slice(None), 1)), x, draw(2, 4))
    row("with a value that broadcasts", put(lambda x: (..., slice(1, None, 2))), x, draw(1))
    at = [torch.tensor([0, 1, 0]), torch.tensor([2, 0, 1])]
    row("with indices", lambda x, i, j, u: x.index_put((i, j), u), x, *at, draw(3, 4))


def put(at):
    def function(x, value):
        y = x.clone()
        y[at(x)] = value
        return y

    return function


def elements():
    x = draw(3, 4)
    row("gather", lambda x, i: x.gather(1, i), x, ints(3, 6, high=3))
    row("gather axis 0", lambda x, i: x.gather(0, i), x, ints(2, 4, high=2))
    row("take", lambda x, i: x[i], x, ints(2, 5, high=2))
    row("take axis 1", lambda x, i: x[:, i], x, ints(5, high=3))
    row("scatterAdd", lambda x, i, u: x.scatter_add(1, i, u), x, ints(3, 6, high=3), draw(3, 6))
    unique = torch.stack([torch.randperm(4)[:2] for _ in range(3)])
    row("scatter", lambda x, i, u: x.scatter(1, i, u), x, unique, draw(3, 2))
    row("embedding", lambda w, i: F.embedding(i, w), draw(5, 3), ints(2, 4, high=4))
    row("indexUpdate", lambda x, u: x.index_copy(1, torch.tensor([2, 0]), u), x, draw(3, 2))
    row("indexUpdate by adding", lambda x, i, u: x.index_add(0, i, u), x, ints(5, high=2), draw(5, 4))
    row("indexUpdate by a number", lambda x: x.index_fill(1, torch.tensor([1, 3]), 0.5), x)
    row("gatherNd", lambda x, i: x[i[..., 0], i[..., 1]], draw(2, 2, 3), ints(2, 3, 2, high=1))
    row("gatherNd of slices", lambda x, i: x[i[..., 0]], x, ints(4, 1, high=2))
    tuples = torch.tensor([[0, 1], [1, 0], [1, 1]])
    row("scatterNd", lambda x, u: x.index_put((tuples[:, 0], tuples[:, 1]), u), draw(2, 2, 2), draw(3, 2))
    add = lambda x, i, u: x.index_put((i[:, 0], i[:, 1]), u, accumulate=True)
    row("scatterNd by adding", add, draw(2, 3), ints(5, 2, high=1), draw(5))


def scatters():
    index = ints(2, 6, high=3)
    names = {"sum": "sum", "mean": "mean", "prod": "prod", "amax": "max", "amin": "min"}
    for reduce, name in names.items():
        for include in [True, False]:
            options = name if include else f"{name} of others"
            function = lambda x, i, u: x.scatter_reduce(1, i, u, reduce, include_self=include)
            row(f"scatterReduce {options}", function, distinct(2, 4) - 0.3125, index, distinct(2, 6) - 0.25)
    # PyTorch 1.13 has no second derivative here to disagree with, but first ones through ties and zeros.
    row("scatterReduce max", lambda x, i, u: x.scatter_reduce(1, i, u, "amax"), ties(2, 4), index, ties(2, 6))
    row("scatterReduce prod", lambda x, i, u: x.scatter_reduce(1, i, u, "prod"), draw(2, 4), index, ties(2, 6))


def segments():
    ids = torch.tensor([2, 0, 2, 4, 0, 2, 1])  # nothing goes to segment 3

    def segment(reduce, empty, include):
        def function(x):
            index = ids[:, None].expand(-1, x.shape[1])
            return torch.full((5, x.shape[1]), empty, dtype=x.dtype).scatter_reduce(0, index, x, reduce, include_self=include)

        return function

    row("segmentSum", segment("sum", 0.0, True), draw(7, 3))
    row("segmentMean", segment("mean", 0.0, False), draw(7, 3))
    row("segmentProd", segment("prod", 1.0, True), draw(7, 3))
    row("segmentProd", segment("prod", 1.0, True), ties(7, 3))
    for name, reduce, empty in [("Max", "amax", -torch.inf), ("Min", "amin", torch.inf)]:
        finite = lambda x: segment(reduce, empty, False)(x).nan_to_num(0, 0, 0)
        row(f"segment{name}", finite, distinct(7, 2))
        row(f"segment{name}", finite, ties(7, 2))


def masks():
    x = draw(2, 3, 4)
    some = torch.tensor([[True, False, True], [False, False, True]])
    row("maskedFill", lambda x, m: x.masked_fill(m[..., None], 0.25), x, some)
    row("maskedFill by a tensor", lambda x, m, v: x.masked_fill(m, v), draw(2, 3), some, draw())
    row("maskedScatter", lambda x, m, s: x.masked_scatter(m, s), draw(2, 3), some, draw(5))


write("indexing", indexing, elements, scatters, segments, masks)
