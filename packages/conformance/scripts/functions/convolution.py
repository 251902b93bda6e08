"""PyTorch's values for fixtures/functions/convolution.json; see fixture_rows.py.

Run: /usr/bin/python3 packages/conformance/scripts/functions/convolution.py
"""

import torch
import torch.nn.functional as F
from fixture_rows import distinct, draw, ints, row, ties, write


def convolutions():
    row("conv1d", F.conv1d, draw(2, 2, 7), draw(3, 2, 3))
    row("conv1d one signal", lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=2, dilation=2), draw(2, 9), draw(2, 2, 3), draw(2))
    row("conv1d groups", lambda x, w: F.conv1d(x, w, groups=2, padding="same"), draw(2, 4, 5), draw(4, 2, 2))
    row("conv1d kernel as long as the signal", F.conv1d, draw(2, 2, 6), draw(2, 2, 6))
    row("conv1d padding pairs", lambda x, w: F.conv1d(F.pad(x, (1, 3)), w, stride=2), draw(1, 2, 6), draw(2, 2, 3))
    row("conv2d", F.conv2d, draw(2, 3, 5, 6), draw(4, 3, 3, 2))
    row("conv2d one image", F.conv2d, draw(2, 4, 5), draw(2, 2, 3, 3))
    row("conv2d pointwise", F.conv2d, draw(2, 3, 2, 3), draw(4, 3, 1, 1))
    row("conv2d valid", lambda x, w: F.conv2d(x, w, padding="valid", stride=(1, 2)), draw(1, 2, 4, 5), draw(2, 2, 2, 2))
    row("conv2d same", lambda x, w: F.conv2d(x, w, padding="same", dilation=(1, 2)), draw(1, 2, 4, 5), draw(2, 2, 2, 3))
    row("conv2d bias stride padding", lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1), draw(2, 2, 7, 6), draw(3, 2, 3, 3), draw(3))
    row("conv2d dilation", lambda x, w: F.conv2d(x, w, dilation=(2, 1), padding=(2, 0)), draw(1, 2, 6, 5), draw(2, 2, 3, 3))
    row("conv2d groups", lambda x, w: F.conv2d(x, w, groups=2, padding=1), draw(2, 4, 4, 4), draw(6, 2, 3, 3))
    row("conv2d depthwise", lambda x, w: F.conv2d(x, w, groups=3), draw(1, 3, 5, 5), draw(3, 1, 2, 2))
    row("conv2d depthwise multiplied", lambda x, w: F.conv2d(x, w, groups=2, stride=2, padding=1), draw(2, 2, 5, 4), draw(4, 1, 3, 3))
    row("conv2d stride misses the edge", lambda x, w: F.conv2d(x, w, stride=3), draw(1, 1, 9, 8), draw(1, 1, 2, 2))
    row("conv3d", F.conv3d, draw(1, 2, 3, 3, 4), draw(2, 2, 2, 2, 2))
    row("conv3d options", lambda x, w, b: F.conv3d(x, w, b, stride=(1, 2, 2), padding=(1, 0, 1), dilation=(1, 2, 1)), draw(2, 1, 2, 4, 3), draw(2, 1, 2, 2, 3), draw(2))
    row("conv3d groups", lambda x, w: F.conv3d(x, w, groups=2, padding="same"), draw(4, 2, 3, 2), draw(2, 2, 2, 3, 2))


def transposed():
    row("convTranspose1d", F.conv_transpose1d, draw(2, 2, 4), draw(2, 3, 3))
    row("convTranspose1d options", lambda x, w, b: F.conv_transpose1d(x, w, b, stride=3, padding=1, output_padding=2, dilation=2), draw(2, 4), draw(2, 2, 3), draw(2))
    row("convTranspose2d", F.conv_transpose2d, draw(2, 3, 3, 2), draw(3, 2, 2, 3))
    row("convTranspose2d stride padding", lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1), draw(1, 2, 3, 3), draw(2, 2, 3, 3), draw(2))
    row("convTranspose2d padding beyond the kernel", lambda x, w: F.conv_transpose2d(x, w, stride=(2, 1), padding=(2, 1)), draw(1, 1, 4, 4), draw(1, 2, 2, 1))
    row("convTranspose2d groups dilation", lambda x, w: F.conv_transpose2d(x, w, groups=2, dilation=(2, 1), stride=(1, 2)), draw(1, 4, 2, 3), draw(4, 2, 2, 2))
    row("convTranspose3d", lambda x, w: F.conv_transpose3d(x, w, stride=2, padding=(0, 1, 0), output_padding=(0, 0, 1)), draw(1, 2, 2, 2, 2), draw(2, 2, 2, 3, 1))


