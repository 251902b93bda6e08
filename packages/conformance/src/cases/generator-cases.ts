import {
  bernoulli,
  compile,
  dropout,
  Generator,
  manualSeed,
  normal,
  permutation,
  scope,
  type Tensor,
  uniform,
  withBackend,
} from "@tenon/core";
import type { Case } from "../case.js";
import { type HostTensor, hostTensor, toHost } from "../reference/reference-tensor.js";
import { randomUniform } from "../reference/threefry.js";
import type { Tester } from "../runner/tester.js";

const needs = { compute: ["float32", "int32", "bool"] } as const;
const SEED = 12_345;

/** Draws through core: the stream advances once per draw, also in a compiled step, and one seed gives one stream. */
export const generatorCases: readonly Case[] = [
  drawing("uniform/advances", async (t, generator) => {
    const step = inMode(t, () => [
      uniform([5], { generator, backend: t.backend }),
      uniform([2, 3], { generator, backend: t.backend }),
    ]);
    for (let run = 0; run < 3; run++) {
      const drawn = step.run();
      for (const [i, x] of drawn.entries())
        await expectBits(t, x, expected(x.shape, 2 * run + i), `run ${run}, draw ${i}`);
    }
    t.require(generator.draws.value === 6, `six draws count as ${generator.draws.value}`);
    step.dispose();
  }),
  drawing("uniform/range", async (t, generator) => {
    const step = inMode(t, () => [uniform([2000], { low: -3, high: 5, generator, backend: t.backend })]);
    const { data } = await taken(t, step.run()[0]!);
    t.require(
      data.every((v) => v >= -3 && v < 5),
      "a draw leaves [-3, 5)",
    );
    near(t, "mean", mean(data), 1, 0.2);
    step.dispose();
  }),
  drawing("normal/moments", async (t, generator) => {
    const step = inMode(t, () => [normal([4096], { mean: 2, standardDeviation: 3, generator, backend: t.backend })]);
    const { data } = await taken(t, step.run()[0]!);
    t.require(data.every(Number.isFinite), "a draw is not finite");
    near(t, "mean", mean(data), 2, 0.15);
    const centred = Array.from(data, (v) => (v - 2) / 3);
    near(t, "variance", mean(centred.map((v) => v * v)), 1, 0.07);
    near(t, "third moment", mean(centred.map((v) => v ** 3)), 0, 0.15);
    near(t, "fourth moment", mean(centred.map((v) => v ** 4)), 3, 0.35);
    step.dispose();
  }),
  drawing("bernoulli/share", async (t, generator) => {
    const step = inMode(t, () => [bernoulli([4000], 0.3, { generator, backend: t.backend }).cast("float32")]);
    const { data } = await taken(t, step.run()[0]!);
    t.require(
      data.every((v) => v === 0 || v === 1),
      "a draw is neither 0 nor 1",
    );
    near(t, "share", mean(data), 0.3, 0.03);
    step.dispose();
  }),
  drawing("permutation/each-once", async (t, generator) => {
    const step = inMode(t, () => [permutation(65, { generator, backend: t.backend })]);
    const [first, second] = [await taken(t, step.run()[0]!), await taken(t, step.run()[0]!)];
    for (const { data } of [first, second]) {
      const sorted = Array.from(data).sort((a, b) => a - b);
      t.require(
        sorted.every((v, i) => v === i),
        `not a permutation: ${data.join()}`,
      );
    }
    t.require(first.data.join() !== second.data.join(), "two permutations are the same");
    step.dispose();
  }),
  drawing("dropout/scales", async (t, generator) => {
    const x = t.tensor(hostTensor([3000], "float32", Array(3000).fill(1)));
    const step = inMode(t, () => [dropout(x, { probability: 0.25, generator, training: true })]);
    const [first, second] = [await taken(t, step.run()[0]!), await taken(t, step.run()[0]!)];
    const kept = Math.fround(4 / 3);
    t.require(
      first.data.every((v) => v === 0 || Math.abs(v - kept) < 1e-6),
      "kept elements are not scaled by 1 / (1 - p)",
    );
    near(t, "mean", mean(first.data), 1, 0.05);
    t.require(first.data.join() !== second.data.join(), "two steps drop the same elements");
    step.dispose();
    x.dispose();
  }),
  {
    id: "generator/manual-seed/restarts",
    needs,
    run: async (_, t) => {
      const step = inMode(t, () => [uniform([4], { backend: t.backend })]);
      const runs: string[] = [];
      for (const seed of [SEED, SEED, 1]) {
        manualSeed(seed);
        for (let i = 0; i < 2; i++) runs.push((await taken(t, step.run()[0]!)).data.join());
      }
      const wanted = [0, 1].map((draw) => toHost(expected([4], draw)).data.join());
      t.require(runs[0] === wanted[0] && runs[1] === wanted[1], "the stream of the seed is another one");
      t.require(runs[2] === runs[0] && runs[3] === runs[1], "manualSeed does not restart the stream");
      t.require(runs[4] !== runs[0], "another seed gives the same stream");
      step.dispose();
      manualSeed(0);
    },
  },
];

function drawing(name: string, run: (t: Tester, generator: Generator) => Promise<void>): Case {
  return {
    id: `generator/${name}`,
    needs,
    run: async (_, t) => {
      const generator = new Generator(SEED);
      await run(t, generator);
      generator.dispose();
    },
  };
}

/** The draws, op by op or as a compiled step. */
function inMode(t: Tester, draw: () => Tensor[]): { run: () => Tensor[]; dispose: () => void } {
  if (t.mode !== "compiled") return { run: () => withBackend(t.backend, () => scope(draw)), dispose: () => {} };
  const step = compile(draw, { backend: t.backend });
  return { run: () => step(), dispose: () => step.dispose() };
}

/** What draw number `draw` of the seed is, to the bit. */
function expected(shape: readonly number[], draw: number) {
  const key = { shape: [2], dtype: "int32" as const, data: Float64Array.of(SEED, 0) };
  return randomUniform(shape, "float32", key, draw);
}

async function expectBits(t: Tester, x: Tensor, wanted: ReturnType<typeof expected>, label: string): Promise<void> {
  t.compare(label, [await taken(t, x)], [wanted]);
}

/** Reads a tensor and disposes it. */
async function taken(t: Tester, x: Tensor): Promise<HostTensor> {
  const read = await t.read(x);
  x.dispose();
  return read;
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => a + b, 0) / values.length;
}

function near(t: Tester, what: string, actual: number, wanted: number, margin: number): void {
  t.require(Math.abs(actual - wanted) <= margin, `${what}: expected ${wanted} ± ${margin}, got ${actual}`);
}
