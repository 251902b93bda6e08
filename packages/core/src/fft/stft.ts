import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { div, mul } from "../ops/binary.js";
import { toDType } from "../ops/cast.js";
import { less } from "../ops/compare.js";
import { ones } from "../ops/create.js";
import { broadcastTo, narrow, transpose } from "../ops/movement.js";
import { pad, surround } from "../ops/pad.js";
import { where } from "../ops/where.js";
import { foldWindows, windows } from "../ops/windows.js";
import { toFloat } from "../seam/dtype.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { type Complex, type ComplexLike, partsOf } from "./complex.js";
import { fft, irfft, rfft } from "./fourier.js";

export interface StftOptions {
  /** Samples of one transform. */
  readonly fftSize: number;
  /** Samples from one frame to the next; default a quarter of `fftSize`. */
  readonly hopLength?: number;
  /** Weights of the samples, no more than `fftSize`, set in the middle of a frame; default ones. */
  readonly window?: TensorLike;
  /** True (default): frame t is centred on sample t·hopLength, and the signal is padded by half a frame at both ends. */
  readonly center?: boolean;
  /** How `center` pads; default "reflect". */
  readonly padMode?: "reflect" | "constant" | "replicate" | "circular";
  /** Scales by 1/√fftSize. */
  readonly normalized?: boolean;
  /** True (default) keeps the fftSize/2 + 1 frequencies that real signals have. */
  readonly oneSided?: boolean;
}

/**
 * Short-time Fourier transform. Shapes: x [..., samples] → real and imaginary [..., frequencies, frames] (torch.stft, without complex
 * numbers); frames = 1 + (samples − fftSize, or samples − fftSize mod 2 with `center`) / hopLength, rounded down.
 *
 * @throws TenonError `invalid_argument` for sizes that are no counts; `shape_mismatch` for a signal shorter than a frame or a
 * window longer than one.
 * @example
 * stft(ones([16]), { fftSize: 8, window: hannWindow(8) }).real.shape; // [5, 9]
 */
export function stft(x: TensorLike, options: StftOptions): Complex {
  const t = asTensor(x, "stft");
  const { fftSize, center = true, padMode = "reflect", normalized = false, oneSided = true } = options;
  const hop = checkFrame("stft", options);
  const half = Math.floor(fftSize / 2);
  if (t.rank === 0 || t.shape.at(-1)! + (center ? 2 * half : 0) < fftSize)
    throw new TenonError(
      "shape_mismatch",
      `stft: a signal of shape ${showShape(t.shape)} is shorter than a frame of ${fftSize}`,
      "a smaller fftSize, or a longer signal on the last axis",
      { shape: t.shape, fftSize },
    );
  return scope(() => {
    const padded = center ? surround(t, [half, half], { mode: padMode }) : t;
    const frames = windows(padded, t.rank - 1, fftSize, hop, 1); // [..., frames, fftSize]
    const weighed = mul(frames, frameWindow("stft", options, t));
    const { real, imaginary } = (oneSided ? rfft : fft)(weighed, { norm: normalized ? "ortho" : "backward" });
    return { real: transpose(real), imaginary: transpose(imaginary) };
  });
}

export interface IstftOptions extends StftOptions {
  /** Samples of the result; default as many as the frames cover. */
  readonly length?: number;
}

/**
 * The signal whose `stft` is nearest to `x`, from frames that overlap (Griffin & Lim 1984, equation 6). Shapes: real and imaginary
 * [..., frequencies, frames] → [..., samples] (torch.istft). Samples that no window weighs are 0.
 *
 * @throws TenonError `shape_mismatch` when the frequencies are not those of `fftSize`; `invalid_argument` as `stft`.
 * @example
 * const signal = tensor([1, 2, 3, 4, 5, 6, 7, 8]);
 * const frames = { fftSize: 4, window: hannWindow(4) };
 * istft(stft(signal, frames), frames); // [1, 2, 3, 4, 5, 6, 7, 8]
 */
export function istft(x: ComplexLike, options: IstftOptions): Tensor {
  const { fftSize, center = true, normalized = false, oneSided = true } = options;
  const hop = checkFrame("istft", options);
  const parts = partsOf("istft", x);
  const { shape } = parts[0]!;
  const bins = oneSided ? Math.floor(fftSize / 2) + 1 : fftSize;
  if (shape.length < 2 || shape.at(-2) !== bins || shape.at(-1) === 0)
    throw new TenonError(
      "shape_mismatch",
      `istft: ${showShape(shape)} does not hold frames of ${fftSize} samples`,
      `a shape [..., ${bins}, frames]`,
      { shape, fftSize },
    );
  const covered = fftSize + hop * (shape.at(-1)! - 1);
  const start = center ? Math.floor(fftSize / 2) : 0;
  const length = options.length ?? covered - 2 * start;
  if (!Number.isInteger(length) || length < 0)
    throw new TenonError("invalid_argument", `istft: a length of ${length}`, "an integer ≥ 0", { length });
  return scope(() => {
    // Half of the frequencies say all: [..., fftSize/2 + 1, frames] → [..., frames, fftSize/2 + 1]
    const [real, imaginary] = parts.map((part) => transpose(narrow(part, -2, 0, Math.floor(fftSize / 2) + 1)));
    const spectrum = imaginary === undefined ? real! : { real: real!, imaginary };
    const frames = irfft(spectrum, { n: fftSize, norm: normalized ? "ortho" : "backward" });
    const weights = frameWindow("istft", options, frames);
    const axis = frames.rank - 2;
    const sum = foldWindows(mul(frames, weights), axis, covered, hop, 1); // [..., covered]
    const squares = broadcastTo(mul(weights, weights), frames.shape.slice(-2));
    const total = foldWindows(squares, 0, covered, hop, 1);
    const isBare = less(total, 1e-11);
    const signal = where(isBare, 0, div(sum, where(isBare, 1, total)));
    const kept = Math.min(length, covered - start);
    const cut = narrow(signal, -1, start, kept);
    const zeros = cut.shape.map(() => 0);
    return pad(cut, { lo: zeros, hi: [...zeros.slice(1), length - kept], interior: zeros });
  });
}

/** Checks the sizes; returns the hop. */
function checkFrame(op: string, { fftSize, hopLength, window }: StftOptions): number {
  const hop = hopLength ?? Math.max(1, Math.floor(fftSize / 4));
  for (const [name, size] of Object.entries({ fftSize, hopLength: hop }))
    if (!Number.isInteger(size) || size < 1)
      throw new TenonError("invalid_argument", `${op}: ${name} is ${size}`, "an integer ≥ 1", { [name]: size });
  const shape = window === undefined ? [fftSize] : asTensor(window, op).shape;
  if (shape.length !== 1 || shape[0]! > fftSize)
    throw new TenonError(
      "shape_mismatch",
      `${op}: a window of shape ${showShape(shape)} for frames of ${fftSize}`,
      "a vector of no more elements",
      { window: shape, fftSize },
    );
  return hop;
}

/** The window in the middle of fftSize samples. */
function frameWindow(op: string, { fftSize, window }: StftOptions, like: Tensor): Tensor {
  if (window === undefined) {
    return ones([fftSize], { dtype: toFloat(like.dtype), backend: like.backend });
  }
  const given = asTensor(window, op);
  const t = toDType(given, toFloat(given.dtype));
  const before = Math.floor((fftSize - t.size) / 2);
  return pad(t, { lo: [before], hi: [fftSize - t.size - before], interior: [0] });
}
