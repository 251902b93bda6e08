"""PyTorch's values for fixtures/functions/creation.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/creation.py
"""

import torch
from fixture_rows import draw, ints, row, write


def triangles_and_diagonals():
    row("tril diagonal", lambda x: x.tril(-1), draw(2, 4, 3))
    row("tril diagonal 5", lambda x: x.tril(5), draw(3, 4))
    row("triu diagonal", lambda x: x.triu(2), draw(3, 4))
    row("triu diagonal -1", lambda x: x.triu(-1), draw(4, 2))
    row("diag of a vector", torch.diag, draw(4))
    row("diag of a vector above", lambda x: torch.diag(x, 2), draw(3))
    row("diag of a vector below", lambda x: torch.diag(x, -1), draw(3))
    row("diag of a matrix", lambda x: torch.diag(x, 1), draw(3, 4))
    row("diagonal", torch.diagonal, draw(3, 4))
    row("diagonal above", lambda x: torch.diagonal(x, 2), draw(3, 4))
    row("diagonal below", lambda x: torch.diagonal(x, -2), draw(4, 3))
    row("diagonal beyond", lambda x: torch.diagonal(x, 4), draw(2, 4))
    row("diagonal of axes", lambda x: torch.diagonal(x, 1, 2, 0), draw(3, 2, 4))
    row("diagonal of inner axes", lambda x: torch.diagonal(x, -1, -2, -1), draw(2, 3, 3))


def grids():
    grid = lambda *vectors, indexing: torch.stack(torch.meshgrid(*vectors, indexing=indexing))  # noqa: E731
    row("meshgrid", lambda a, b: grid(a, b, indexing="ij"), draw(2), draw(3))
    row("meshgrid xy", lambda a, b, c: grid(a, b, c, indexing="xy"), draw(2), draw(3), draw(2))
    row("meshgrid of one", lambda a: grid(a, indexing="xy"), draw(3))
    one = torch.tensor(1.5, dtype=torch.float64)
    double = {"dtype": torch.float64}
    row("linspace", lambda s: s * torch.linspace(-1, 2, 7, **double), one)
    row("logspace", lambda s: s * torch.logspace(-1, 2, 6, **double), one)
    row("logspace base 2", lambda s: s * torch.logspace(3, -1, 5, base=2, **double), one)
    row("arange", lambda s: s * torch.arange(-1, 2, 0.75, **double), one)
    row("arange down", lambda s: s * torch.arange(5, -1, -2, **double), one)
    row("eye", lambda s: s * torch.eye(2, 4, **double), one)
    row("oneHot", lambda i: torch.nn.functional.one_hot(i, 4).double(), ints(2, 3, high=3))


write("creation", triangles_and_diagonals, grids)
