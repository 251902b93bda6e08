"""PyTorch's values for fixtures/functions/sampling.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/sampling.py
"""

import torch
import torch.nn.functional as F
from fixture_rows import draw, row, write


def resize(**options):
    return lambda x: F.interpolate(x, **options)


def images():
    row("interpolate nearest", resize(size=7), draw(1, 2, 4))
    row("interpolate nearest", resize(size=7), draw(1, 2, 4, 3))
    row("interpolate nearest", resize(size=7), draw(1, 1, 2, 3, 1))
    row("interpolate nearest factor", resize(scale_factor=1.6), draw(1, 1, 5, 3))
    row("interpolate nearest factor", resize(scale_factor=0.4), draw(1, 1, 5, 7))
    row("interpolate nearest-exact", resize(size=5, mode="nearest-exact"), draw(1, 2, 7))
    row("interpolate nearest-exact", resize(size=5, mode="nearest-exact"), draw(1, 1, 3, 9))
    row("interpolate area", resize(size=3, mode="area"), draw(1, 2, 5))
    row("interpolate area", resize(size=3, mode="area"), draw(1, 1, 6, 4))
    for mode, shape in (("linear", (1, 2, 4)), ("bilinear", (1, 2, 4, 3)), ("trilinear", (1, 1, 2, 3, 2)), ("bicubic", (1, 2, 4, 3))):
        smaller = [max(1, n - 1) for n in shape[2:]]
        larger = [2 * n + 1 for n in shape[2:]]
        for corners in (False, True):
            name = f"interpolate {mode} corners" if corners else f"interpolate {mode}"
            row(f"{name} larger", resize(size=larger, mode=mode, align_corners=corners), draw(*shape))
            row(f"{name} smaller", resize(size=smaller, mode=mode, align_corners=corners), draw(*shape))
        row(f"interpolate {mode} factor", resize(scale_factor=1.7, mode=mode), draw(*shape))
    recomputed = resize(scale_factor=1.7, mode="bilinear", recompute_scale_factor=True)
    row("interpolate bilinear recomputed", recomputed, draw(1, 1, 3, 4))


def places(*shape):
    """Between pixels and edges of all sizes used here, in and out of the image, exact in every float dtype."""
    return (2 * torch.randint(-24, 24, shape).double() + 1) / 32


def grids():
    for mode in ("bilinear", "nearest", "bicubic"):
        for padding in ("zeros", "border", "reflection"):
            for corners in (False, True):
                read = lambda x, g: F.grid_sample(x, g, mode, padding, corners)  # noqa: E731
                name = f"gridSample {mode} {padding}" + (" corners" if corners else "")
                row(name, read, draw(1, 2, 3, 4), places(1, 2, 3, 2))
                if mode != "bicubic":
                    row(name, read, draw(2, 1, 2, 3, 2), places(2, 2, 1, 2, 3))
    row("gridSample far", lambda x, g: F.grid_sample(x, g, padding_mode="reflection"), draw(1, 1, 3, 4), 5 * places(1, 3, 2, 2))
    row("affineGrid", lambda t: F.affine_grid(t, (2, 1, 2, 3), align_corners=False), draw(2, 2, 3))
    row("affineGrid corners", lambda t: F.affine_grid(t, (2, 1, 2, 3), align_corners=True), draw(2, 2, 3))
    row("affineGrid volume", lambda t: F.affine_grid(t, (1, 1, 2, 1, 3), align_corners=False), draw(1, 3, 4))


def shuffles():
    row("pixelShuffle", lambda x: F.pixel_shuffle(x, 2), draw(2, 8, 2, 3))
    row("pixelShuffle", lambda x: F.pixel_shuffle(x, 2), draw(4, 1, 2))
    row("pixelUnshuffle", lambda x: F.pixel_unshuffle(x, 2), draw(2, 1, 4, 2))
    deal = lambda x: x.reshape(2, 3, 2, 2).transpose(1, 2).reshape(x.shape)  # noqa: E731  # channel_shuffle has no gradient
    row("channelShuffle", deal, draw(2, 6, 2, 1))


write("sampling", images, grids, shuffles)
