"""PyTorch's values for fixtures/functions/loss.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/loss.py
"""

import torch
import torch.nn.functional as F
from fixture_rows import draw, ints, row, write


def cross_entropy(**options):
    return lambda x, t: F.cross_entropy(x, t, **options)


def weighed(**options):
    """Class weights get no gradient from PyTorch: they come as whole numbers."""
    return lambda x, t, w: F.cross_entropy(x, t, w.double(), **options)


def soft(*shape):
    return draw(*shape, low=0.0, high=1.0)


def classes():
    weights = torch.tensor([2, 1, 4, 1, 3])
    row("crossEntropy", F.cross_entropy, draw(4, 5), ints(4, high=4))
    row("crossEntropy sum", cross_entropy(reduction="sum"), draw(4, 5), ints(4, high=4))
    row("crossEntropy none", cross_entropy(reduction="none"), draw(4, 5) * 50, ints(4, high=4))
    row("crossEntropy ignore", cross_entropy(ignore_index=2), draw(6, 4), torch.tensor([0, 2, 3, 2, 1, 2]))
    row("crossEntropy image", F.cross_entropy, draw(2, 3, 2, 2), ints(2, 2, 2, high=2))
    row("crossEntropy one", F.cross_entropy, draw(5), torch.tensor(3))
    row("crossEntropy weight", weighed(), draw(4, 5), ints(4, high=4), weights)
    row("crossEntropy weight", weighed(), draw(2, 5, 3), ints(2, 3, high=4), weights)
    row("crossEntropy weight", weighed(), draw(3, 5), torch.tensor([1, -100, 2]), weights)
    row("crossEntropy smooth", cross_entropy(label_smoothing=0.3), draw(4, 5), ints(4, high=4))
    row("crossEntropy smooth", cross_entropy(label_smoothing=0.3), draw(3, 5), torch.tensor([1, -100, 2]))
    row("crossEntropy smooth weight", weighed(label_smoothing=0.3), draw(4, 5), ints(4, high=4), weights)
    row("crossEntropy smooth weight", weighed(label_smoothing=0.3), draw(2, 5, 2), ints(2, 2, high=4), weights)
    row("crossEntropy smooth weight none", weighed(label_smoothing=0.3, reduction="none"), draw(4, 5), ints(4, high=4), weights)
    row("crossEntropy soft", F.cross_entropy, draw(4, 5), soft(4, 5))
    row("crossEntropy soft", F.cross_entropy, draw(2, 3, 2), soft(2, 3, 2))
    row("crossEntropy soft", F.cross_entropy, draw(5), soft(5))
    row("crossEntropy soft none", cross_entropy(reduction="none"), draw(3, 4), soft(3, 4))
    row("crossEntropy soft weight smooth", weighed(label_smoothing=0.2), draw(4, 5), soft(4, 5), weights)
    row("nllLoss", F.nll_loss, draw(4, 5), ints(4, high=4))
    nll = lambda x, t, w: F.nll_loss(x, t, w.double())  # noqa: E731
    row("nllLoss weight", nll, draw(2, 5, 3), ints(2, 3, high=4), weights)
    row("nllLoss ignore sum", lambda x, t: F.nll_loss(x, t, ignore_index=1, reduction="sum"), draw(4, 3), torch.tensor([0, 1, 2, 1]))


def squares():
    row("mseLoss", F.mse_loss, draw(3, 4), draw(3, 4))
    row("mseLoss sum", lambda a, b: F.mse_loss(a, b, reduction="sum"), draw(3, 4), draw(3, 4))


def ctc(**options):
    """Of logits: PyTorch's gradient of ctc_loss is right only behind a log-softmax."""
    return lambda x, t, i, j: F.ctc_loss(x.log_softmax(-1), t, i, j, **options)


def sequences():
    targets = torch.tensor([[1, 2, 2], [3, 1, 0], [2, 0, 0]])
    inputs, sizes = torch.tensor([6, 5, 3]), torch.tensor([3, 2, 1])
    row("ctcLoss", ctc(), draw(6, 3, 4), targets, inputs, sizes)
    row("ctcLoss sum", ctc(reduction="sum"), draw(6, 3, 4), targets, inputs, sizes)
    row("ctcLoss none", ctc(reduction="none"), draw(6, 3, 4), targets, inputs, sizes)
    row("ctcLoss none", ctc(reduction="none"), draw(6, 3, 4), torch.tensor([1, 2, 2, 3, 1, 2]), inputs, sizes)
    row("ctcLoss none", ctc(reduction="none"), draw(3, 4), torch.tensor([1, 2]), torch.tensor(3), torch.tensor(2))
    row("ctcLoss last blank", ctc(blank=3), draw(5, 2, 4), torch.tensor([[0, 0], [2, 1]]), torch.tensor([5, 4]), torch.tensor([2, 2]))
    impossible = torch.tensor([[1, 1, 1], [2, 3, 0]])
    row("ctcLoss zero", ctc(zero_infinity=True), draw(4, 2, 4), impossible, torch.tensor([4, 4]), torch.tensor([3, 2]))
    row("ctcLoss empty target", ctc(reduction="none"), draw(4, 2, 3), torch.tensor([[1, 2], [0, 0]]), torch.tensor([4, 3]), torch.tensor([2, 0]))


write("loss", classes, squares, sequences)
