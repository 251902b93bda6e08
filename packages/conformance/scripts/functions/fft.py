"""PyTorch's values for fixtures/functions/fft.json; see fixture_rows.py. Complex results are real parts beside imaginary ones.

Run: /usr/bin/python3 packages/conformance/scripts/functions/fft.py
"""

import torch
from fixture_rows import draw, row, write

fft = torch.fft


def pair(z):
    return torch.stack([z.real, z.imag])


def of_pair(f):
    return lambda re, im: pair(f(torch.complex(re, im)))


def transforms():
    two = lambda *shape: (draw(*shape), draw(*shape))
    row("fft real", lambda x: pair(fft.fft(x)), draw(8))
    row("fft", of_pair(fft.fft), *two(2, 12))
    for n in (1, 2, 7, 67, 72):
        row("fft", of_pair(fft.fft), *two(1, n))
    row("fft axis 0 ortho", of_pair(lambda z: fft.fft(z, dim=0, norm="ortho")), *two(5, 3))
    row("fft n 6 forward", of_pair(lambda z: fft.fft(z, n=6, norm="forward")), *two(2, 4))
    row("fft n 3", of_pair(lambda z: fft.fft(z, n=3)), *two(2, 5))
    row("ifft", of_pair(fft.ifft), *two(2, 9))
    row("ifft ortho", of_pair(lambda z: fft.ifft(z, norm="ortho")), *two(2, 4))
    row("rfft", lambda x: pair(fft.rfft(x)), draw(2, 8))
    row("rfft", lambda x: pair(fft.rfft(x)), draw(2, 7))
    row("rfft axis 1 forward", lambda x: pair(fft.rfft(x, dim=1, norm="forward")), draw(2, 6, 2))
    inverse = lambda n: lambda re, im: fft.irfft(torch.complex(re, im), n=n)
    row("irfft", inverse(None), *two(2, 5))
    row("irfft n 7", inverse(7), *two(2, 4))
    row("irfft n 7", inverse(7), *two(2, 6))
    row("irfft n 7", inverse(7), *two(2, 2))
    row("irfft ortho", lambda re, im: fft.irfft(torch.complex(re, im), norm="ortho"), *two(4))
    row("fft2", of_pair(fft.fft2), *two(2, 3, 4))
    row("ifft2 sizes axes", of_pair(lambda z: fft.ifft2(z, s=(4, 2), dim=(0, 1))), *two(3, 3, 2))
    row("rfft2", lambda x: pair(fft.rfft2(x)), draw(4, 3))
    row("irfft2", lambda re, im: fft.irfft2(torch.complex(re, im), s=(4, 5)), *two(4, 3))
    row("fftshift", lambda x: fft.fftshift(x), draw(3, 4))
    row("fftshift axis 1", lambda x: fft.fftshift(x, dim=1), draw(3, 5))
    row("ifftshift", lambda x: fft.ifftshift(x), draw(3, 5))
    row("fftfreq", lambda x: fft.fftfreq(5, 0.5, dtype=torch.float64) + 0 * x.sum().detach(), draw(1))
    row("rfftfreq", lambda x: fft.rfftfreq(6, dtype=torch.float64) + 0 * x.sum().detach(), draw(1))


def frames():
    f64 = torch.float64
    hann = lambda n: torch.hann_window(n, dtype=f64)
    names = {"hannWindow": torch.hann_window, "hammingWindow": torch.hamming_window, "blackmanWindow": torch.blackman_window}
    for name, window in names.items():
        row(name, lambda x: window(6, dtype=f64) * x.detach(), torch.ones(1, dtype=f64))
        row(f"{name} symmetric", lambda x: window(5, periodic=False, dtype=f64) * x.detach(), torch.ones(1, dtype=f64))
    stft = lambda x, *sizes, **options: pair(torch.stft(x, *sizes, return_complex=True, **options))
    row("stft", lambda x, w: stft(x, 8, window=w), draw(2, 20), hann(8) + 0.125)
    row("stft short window normalized", lambda x, w: stft(x, 8, hop_length=3, win_length=5, window=w, normalized=True), draw(20), draw(5))
    row("stft two-sided edge", lambda x, w: stft(x, 6, hop_length=2, window=w, center=False, onesided=False), draw(14), draw(6))
    row("stft constant", lambda x: stft(x, 4, pad_mode="constant"), draw(9))
    istft = lambda re, im, w, *a, **o: torch.istft(torch.complex(re, im), *a, window=w, **o)
    row("istft", lambda re, im, w: istft(re, im, w, 8), draw(2, 5, 9), draw(2, 5, 9), hann(8) + 0.5)
    row("istft length", lambda re, im, w: istft(re, im, w, 6, hop_length=2, length=11), draw(4, 7), draw(4, 7), hann(6) + 0.5)
    row("istft normalized", lambda re, im, w: istft(re, im, w, 8, win_length=6, normalized=True), draw(5, 6), draw(5, 6), hann(6) + 0.5)
    row("istft two-sided", lambda re, im, w: istft(re, im, w, 4, hop_length=1, center=False, onesided=False), draw(4, 5), draw(4, 5), hann(4) + 0.5)


write("fft", transforms, frames)
