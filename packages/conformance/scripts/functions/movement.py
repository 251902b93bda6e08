"""PyTorch's values for fixtures/functions/movement.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/movement.py
"""

import torch
import torch.nn.functional as F
from fixture_rows import draw, ints, row, write


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


write("movement", movement, indexing)
