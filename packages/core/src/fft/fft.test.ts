import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { sample, sampleNumbers } from "../../test/support/samples.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { compile } from "../compile/compile.js";
import { profile } from "../decorators/profile.js";
import { setBackend } from "../engine/context.js";
import { tensor, zeros } from "../ops/create.js";
import type { DType } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { vmap } from "../transforms/vmap.js";
import { type Complex, fft, fft2, fftfreq, fftshift, ifft, ifftshift, irfft, rfft, rfftfreq } from "./index.js";

useJs();

const complex = (n: number, dtype: DType = "float64"): Complex => ({
  real: sample([n], n, { dtype }),
  imaginary: sample([n], n + 1, { dtype }),
});
const values = ({ real, imaginary }: Complex) => [...real.dataSync(), ...imaginary.dataSync()];
const norm = (xs: readonly number[]) => Math.hypot(...xs);
const distance = (a: readonly number[], b: readonly number[]) => norm(a.map((v, i) => v - b[i]!)) / (norm(b) || 1);

/** Σ x[j]·e^(−2πi·jk/n), term by term in float64. */
function byDefinition({ real, imaginary }: Complex): number[] {
  const [re, im] = [real.dataSync(), imaginary.dataSync()];
  const n = re.length;
  const bins = Array.from({ length: n }, (_, k) => {
    let [a, b] = [0, 0];
    for (let j = 0; j < n; j++) {
      const t = (2 * Math.PI * ((j * k) % n)) / n;
      a += re[j]! * Math.cos(t) + im[j]! * Math.sin(t);
      b += im[j]! * Math.cos(t) - re[j]! * Math.sin(t);
    }
    return [a, b] as const;
  });
  return [...bins.map(([a]) => a), ...bins.map(([, b]) => b)];
}

describe("the transform", () => {
  const lengths = [
    1, 2, 3, 4, 7, 15, 16, 17, 63, 64, 65, 66, 67, 97, 128, 134, 255, 256, 360, 509, 1000, 1024, 1018, 4489,
  ];

  test.each(lengths)("of %i elements is the sum that defines it", (n) => {
    const x = complex(n);
    expect(distance(values(fft(x)), byDefinition(x))).toBeLessThan(5e-15);
    const y = complex(n, "float32");
    expect(distance(values(fft(y)), byDefinition(y))).toBeLessThan(3e-7);
  });

  test.each(lengths)("of %i elements has inverses", (n) => {
    const x = complex(n);
    expect(distance(values(ifft(fft(x))), values(x))).toBeLessThan(5e-15);
    expect(distance([...irfft(rfft(x.real), { n }).dataSync()], [...x.real.dataSync()])).toBeLessThan(5e-15);
  });

  test("of many elements keeps energy, in far fewer operations than their square", () => {
    for (const n of [2 ** 15, 32749, 30030]) {
      const profiled = profile(plainJs());
      setBackend(profiled);
      const x = sample([n], 1, { dtype: "float32" });
      const y = values(fft(x, { norm: "ortho" }));
      expect(Math.abs(norm(y) / norm([...x.dataSync()]) - 1)).toBeLessThan(1e-6);
      for (const { bytes } of profiled.report()) expect(bytes).toBeLessThan(4 * 400 * n);
    }
  });

  test("of an impulse and of a wave are known", () => {
    const impulse = fft(tensor([0, 1, 0, 0, 0, 0, 0, 0], { dtype: "float64" }));
    expectClose(
      impulse.real,
      Array.from({ length: 8 }, (_, k) => Math.cos((Math.PI * k) / 4)),
      1e-15,
    );
    expectClose(
      impulse.imaginary,
      Array.from({ length: 8 }, (_, k) => -Math.sin((Math.PI * k) / 4)),
      1e-15,
    );
    const { real: whole } = fft(tensor([1, 1, 1, 1, 1, 1, 1, 1]));
    expect(whole.toArraySync()).toEqual([8, 0, 0, 0, 0, 0, 0, 0]); // quarter and half turns are exact
    const wave = tensor(
      Array.from({ length: 80 }, (_, j) => Math.cos((2 * Math.PI * 5 * j) / 80)),
      { dtype: "float64" },
    );
    const { real, imaginary } = rfft(wave);
    expectClose(
      real,
      Array.from({ length: 41 }, (_, k) => (k === 5 ? 40 : 0)),
      1e-13,
    );
    expectClose(
      imaginary,
      Array.from({ length: 41 }, () => 0),
      1e-13,
    );
  });

  test("scales by norm, in both directions", () => {
    const x = complex(6);
    const plain = values(fft(x));
    expect(
      distance(
        values(fft(x, { norm: "ortho" })),
        plain.map((v) => v / Math.sqrt(6)),
      ),
    ).toBeLessThan(1e-15);
    expect(
      distance(
        values(fft(x, { norm: "forward" })),
        plain.map((v) => v / 6),
      ),
    ).toBeLessThan(1e-15);
    for (const scale of ["backward", "ortho", "forward"] as const)
      expect(distance(values(ifft(fft(x, { norm: scale }), { norm: scale })), values(x))).toBeLessThan(1e-15);
  });

  test("runs along any axis, cut or filled to n", () => {
    const x = sample([3, 4, 5]);
    const moved = fft(x.permute([0, 2, 1]));
    const along = fft(x, { axis: 1 });
    expectClose(along.real, moved.real.permute([0, 2, 1]).toArraySync(), 1e-14);
    expectClose(fft(x, { n: 3 }).real, fft(x.at("...", [0, 1, 2])).real.toArraySync(), 1e-14);
    expect([fft(x, { n: 9, axis: 0 }).real.shape, rfft(x, { axis: 0 }).real.shape]).toEqual([[9, 4, 5], [2, 4, 5]]); // biome-ignore format: shapes
    expect(fft(zeros([0, 4])).real.shape).toEqual([0, 4]);
    expect(irfft(zeros([2, 3])).shape).toEqual([2, 4]);
  });

  test("takes real numbers for complex ones, integers for floats, and keeps 16-bit floats", () => {
    const x = sample([5]);
    const pair = { real: x, imaginary: zeros([5], { dtype: "float64" }) };
    expect(distance(values(ifft(x)), values(ifft(pair)))).toBeLessThan(1e-15);
    expectClose(irfft(x), irfft(pair).toArraySync(), 1e-15);
    expect(fft(tensor([1, 2], { dtype: "int32" })).real.dtype).toBe("float32");
    expect(fft(tensor([1, 2], { dtype: "bfloat16" })).imaginary.dtype).toBe("bfloat16");
    expect(fft({ real: sample([2]).cast("float16"), imaginary: sample([2]) }).real.dtype).toBe("float64");
  });

  test("compiles with its tables as constants, and goes through vmap", () => {
    const step = compile((x: Tensor) => fft(x).imaginary);
    for (const seed of [1, 2]) {
      const x = sample([2, 130], seed);
      expectClose(step(x), fft(x).imaginary.toArraySync(), 0);
    }
    const x = sample([3, 70]);
    expectClose(vmap((row: Tensor) => fft(row).real)(x), fft(x).real.toArraySync(), 1e-14);
  });
});

