import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { tensor } from "../ops/create.js";
import { narrow } from "../ops/movement.js";
import type { Tensor } from "../tensor.js";
import { blackmanWindow, hammingWindow, hannWindow, istft, rfft, type StftOptions, stft } from "./index.js";

useJs();

const f64 = { dtype: "float64" } as const;

describe("stft", () => {
  test("is rfft of weighed frames, frequencies before frames", () => {
    const x = sample([2, 23]);
    const window = hannWindow(6, f64);
    const { real, imaginary } = stft(x, { fftSize: 6, hopLength: 4, window, center: false });
    expect(real.shape).toEqual([2, 4, 5]);
    for (let t = 0; t < 5; t++) {
      const frame = rfft(narrow(x, 1, 4 * t, 6).mul(window));
      expectClose(real.at("...", t), frame.real.toArraySync(), 1e-15);
      expectClose(imaginary.at("...", t), frame.imaginary.toArraySync(), 1e-15);
    }
  });

  test("sets a short window in the middle, and hops by a quarter", () => {
    const x = sample([12]);
    const padded = tensor([0, 0, 1, 1, 1, 0, 0, 0], f64);
    const short = stft(x, { fftSize: 8, window: tensor([1, 1, 1], f64) });
    const long = stft(x, { fftSize: 8, window: padded, hopLength: 2 });
    expectClose(short.real, long.real.toArraySync(), 0);
    expect(stft(x, { fftSize: 3, center: false }).real.shape).toEqual([2, 10]);
  });

  const ways: Readonly<Record<string, () => StftOptions>> = {
    "a quarter of overlap": () => ({ fftSize: 8, window: hannWindow(8, f64) }),
    "normalized, half an overlap": () => ({ fftSize: 8, hopLength: 4, window: hannWindow(8, f64), normalized: true }),
    "odd frames": () => ({ fftSize: 7, hopLength: 3 }),
    "frames edge to edge": () => ({ fftSize: 8, hopLength: 8, center: false }),
    "two-sided": () => ({ fftSize: 8, oneSided: false, padMode: "circular" }),
  };

  test.each(Object.entries(ways))("is undone by istft: %s", (_, options) => {
    const x = sample([2, 32]);
    const frames = stft(x, options());
    const back = istft(frames, { ...options(), length: 32 });
    const covered = istft(frames, options()).shape[1]!;
    expectClose(narrow(back, 1, 0, covered), narrow(x, 1, 0, covered).toArraySync(), 1e-14);
    expect(back.shape).toEqual([2, 32]);
  });

  test("gives 0 where no window weighs, not infinity", () => {
    const x = sample([10]);
    const options = { fftSize: 4, hopLength: 5, center: false, window: hannWindow(4, f64) };
    const frames = stft(x, options);
    const back = istft(frames, options);
    expect(back.shape).toEqual([9]);
    expectClose(narrow(istft(frames, { ...options, length: 12 }), 0, 9, 3), [0, 0, 0]);
    expect([0, 4, 5].map((i) => back.at(i).itemSync())).toEqual([0, 0, 0]); // Hann starts at 0, and 4 lies between frames
    expectClose(narrow(back, 0, 1, 3), narrow(x, 0, 1, 3).toArraySync(), 1e-14);
  });

  test("has gradients of both orders, through istft too", async () => {
    const options = { fftSize: 4, hopLength: 2, window: tensor([0.5, 1, 1, 0.5], f64) };
    const f = (x: Tensor) => {
      const { real, imaginary } = stft(x, options);
      return istft({ real: real.square(), imaginary: imaginary.mul(real) }, options)
        .square()
        .sum();
    };
    expect(await gradcheck(f, [sample([9])], { order: 2, step: 1e-5 })).toBeLessThan(1e-2);
  });
});

describe("windows", () => {
  test("are periodic by default, symmetric on demand", () => {
    for (const make of [hannWindow, hammingWindow, blackmanWindow]) {
      const symmetric = make(9, { periodic: false, ...f64 });
      expectClose(symmetric.flip(), symmetric.toArraySync(), 1e-15);
      expectClose(make(8, f64), narrow(symmetric, 0, 0, 8).toArraySync(), 1e-15);
      expect(symmetric.at(4).itemSync()).toBeCloseTo(1, 12);
      expect([make(0).shape, make(1).toArraySync(), make(3).dtype]).toEqual([[0], [1], "float32"]);
    }
  });
});
