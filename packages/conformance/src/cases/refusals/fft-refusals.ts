import type { Tensor } from "@tenon/core";
import {
  blackmanWindow,
  type FourierNorm,
  type FourierOptions,
  fft,
  fft2,
  fftfreq,
  fftshift,
  hammingWindow,
  hannWindow,
  ifft,
  ifft2,
  ifftshift,
  irfft,
  irfft2,
  istft,
  rfft,
  rfft2,
  rfftfreq,
  stft,
} from "@tenon/core/fft";
import type { Refusal } from "./refusal.js";

const LINES: Readonly<Record<string, (x: Tensor, options?: FourierOptions) => unknown>> = { fft, ifft, rfft, irfft };
const PLANES = { fft2, ifft2, rfft2, irfft2 } as const;
const WINDOWS = { hannWindow, hammingWindow, blackmanWindow } as const;
const FREQUENCIES = { fftfreq, rfftfreq } as const;
const SHIFTS = { fftshift, ifftshift } as const;
const unknownNorm = "unitary" as FourierNorm; // no such norm

export const fftRefusals: readonly Refusal[] = [
  ...Object.entries(LINES).flatMap(([name, f]): Refusal[] => [
    [`${name}/length`, "invalid_argument", (x) => f(x(4), { n: 0 })],
    [`${name}/fraction`, "invalid_argument", (x) => f(x(4), { n: 2.5 })],
    [`${name}/axis`, "invalid_argument", (x) => f(x(4), { axis: 1 })],
    [`${name}/number`, "invalid_argument", (x) => f(x())],
    [`${name}/empty`, "invalid_argument", (x) => f(x(2, 0))],
    [`${name}/norm`, "invalid_argument", (x) => f(x(4), { norm: unknownNorm })],
  ]),
  ...Object.entries(PLANES).flatMap(([name, f]): Refusal[] => [
    [`${name}/vector`, "invalid_argument", (x) => f(x(4))],
    [`${name}/axis`, "invalid_argument", (x) => f(x(4, 4), { axes: [0, 2] })],
    [`${name}/size`, "invalid_argument", (x) => f(x(4, 4), { sizes: [2, 0] })],
    [`${name}/axis-twice`, "invalid_argument", (x) => f(x(4, 4), { axes: [1, -1] })],
  ]),
  ["fft/parts", "shape_mismatch", (x) => fft({ real: x(4), imaginary: x(3) })],
  ["ifft/parts", "shape_mismatch", (x) => ifft({ real: x(4), imaginary: x() })],
  ["irfft/parts", "shape_mismatch", (x) => irfft({ real: x(2, 4), imaginary: x(4) })],
  ...Object.entries(WINDOWS).flatMap(([name, f]): Refusal[] => [
    [`${name}/negative`, "invalid_argument", () => f(-1)],
    [`${name}/fraction`, "invalid_argument", () => f(2.5)],
    [`${name}/nan`, "invalid_argument", () => f(Number.NaN)],
  ]),
  ...Object.entries(FREQUENCIES).flatMap(([name, f]): Refusal[] => [
    [`${name}/none`, "invalid_argument", () => f(0)],
    [`${name}/fraction`, "invalid_argument", () => f(2.5)],
    [`${name}/spacing`, "invalid_argument", () => f(4, { spacing: 0 })],
  ]),
  ...Object.entries(SHIFTS).flatMap(([name, f]): Refusal[] => [
    [`${name}/axis`, "invalid_argument", (x) => f(x(4), { axes: 1 })],
    [`${name}/axis-twice`, "invalid_argument", (x) => f(x(4, 4), { axes: [0, -2] })],
    [`${name}/fraction`, "invalid_argument", (x) => f(x(4), { axes: 0.5 })],
  ]),
  ["stft/size", "invalid_argument", (x) => stft(x(9), { fftSize: 0 })],
  ["stft/hop", "invalid_argument", (x) => stft(x(9), { fftSize: 4, hopLength: 0.5 })],
  ["stft/window", "shape_mismatch", (x) => stft(x(9), { fftSize: 4, window: x(5) })],
  ["stft/window-rank", "shape_mismatch", (x) => stft(x(9), { fftSize: 4, window: x(2, 2) })],
  ["stft/short", "shape_mismatch", (x) => stft(x(3), { fftSize: 4, center: false })],
  ["stft/number", "shape_mismatch", (x) => stft(x(), { fftSize: 4 })],
  ["stft/short-for-reflection", "invalid_argument", (x) => stft(x(2), { fftSize: 4 })],
  ["istft/size", "invalid_argument", (x) => istft(x(3, 2), { fftSize: -4 })],
  ["istft/frequencies", "shape_mismatch", (x) => istft(x(4, 2), { fftSize: 4 })],
  ["istft/vector", "shape_mismatch", (x) => istft(x(3), { fftSize: 4 })],
  ["istft/no-frames", "shape_mismatch", (x) => istft(x(3, 0), { fftSize: 4 })],
  ["istft/length", "invalid_argument", (x) => istft(x(3, 2), { fftSize: 4, length: -1 })],
];
