import * as fft from "../../../src/fft/index.js";
import type { Calls } from "./inputs.js";

const frames = { fftSize: 2, hopLength: 1 } as const;

export const fftCalls: Calls = {
  fft: [
    ({ x }) => fft.fft(x),
    ({ x, plain }) => fft.fft({ real: x, imaginary: plain }, { axis: 0, n: 3, norm: "ortho" }),
    ({ y }) => fft.fft(y, { n: 130 }),
    ({ y }) => fft.fft(y, { n: 67 }),
  ],
  ifft: [({ x }) => fft.ifft(x), ({ half }) => fft.ifft(half)],
  rfft: [({ x }) => fft.rfft(x)],
  irfft: [({ x }) => fft.irfft(x), ({ x, plain }) => fft.irfft({ real: plain, imaginary: x }, { n: 5 })],
  fft2: [({ x }) => fft.fft2(x)],
  ifft2: [({ x }) => fft.ifft2(x, { sizes: [2, 2] })],
  rfft2: [({ x }) => fft.rfft2(x)],
  irfft2: [({ x }) => fft.irfft2(x)],
  fftshift: [({ x }) => fft.fftshift(x), ({ x }) => fft.fftshift(x, { axes: [] })],
  ifftshift: [({ x }) => fft.ifftshift(x, { axes: 1 })],
  fftfreq: [() => fft.fftfreq(3)],
  rfftfreq: [() => fft.rfftfreq(3)],
  stft: [
    ({ x }) => fft.stft(x, { fftSize: 4 }),
    ({ x, bias }) => fft.stft(x, { ...frames, window: bias, center: false }),
  ],
  istft: [
    ({ x, plain }) => fft.istft({ real: x, imaginary: plain }, { ...frames, length: 9 }),
    ({ x }) => fft.istft(x, { ...frames, oneSided: false, center: false }),
  ],
  hannWindow: [() => fft.hannWindow(4)],
  hammingWindow: [() => fft.hammingWindow(4)],
  blackmanWindow: [() => fft.blackmanWindow(4)],
};