describe("gradients of both orders agree with differences", () => {
  const weighed = (...xs: Tensor[]) =>
    xs
      .map((x, i) =>
        x
          .square()
          .mul(sample(x.shape, 40 + i))
          .sum(),
      )
      .reduce((a, b) => a.add(b));

  test.each([5, 67, 130])("at length %i", async (n) => {
    const inputs = [sample([n], 1), sample([n], 2)];
    const both = (re: Tensor, im: Tensor) => weighed(...Object.values(fft({ real: re, imaginary: im })));
    expect(await gradcheck(both, inputs, { order: n === 5 ? 2 : 1, step: 1e-5 })).toBeLessThan(1e-4);
    expect(await gradcheck((x) => weighed(...Object.values(rfft(x))), [inputs[0]!])).toBeLessThan(1e-4);
    const half = (re: Tensor, im: Tensor) => weighed(irfft({ real: re, imaginary: im }, { n: 6 }));
    expect(await gradcheck(half, [sample([4], 3), sample([4], 4)], { order: 2, step: 1e-5 })).toBeLessThan(1e-4);
  });
});

describe("beside the transform", () => {
  test("two axes are one after the other", () => {
    const x = sample([4, 6]);
    const rows = fft(x);
    expect(distance(values(fft2(x)), values(fft(rows, { axis: 0 })))).toBeLessThan(1e-15);
  });

  test("frequencies and shifts", () => {
    expect(fftfreq(5, { spacing: 0.2, dtype: "float64" }).toArraySync()).toEqual([0, 1, 2, -2, -1]);
    expect(fftfreq(1).toArraySync()).toEqual([0]);
    expect(fftfreq(2).toArraySync()).toEqual([0, -0.5]);
    expect(rfftfreq(5, { spacing: 0.2, dtype: "float64" }).toArraySync()).toEqual([0, 1, 2]);
    expect(rfftfreq(1).toArraySync()).toEqual([0]);
    for (const n of [1, 4, 5]) {
      const ordered = [...fftshift(fftfreq(n)).dataSync()];
      expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
      const x = tensor(sampleNumbers(n * 3), { shape: [n, 3] });
      expectClose(ifftshift(fftshift(x)), x.toArraySync(), 0);
      expectClose(fftshift(ifftshift(x, { axes: 0 }), { axes: 0 }), x.toArraySync(), 0);
    }
  });
});