def maxima():
    row("maxPool1d", lambda x: F.max_pool1d(x, 2), distinct(2, 2, 7))
    row("maxPool1d options", lambda x: F.max_pool1d(x, 3, stride=2, padding=1, dilation=2, ceil_mode=True), distinct(2, 8))
    row("maxPool2d", lambda x: F.max_pool2d(x, 2), distinct(2, 2, 4, 6))
    row("maxPool2d", lambda x: F.max_pool2d(x, 2), ties(1, 2, 4, 4))
    row("maxPool2d overlapping", lambda x: F.max_pool2d(x, 3, stride=2, padding=1), distinct(1, 2, 5, 6))
    row("maxPool2d overlapping", lambda x: F.max_pool2d(x, 3, stride=2, padding=1), ties(1, 2, 5, 6))
    row("maxPool2d ceil", lambda x: F.max_pool2d(x, (3, 2), stride=(2, 3), padding=(1, 1), ceil_mode=True), distinct(1, 2, 6, 6))
    row("maxPool2d dilation", lambda x: F.max_pool2d(x, 2, stride=1, dilation=(2, 3), padding=(1, 0)), distinct(2, 4, 5))
    row("maxPool3d", lambda x: F.max_pool3d(x, 2), distinct(1, 2, 2, 4, 5))
    row("maxPool3d options", lambda x: F.max_pool3d(x, (2, 3, 2), stride=(1, 2, 2), padding=(1, 1, 0), ceil_mode=True), distinct(1, 3, 4, 3))
    indices = lambda f, *a, **o: lambda x: f(x, *a, return_indices=True, **o)[1]  # noqa: E731
    row("maxPool1dWithIndices indices", indices(F.max_pool1d, 3, stride=1, padding=1), ties(2, 2, 6))
    row("maxPool2dWithIndices indices", indices(F.max_pool2d, 3, stride=2, padding=1, ceil_mode=True), ties(1, 2, 4, 5))
    row("maxPool3dWithIndices indices", indices(F.max_pool3d, 2, stride=1), ties(1, 2, 2, 3, 3))
    row("adaptiveMaxPool1d", lambda x: F.adaptive_max_pool1d(x, 3), distinct(2, 2, 7))
    row("adaptiveMaxPool2d", lambda x: F.adaptive_max_pool2d(x, (2, 3)), distinct(1, 2, 5, 4))
    row("adaptiveMaxPool2d even", lambda x: F.adaptive_max_pool2d(x, (2, None)), distinct(1, 4, 3))
    row("adaptiveMaxPool3d", lambda x: F.adaptive_max_pool3d(x, (1, 2, 3)), distinct(1, 1, 2, 3, 5))
    row("adaptiveMaxPool1dWithIndices indices", indices(F.adaptive_max_pool1d, 4), ties(1, 2, 6))
    row("adaptiveMaxPool2dWithIndices indices", indices(F.adaptive_max_pool2d, (3, 2)), ties(2, 2, 5, 3))
    row("adaptiveMaxPool3dWithIndices indices", indices(F.adaptive_max_pool3d, (2, 2, 1)), ties(1, 3, 2, 4))


def averages():
    row("avgPool1d", lambda x: F.avg_pool1d(x, 2), draw(2, 2, 7))
    row("avgPool1d options", lambda x: F.avg_pool1d(x, 3, stride=2, padding=1, ceil_mode=True, count_include_pad=False), draw(2, 6))
    row("avgPool2d", lambda x: F.avg_pool2d(x, 2), draw(2, 2, 4, 6))
    row("avgPool2d overlapping", lambda x: F.avg_pool2d(x, 3, stride=2, padding=1), draw(1, 2, 5, 6))
    row("avgPool2d ceil", lambda x: F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True), draw(1, 2, 6, 4))
    row("avgPool2d image only", lambda x: F.avg_pool2d(x, (3, 2), stride=2, padding=(1, 0), ceil_mode=True, count_include_pad=False), draw(1, 2, 6, 5))
    row("avgPool2d divisor", lambda x: F.avg_pool2d(x, 2, stride=1, padding=1, count_include_pad=False, divisor_override=3), draw(1, 1, 3, 4))
    row("avgPool3d", lambda x: F.avg_pool3d(x, 2), draw(1, 2, 2, 4, 5))
    row("avgPool3d options", lambda x: F.avg_pool3d(x, (2, 3, 2), stride=(1, 2, 2), padding=(1, 1, 0), ceil_mode=True), draw(1, 3, 4, 3))
    row("adaptiveAvgPool1d", lambda x: F.adaptive_avg_pool1d(x, 3), draw(2, 2, 7))
    row("adaptiveAvgPool2d", lambda x: F.adaptive_avg_pool2d(x, (2, 3)), draw(1, 2, 5, 4))
    row("adaptiveAvgPool2d global", lambda x: F.adaptive_avg_pool2d(x, 1), draw(2, 2, 3, 4))
    row("adaptiveAvgPool2d larger than the image", lambda x: F.adaptive_avg_pool2d(x, (3, 5)), draw(2, 2, 3))
    row("adaptiveAvgPool3d", lambda x: F.adaptive_avg_pool3d(x, (2, None, 2)), draw(1, 1, 3, 2, 5))


