import { describe, expect, test } from "vitest";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { compile } from "../compile/compile.js";
import { tensor, zeros } from "../ops/create.js";
import type { Tensor } from "../tensor.js";
import { categorical, multinomial, randint } from "./discrete.js";
import { Generator } from "./generator.js";

useJs();

const COUNT = 12_000;

/** Passes when each class came up as often as its probability says, to five standard deviations. */
function expectShares(draws: Iterable<number>, probabilities: readonly number[], count = COUNT): void {
  const seen = [...draws];
  expect(seen).toHaveLength(count);
  for (const [i, p] of probabilities.entries()) {
    const hits = seen.filter((v) => v === i).length;
    expect(Math.abs(hits - count * p)).toBeLessThanOrEqual(5 * Math.sqrt(count * p * (1 - p)));
  }
}

describe("randint", () => {
  test("draws each integer of its range equally often", () => {
    const draws = randint(-2, 5, [COUNT], { generator: new Generator(1) });
    expect(draws.dtype).toBe("int32");
    expectShares(
      [...draws.dataSync()].map((v) => v + 2),
      Array(7).fill(1 / 7),
    );
  });

  test("reaches the ends of int32", () => {
    const high = [...randint(0, 2 ** 31 - 1, [2000], { generator: new Generator(2) }).dataSync()];
    expect(Math.min(...high)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...high)).toBeGreaterThan(2 ** 31 * 0.99);
    const low = [...randint(-(2 ** 31), -(2 ** 31) + 2, [50]).dataSync()];
    expect(new Set(low)).toEqual(new Set([-(2 ** 31), -(2 ** 31) + 1]));
    expect([...randint(2 ** 31 - 1, 2 ** 31, [2]).dataSync()]).toEqual([2 ** 31 - 1, 2 ** 31 - 1]);
  });

  test("casts to another dtype, and refuses empty and endless ranges", () => {
    expect(randint(0, 3, [2], { dtype: "uint8" }).dtype).toBe("uint8");
    expect(randint(0, 3, [0]).shape).toEqual([0]);
    for (const [low, high] of [[3, 3], [4, 3], [0, 0.5], [0, 2 ** 31], [-(2 ** 31), 2 ** 31 - 1]] as const) // biome-ignore format: pairs
      expectError(() => randint(low, high, [1]), "invalid_argument", String(high));
  });
});

const P = [0.1, 0, 0.25, 0.65];
const logits = () => tensor(P).log();

describe("categorical", () => {
  test("draws classes with the probabilities of softmax", () => {
    const draws = categorical(logits().add(3), { shape: [COUNT], generator: new Generator(3) });
    expect(draws.dtype).toBe("int32");
    expectShares(draws.dataSync(), P);
  });

  test("draws one for each row, along any axis", () => {
    const rows = tensor([[0, 90, 0], [90, 0, 0]]); // biome-ignore format: rows
    expect(categorical(rows).toArraySync()).toEqual([1, 0]);
    expect(categorical(rows.transpose(), { axis: 0 }).toArraySync()).toEqual([1, 0]);
    expect(categorical(rows, { shape: [3, 2] }).toArraySync()).toEqual(Array(3).fill([1, 0]));
    expect(categorical(tensor([0, 90])).rank).toBe(0);
    expect(categorical(zeros([0, 4])).shape).toEqual([0]);
    expectError(() => categorical(rows, { shape: [3] }), "shape_mismatch", "[3]");
  });

  test("takes 16-bit floats, and passes no gradient", () => {
    const half = tensor([0, 60], { dtype: "float16", requiresGrad: true });
    const draw = categorical(half);
    expect([draw.itemSync(), draw.requiresGrad]).toEqual([1, false]);
  });

  test("draws anew in each run of a compiled step, as it would eagerly", () => {
    const sample = (generator: Generator) => (x: Tensor) => categorical(x, { shape: [20], generator });
    const eager = sample(new Generator(6));
    const step = compile(sample(new Generator(6)));
    const runs = [1, 2, 3].map(() => [[...eager(logits()).dataSync()], [...step(logits()).dataSync()]] as const);
    for (const [wanted, given] of runs) expect(given).toEqual(wanted);
    expect(runs[0]![0]).not.toEqual(runs[1]![0]);
  });
});

describe("multinomial", () => {
  test("with replacement draws in proportion to the weights", () => {
    const weights = tensor(P.map((p) => p * 8));
    expectShares(multinomial(weights, COUNT, { replacement: true, generator: new Generator(7) }).dataSync(), P);
  });

  test("without replacement draws each class once, the first in proportion to the weights", () => {
    const batch = 4000;
    const rows = tensor([0.2, 0.3, 0.5]).broadcastTo([batch, 3]);
    const draws = multinomial(rows, 3, { generator: new Generator(8) });
    expect(draws.shape).toEqual([batch, 3]);
    const all = draws.toArraySync() as number[][];
    expect(all.every((row) => [...row].sort().join() === "0,1,2")).toBe(true);
    expectShares(all.map((row) => row[0]!), [0.2, 0.3, 0.5], batch); // biome-ignore format: one line
    const second = all.filter((row) => row[0] === 2).map((row) => row[1]!); // of weights 0.2 and 0.3
    expectShares(second, [0.4, 0.6], second.length);
  });

  test("takes integer weights and empty batches, and refuses more draws than classes", () => {
    expect(multinomial(tensor([0, 3], { dtype: "int32" }), 1).toArraySync()).toEqual([1]);
    expect(multinomial(zeros([0, 3]), 2).shape).toEqual([0, 2]);
    expectError(() => multinomial(tensor([1, 1]), 3), "invalid_argument", "count 3");
  });
});
