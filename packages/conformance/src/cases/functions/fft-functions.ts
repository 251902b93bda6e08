import { stack, type Tensor } from "@tenon/core";
import {
  blackmanWindow,
  type Complex,
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
import type { FunctionTable } from "../function-table.js";

/** As the script writes complex results. */
const pair = ({ real, imaginary }: Complex) => stack([real, imaginary]);
const complex = (real?: Tensor, imaginary?: Tensor) => ({ real: real!, imaginary: imaginary! });
const like = (x?: Tensor) => ({ dtype: x!.dtype, backend: x!.backend });
/** A window times one, so that the compiled step has an input to depend on. */
const window = (make: typeof hannWindow, n: number, periodic: boolean) => (x?: Tensor) =>
  make(n, { periodic, ...like(x) }).mul(x!);

export const fftFunctions: FunctionTable = {
  "fft real": (x) => pair(fft(x!)),
  fft: (re, im) => pair(fft(complex(re, im))),
  "fft axis 0 ortho": (re, im) => pair(fft(complex(re, im), { axis: 0, norm: "ortho" })),
  "fft n 6 forward": (re, im) => pair(fft(complex(re, im), { n: 6, norm: "forward" })),
  "fft n 3": (re, im) => pair(fft(complex(re, im), { n: 3 })),
  ifft: (re, im) => pair(ifft(complex(re, im))),
  "ifft ortho": (re, im) => pair(ifft(complex(re, im), { norm: "ortho" })),
  rfft: (x) => pair(rfft(x!)),
  "rfft axis 1 forward": (x) => pair(rfft(x!, { axis: 1, norm: "forward" })),
  irfft: (re, im) => irfft(complex(re, im)),
  "irfft n 7": (re, im) => irfft(complex(re, im), { n: 7 }),
  "irfft ortho": (re, im) => irfft(complex(re, im), { norm: "ortho" }),
  fft2: (re, im) => pair(fft2(complex(re, im))),
  "ifft2 sizes axes": (re, im) => pair(ifft2(complex(re, im), { sizes: [4, 2], axes: [0, 1] })),
  rfft2: (x) => pair(rfft2(x!)),
  irfft2: (re, im) => irfft2(complex(re, im), { sizes: [4, 5] }),
  fftshift: (x) => fftshift(x!),
  "fftshift axis 1": (x) => fftshift(x!, { axes: 1 }),
  ifftshift: (x) => ifftshift(x!),
  fftfreq: (x) => fftfreq(5, { spacing: 0.5, ...like(x) }),
  rfftfreq: (x) => rfftfreq(6, like(x)),

  hannWindow: window(hannWindow, 6, true),
  "hannWindow symmetric": window(hannWindow, 5, false),
  hammingWindow: window(hammingWindow, 6, true),
  "hammingWindow symmetric": window(hammingWindow, 5, false),
  blackmanWindow: window(blackmanWindow, 6, true),
  "blackmanWindow symmetric": window(blackmanWindow, 5, false),
  stft: (x, w) => pair(stft(x!, { fftSize: 8, window: w! })),
  "stft short window normalized": (x, w) => pair(stft(x!, { fftSize: 8, hopLength: 3, window: w!, normalized: true })),
  "stft two-sided edge": (x, w) =>
    pair(stft(x!, { fftSize: 6, hopLength: 2, window: w!, center: false, oneSided: false })),
  "stft constant": (x) => pair(stft(x!, { fftSize: 4, padMode: "constant" })),
  istft: (re, im, w) => istft(complex(re, im), { fftSize: 8, window: w! }),
  "istft length": (re, im, w) => istft(complex(re, im), { fftSize: 6, hopLength: 2, window: w!, length: 11 }),
  "istft normalized": (re, im, w) => istft(complex(re, im), { fftSize: 8, window: w!, normalized: true }),
  "istft two-sided": (re, im, w) =>
    istft(complex(re, im), { fftSize: 4, hopLength: 1, window: w!, center: false, oneSided: false }),
};
