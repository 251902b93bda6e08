export type { Complex, ComplexLike } from "./complex.js";
export { type FourierNorm, type FourierOptions, fft, ifft, irfft, rfft } from "./fourier.js";
export { type Fourier2dOptions, fft2, ifft2, irfft2, rfft2 } from "./fourier-2d.js";
export { type FrequencyOptions, fftfreq, fftshift, ifftshift, rfftfreq, type ShiftOptions } from "./frequencies.js";
export { blackmanWindow, hammingWindow, hannWindow, type SpectralWindowOptions } from "./spectral-windows.js";
export { type IstftOptions, istft, type StftOptions, stft } from "./stft.js";
