import { fft, fft2, fftshift, ifft, ifft2, ifftshift, irfft, irfft2, istft, rfft, rfft2, stft } from "@tenon/core/fft";
import { each, given, type ValidCalls } from "./valid-call.js";

const ofComplex = { fft, fft2, ifft, ifft2, irfft, irfft2 };

export const fftCalls: ValidCalls = {
  ...each(
    ofComplex,
    [
      [2, 3],
      [2, 3],
    ],
    (f) => (real, imaginary) => f({ real, imaginary }),
  ),
  ...each({ rfft, rfft2, fftshift, ifftshift }, [[2, 3]], (f) => (x) => f(x)),
  stft: given([[8], [4]], (x, window) => stft(x, { fftSize: 4, window }), 1),
  istft: given(
    [[3, 4], [3, 4], [4]],
    (real, imaginary, window) => istft({ real, imaginary }, { fftSize: 4, hopLength: 1, window }),
    2,
  ), // biome-ignore format: rows
};
