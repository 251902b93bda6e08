import { describe, expect, test } from "vitest";
import { useJs } from "../../test/support/js.js";
import { cast } from "../ops/cast.js";
import { tensor } from "../ops/create.js";
import { erf } from "../ops/unary.js";
import type { Tensor } from "../tensor.js";
import { cauchy, exponential, gumbel, laplace, logNormal, truncatedNormal } from "./continuous.js";
import { normal, normalLike, uniform, uniformLike } from "./distributions.js";
import { Generator } from "./generator.js";

useJs();

const COUNT = 20_000;
const sorted = (x: Tensor) => [...x.dataSync()].sort((a, b) => a - b);

/** Passes unless the empirical distribution is farther from the given one than one draw in 10⁵ would be (Kolmogorov). */
function expectDistribution(x: Tensor, cumulative: (values: readonly number[]) => readonly number[]): void {
  const values = sorted(x);
  const distances = cumulative(values).map((p, i) => Math.max(Math.abs(p - i / COUNT), Math.abs(p - (i + 1) / COUNT)));
  expect(Math.max(...distances)).toBeLessThan(2.5 / Math.sqrt(COUNT));
}

/** Φ by core's erf in float64, which has tests of its own. */
const normalCdf = (values: readonly number[]) =>
  [...erf(tensor(values.map((x) => x * Math.SQRT1_2), { dtype: "float64" })).dataSync()].map((e) => (1 + e) / 2); // biome-ignore format: one line

const each = (cdf: (x: number) => number) => (values: readonly number[]) => values.map(cdf);
const generator = () => new Generator(77);

describe("distributions follow their closed forms", () => {
  test("exponential", () => {
    const x = exponential([COUNT], { rate: 2.5, generator: generator() });
    expectDistribution(x, each((v) => 1 - Math.exp(-2.5 * v))); // biome-ignore format: one line
    expect(sorted(x)[0]).toBeGreaterThan(0);
  });

  test("gumbel", () => {
    const x = gumbel([COUNT], { location: 1, scale: 2, generator: generator() });
    expectDistribution(x, each((v) => Math.exp(-Math.exp(-(v - 1) / 2)))); // biome-ignore format: one line
  });

  test("laplace", () => {
    const x = laplace([COUNT], { location: -1, scale: 0.5, generator: generator() });
    expectDistribution(x, each((v) => (v < -1 ? Math.exp((v + 1) / 0.5) / 2 : 1 - Math.exp(-(v + 1) / 0.5) / 2))); // biome-ignore format: one line
  });

  test("cauchy", () => {
    const x = cauchy([COUNT], { location: 2, scale: 3, generator: generator() });
    expectDistribution(x, each((v) => Math.atan((v - 2) / 3) / Math.PI + 0.5)); // biome-ignore format: one line
  });

  test("normal and logNormal", () => {
    expectDistribution(normal([COUNT], { mean: 3, standardDeviation: 2, generator: generator() }), (values) =>
      normalCdf(values.map((v) => (v - 3) / 2)),
    );
    expectDistribution(logNormal([COUNT], { mean: 0.5, standardDeviation: 0.7, generator: generator() }), (values) =>
      normalCdf(values.map((v) => (Math.log(v) - 0.5) / 0.7)),
    );
  });

  test.each([
    [-2, 2],
    [-0.5, 3],
    [1, 1.5],
  ])("truncatedNormal from %d to %d standard deviations", (low, high) => {
    const x = truncatedNormal([COUNT], { low, high, mean: 10, standardDeviation: 4, generator: generator() });
    const [from, to] = normalCdf([low, high]) as [number, number];
    expectDistribution(x, (values) => normalCdf(values.map((v) => (v - 10) / 4)).map((p) => (p - from) / (to - from)));
    const values = sorted(x);
    expect(values[0]).toBeGreaterThanOrEqual(10 + 4 * low);
    expect(values.at(-1)).toBeLessThanOrEqual(10 + 4 * high);
  });
});

describe("uniform numbers stay below the upper bound", () => {
  const next = 1 + 2 ** -23; // after 1 in float32

  test.each([
    [1, next, "float32"],
    [-3, 0, "float32"],
    [0.1, 0.3, "float32"],
    [0, 1, "float16"],
    [0, 1, "bfloat16"],
    [2, 4, "bfloat16"],
    [-2, -1, "float16"],
    [-1e-7, 1e-6, "float16"],
    [1e8, 1e8 + 8, "float64"],
    [0, 2 ** 25, "int32"],
  ] as const)("from %d to %d in %s", (low, high, dtype) => {
    const values = sorted(cast(uniform([COUNT], { low, high, dtype, generator: generator() }), "float64"));
    expect(values.at(-1)).toBeLessThan(high);
    if (dtype !== "float16") expect(values[0]).toBeGreaterThanOrEqual(Math.fround(low));
  });

  test("whose neighbour below is drawn where rounding would reach it", () => {
    const x = uniform([COUNT], { dtype: "bfloat16", generator: generator() });
    expect(sorted(x).at(-1)).toBe(1 - 2 ** -8);
    expect(new Set(uniform([8], { low: 3, high: 3 }).dataSync())).toEqual(new Set([3]));
  });

  test("and the float32 stream of [0, 1) is left alone", () => {
    const words = [...uniform([4], { generator: new Generator(0) }).dataSync()].map((v) => v * 2 ** 24);
    expect(words.slice(0, 2)).toEqual([0x6b2001, 0x99ba4e]); // Random123's known answers
  });
});

test("draws like a tensor have its shape, dtype and backend", () => {
  const x = tensor([[1, 2, 3]], { dtype: "float16" });
  for (const y of [uniformLike(x), normalLike(x)]) expect([y.shape, y.dtype]).toEqual([[1, 3], "float16"]);
  expect(uniformLike(x, { dtype: "float64", low: 5, high: 6 }).dtype).toBe("float64");
});

test("scales are checked, and nothing is drawn", () => {
  const stream = generator();
  for (const draw of [exponential, gumbel, laplace, cauchy, logNormal])
    expect(() => draw([2], { dtype: "float" as "float16", generator: stream })).toThrow("unknown dtype");
  expect(() => gumbel([2], { scale: 0, generator: stream })).toThrow("scale 0");
  expect(stream.draws.value).toBe(0);
});
