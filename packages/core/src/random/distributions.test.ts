import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { threefry, uniforms } from "../../test/support/threefry.js";
import { check } from "../decorators/check.js";
import { withBackend } from "../engine/context.js";
import { tensor } from "../ops/create.js";
import type { Tensor } from "../tensor.js";
import { bernoulli, normal, permutation, uniform } from "./distributions.js";
import { defaultGenerator, Generator, manualSeed } from "./generator.js";

const js = useJs();

const numbers = (x: Tensor) => [...x.dataSync()];
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));

describe("the stream", () => {
  test("is Threefry-2x32-20 (known answers of Random123)", () => {
    const hex = (words: readonly number[]) => words.map((w) => w.toString(16).padStart(8, "0")).join(" ");
    expect(hex(threefry([0, 0], [0, 0]))).toBe("6b200159 99ba4efe");
    expect(hex(threefry([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff]))).toBe("1cb996fc bb002be7");
    expect(hex(threefry([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]))).toBe("c4923a9c 483df7a0");
    expect(numbers(uniform([2], { generator: new Generator(0) }))).toEqual([0x6b2001 / 2 ** 24, 0x99ba4e / 2 ** 24]);
  });

  test.each([0, 1, 42, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])(
    "of seed %d is its words, draw after draw",
    (seed) => {
      const generator = new Generator(seed);
      for (let offset = 0; offset < 3; offset++)
        expect(numbers(uniform([5], { generator }))).toEqual(uniforms(seed, offset, 5));
      expect(generator.draws.value).toBe(3);
    },
  );

  test("starts anew with its seed, and where its counter is set", () => {
    manualSeed(7);
    const first = [numbers(uniform([3])), numbers(uniform([3]))];
    expect(manualSeed(7)).toBe(defaultGenerator());
    expect([numbers(uniform([3])), numbers(uniform([3]))]).toEqual(first);
    defaultGenerator().draws.value = 1;
    expect(numbers(uniform([3]))).toEqual(first[1]);
  });

  test("is the same on every backend, also under a decorator and by name", () => {
    const draw = (backend: typeof js) => {
      manualSeed(3);
      return numbers(uniform([4], { backend }));
    };
    expect(draw(plainJs())).toEqual(draw(js));
    const checked = check(plainJs());
    expect(withBackend(checked, () => draw(checked))).toEqual(draw(js));
  });

  test("takes seeds from 0 to 2⁵³ − 1", () => {
    const before = defaultGenerator();
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expectError(() => new Generator(seed), "invalid_argument", String(seed));
      expectError(() => manualSeed(seed), "invalid_argument");
    }
    expect(defaultGenerator()).toBe(before);
  });
});

describe("distributions", () => {
  const count = 20_000;
  const close = (actual: number, expected: number, spread: number) =>
    expect(Math.abs(actual - expected)).toBeLessThan(5 * spread); // one in a million

  test("uniform fills its range evenly", () => {
    const values = numbers(uniform([count], { low: -2, high: 4, generator: new Generator(1) }));
    expect(values.every((v) => v >= -2 && v <= 4)).toBe(true);
    close(mean(values), 1, 6 / Math.sqrt(12 * count));
    const tenths = values.filter((v) => v < -1.4).length;
    close(tenths, count / 10, Math.sqrt(count * 0.09));
  });

  test("normal has its mean, deviation and tails", () => {
    const values = numbers(normal([count], { mean: 3, standardDeviation: 2, generator: new Generator(2) }));
    close(mean(values), 3, 2 / Math.sqrt(count));
    close(deviation(values), 2, 2 / Math.sqrt(2 * count));
    const beyond = values.filter((v) => Math.abs(v - 3) > 2 * 1.96).length;
    close(beyond, 0.05 * count, Math.sqrt(count * 0.05 * 0.95));
    expect(values.every(Number.isFinite)).toBe(true);
  });

  test("normal is Box and Muller's transform of two uniform draws", () => {
    const [u, v] = [uniforms(9, 0, 4), uniforms(9, 1, 4)];
    const expected = u.map((a, i) => Math.sqrt(-2 * Math.log(1 - a)) * Math.cos(2 * Math.PI * v[i]!));
    expectClose(normal([4], { generator: new Generator(9) }), expected, 1e-5);
  });

  test("bernoulli is true with its probability, which may be a tensor", () => {
    const hits = numbers(bernoulli([count], 0.3, { generator: new Generator(3) }));
    close(mean(hits), 0.3, Math.sqrt(0.21 / count));
    expect(bernoulli([3], 1).toArraySync()).toEqual([true, true, true]);
    expect(bernoulli([2], 0).toArraySync()).toEqual([false, false]);
    const both = bernoulli([4, 2], tensor([0, 1]), { dtype: "float32" });
    expectClose(both, [[0, 1], [0, 1], [0, 1], [0, 1]]); // biome-ignore format: rows
    for (const p of [-0.1, 1.5, Number.NaN]) expectError(() => bernoulli([1], p), "invalid_argument", String(p));
  });

  test("permutation holds each number once, in an order that the seed decides", () => {
    const order = numbers(permutation(100, { generator: new Generator(4) }));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
    expect(permutation(3).dtype).toBe("int32");
    expect(permutation(0).shape).toEqual([0]);
    expectError(() => permutation(-1), "invalid_argument");
    const firsts = Array.from(
      { length: 600 },
      (_, seed) => numbers(permutation(3, { generator: new Generator(seed) }))[0]!,
    );
    for (const i of [0, 1, 2]) close(firsts.filter((f) => f === i).length, 200, Math.sqrt((600 * 2) / 9));
  });
});

describe("options", () => {
  test("dtype, backend and requiresGrad", () => {
    const other = plainJs();
    const x = normal([2], { dtype: "float64", backend: other, requiresGrad: true });
    expect([x.dtype, x.backend, x.requiresGrad]).toEqual(["float64", other, true]);
    expect(uniform([2], { dtype: "float16" }).dtype).toBe("float16");
    expect(uniform([0]).shape).toEqual([0]);
    expect(uniform([]).rank).toBe(0);
  });

  test("are checked", () => {
    expectError(() => uniform([-1]), "invalid_argument", "[-1]");
    // @ts-expect-error no such dtype
    expectError(() => uniform([1], { dtype: "float" }), "dtype_mismatch");
    expectError(() => normal([1], { dtype: "int32", requiresGrad: true }), "dtype_mismatch", "int32");
    const { float64: _, ...dtypes } = js.caps.dtypes;
    const backend = { ...plainJs(), name: "single", caps: { ...js.caps, dtypes } };
    expectError(() => uniform([1], { backend, dtype: "float64" }), "dtype_mismatch", "single");
  });

  test("a draw leaves its result only, besides the generator's key", () => {
    uniform([1]).dispose();
    const before = js.memory();
    for (const x of [uniform([3]), uniform([3], { low: 1 }), normal([3]), bernoulli([3], 0.5), permutation(3)])
      x.dispose();
    expect(js.memory()).toEqual(before);
  });

  test("a generator gives its key back, and takes it again to draw", () => {
    const before = js.memory();
    const generator = new Generator(5);
    uniform([2], { generator }).dispose();
    generator.dispose();
    expect(js.memory()).toEqual(before);
    const expected = uniforms(5, 1, 2);
    expect(numbers(uniform([2], { generator }))).toEqual(expected);
  });
});
