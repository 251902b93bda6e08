"""Writes fixtures/optimizers.json: parameters after each fifth of 25 steps of PyTorch's optimizers, in float64.

The problem: two parameters, loss = Σ (tanh(x·w + b) − y)² / 4 over five rows; numbers are small fractions, the same as in
test/problem.ts.

Run: /usr/bin/python3 packages/optimizers/scripts/optimizer_fixtures.py
"""

import json
import pathlib
import platform

import torch

torch.set_default_dtype(torch.float64)

STEPS = 25


def wave(start, *shape):
    """Numbers k/16 with k = 11·i + start mod 37, minus 18."""
    count = 1
    for n in shape:
        count *= n
    return torch.tensor([((11 * i + start) % 37 - 18) / 16 for i in range(count)]).reshape(shape)


def flat(x):
    return [float(f"{v:.13g}") for v in x.detach().flatten().tolist()]


def run(make, before=lambda step, optimizer: None, uses_bias=lambda step: True):
    w = wave(0, 4, 3).requires_grad_()
    b = wave(5, 3).requires_grad_()
    x, y = wave(9, 5, 4), wave(3, 5, 3) / 2
    optimizer = make(w, b)
    snapshots = []
    for step in range(STEPS):
        before(step, optimizer)
        optimizer.zero_grad(set_to_none=True)
        z = x @ w + (b if uses_bias(step) else b.detach())
        ((torch.tanh(z) - y) ** 2).sum().div(4).backward()
        optimizer.step()
        if step % 5 == 4:
            snapshots.append(flat(w) + flat(b))
    return snapshots


def plain(optimizer, **options):
    return run(lambda w, b: optimizer([w, b], **options))


def decaying(step, optimizer):
    for group in optimizer.param_groups:
        group["lr"] = 0.1 / (1 + step)


def cycling(step, optimizer):
    for group in optimizer.param_groups:
        group["momentum"] = 0.95 - 0.01 * step


sgd, adam, adamw = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
cases = {
    "SGD": plain(sgd, lr=0.05),
    "SGD, weight decay": plain(sgd, lr=0.05, weight_decay=0.1),
    "SGD, momentum": plain(sgd, lr=0.05, momentum=0.9),
    "SGD, momentum, dampening, weight decay": plain(sgd, lr=0.05, momentum=0.8, dampening=0.3, weight_decay=0.02),
    "SGD, Nesterov": plain(sgd, lr=0.03, momentum=0.9, nesterov=True, weight_decay=0.01),
    "SGD, cycled momentum": run(lambda w, b: sgd([w, b], lr=0.02, momentum=0.95), cycling),
    "Adam": plain(adam, lr=0.05),
    "Adam, weight decay, betas, epsilon": plain(adam, lr=0.05, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1),
    "Adam, decaying rate": run(lambda w, b: adam([w, b], lr=0.1), decaying),
    "AdamW": plain(adamw, lr=0.05),
    "AdamW, two groups": run(
        lambda w, b: adamw([{"params": [w], "weight_decay": 0.3}, {"params": [b], "lr": 0.2}], lr=0.01, weight_decay=0)
    ),
    "AdamW, bias frozen at first": run(lambda w, b: adamw([w, b], lr=0.05), uses_bias=lambda step: step >= 7),
    "SGD, bias frozen at first": run(
        lambda w, b: sgd([w, b], lr=0.05, momentum=0.9, dampening=0.5), uses_bias=lambda step: step >= 7
    ),
}

versions = {"torch": torch.__version__, "python": platform.python_version()}
path = pathlib.Path(__file__).parent.parent / "fixtures" / "optimizers.json"
path.write_text(json.dumps({"versions": versions, "cases": cases}, separators=(",", ":")) + "\n")
print(f"{len(cases)} cases, {path.stat().st_size} bytes")
