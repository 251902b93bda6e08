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
    row("moveAxis", lambda x: x.movedim(0, -1), x)
    row("moveAxis of several", lambda x: x.movedim([0, 1], [-1, 0]), x)
    row("unflatten", lambda x: x.unflatten(1, (2, 3)), draw(2, 6))
    row("broadcastTensors", lambda a, b: torch.broadcast_tensors(a, b)[0], draw(2, 1), draw(3))
    row("chunk", lambda x: x.chunk(3, 1)[2], draw(2, 8))
    row("arraySplit", lambda x: x.tensor_split(3, 1)[1], draw(2, 8))
    row("unbind", lambda x: x.unbind(1)[2], draw(2, 4))
    row("repeat", lambda x: x.repeat_interleave(2), draw(2, 3))
    row("repeat along an axis", lambda x: x.repeat_interleave(3, 0), draw(2, 3))
    row("repeat by counts", lambda x: x.repeat_interleave(torch.tensor([2, 0, 1]), 1), draw(2, 3))
    row("tile", lambda x: x.tile(2), draw(2, 3))
    row("tile of several axes", lambda x: x.tile(2, 1, 3), draw(2, 2))
    row("roll", lambda x: x.roll(4), draw(2, 3))
    row("roll along axes", lambda x: x.roll([1, -2], [0, 2]), x)
    row("rot90", lambda x: x.rot90(), draw(2, 3))
    row("rot90 thrice", lambda x: x.rot90(3, [2, 0]), x)
    row("slidingWindows", lambda x: x.unfold(1, 3, 2), draw(2, 8))
    row("slidingWindows of the first axis", lambda x: x.unfold(0, 2, 1), draw(4, 2))


def padding():
    x = draw(1, 2, 5)
    image = draw(1, 1, 3, 4)
    volume = draw(1, 1, 2, 3, 2)
    for mode in ["reflect", "replicate", "circular"]:
        row(f"pad {mode}", lambda x: F.pad(x, [2, 3], mode), x)
        row(f"pad {mode} image", lambda x: F.pad(x, [3, 1, 0, 2], mode), image)
        row(f"pad {mode} volume", lambda x: F.pad(x, [1, 0, 2, 1, 1, 1], mode), volume)
    row("pad replicate and crop", lambda x: F.pad(x, [-1, 2], "replicate"), x)
    row("pad reflect and crop", lambda x: F.pad(x, [2, -3], "reflect"), x)
    row("pad and crop", lambda x: F.pad(x, [-1, 2, 1, -1]), x)


write("movement", movement, padding)