def powers():
    positive = lambda *shape: draw(*shape, low=0.25)  # noqa: E731
    row("lpPool1d", lambda x: F.lp_pool1d(x, 2, 3, stride=2), draw(2, 2, 7))
    row("lpPool2d", lambda x: F.lp_pool2d(x, 2, 2), draw(1, 2, 4, 4))
    row("lpPool2d cubes", lambda x: F.lp_pool2d(x, 3, (2, 3), stride=1), positive(1, 2, 3, 5))
    row("lpPool2d ceil", lambda x: F.lp_pool2d(x, 1.5, 2, ceil_mode=True), positive(1, 1, 3, 5))
    row("lpPool2d", lambda x: F.lp_pool2d(x, 2, 2), torch.tensor([[[0, 0, 1, -2], [0, 0, 0, 2]]], dtype=torch.float64))
    row("lpPool3d", lambda x: F.avg_pool3d(x**2, 2).mul(8).sqrt(), draw(1, 1, 2, 4, 3))


def unpools():
    def unpool(pool, back, *a, **o):
        def run(x):
            values, indices = pool(x, *a, return_indices=True)
            return back(values * values, indices, *a, **o)

        return run

    row("maxUnpool1d", unpool(F.max_pool1d, F.max_unpool1d, 2), distinct(2, 2, 6))
    row("maxUnpool2d", unpool(F.max_pool2d, F.max_unpool2d, 2, output_size=(4, 5)), distinct(1, 2, 4, 5))
    row("maxUnpool3d", unpool(F.max_pool3d, F.max_unpool3d, 2), distinct(1, 2, 2, 4))


def fractional():
    def unit(n):  # samples in (0, 1) from whole numbers, which take no gradient
        return (2 * n + 1).double() / 16

    def pool2d(x, n, **o):  # PyTorch's samples start with the last axis here, not in three dimensions
        return F.fractional_max_pool2d(x, 2, _random_samples=unit(n).flip(-1), **o)

    def pool3d(x, n, **o):
        return F.fractional_max_pool3d(x, (1, 2, 2), output_size=(2, 2, 3), _random_samples=unit(n), **o)

    row("fractionalMaxPool2d", lambda x, n: pool2d(x, n, output_size=(3, 4)), distinct(2, 2, 5, 6), ints(2, 2, 2, high=7))
    row("fractionalMaxPool2d ratio", lambda x, n: pool2d(x, n, output_ratio=0.7), distinct(1, 5, 6), ints(1, 1, 2, high=7))
    row("fractionalMaxPool2dWithIndices indices", lambda x, n: pool2d(x, n, output_size=(3, 4), return_indices=True)[1], ties(2, 2, 5, 6), ints(2, 2, 2, high=7))
    row("fractionalMaxPool3d", pool3d, distinct(1, 2, 3, 4, 5), ints(1, 2, 3, high=7))
    row("fractionalMaxPool3dWithIndices indices", lambda x, n: pool3d(x, n, return_indices=True)[1], ties(1, 2, 3, 4, 5), ints(1, 2, 3, high=7))


def folds():
    row("unfold", lambda x: F.unfold(x, (2, 3)), draw(2, 2, 3, 4))
    row("unfold options", lambda x: F.unfold(x, 2, stride=(2, 1), padding=(1, 0), dilation=(1, 2)), draw(1, 2, 4, 5))
    row("fold", lambda x: F.fold(x, (3, 4), (2, 3)), draw(2, 12, 4))
    row("fold options", lambda x: F.fold(x, (4, 5), 2, stride=(2, 1), padding=(1, 0), dilation=(1, 2)), draw(1, 4, 9))


write("convolution", convolutions, transposed, maxima, averages, powers, unpools, fractional, folds)
