"""PyTorch's values for fixtures/functions/reductions.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/reductions.py
"""

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


write("reductions", reductions)
