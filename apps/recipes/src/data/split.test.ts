import { createJsBackend } from "@tenon/backend-js";
import { manualSeed, setBackend } from "@tenon/core";
import { expect, test } from "vitest";
import { readPenguins } from "./penguin-table.js";
import { stratifiedSplit } from "./split.js";

setBackend(createJsBackend());

test("holds out the same share of every species, and nobody twice", async () => {
  const all = await readPenguins();
  expect(all).toHaveLength(342);
  manualSeed(1);
  const { train, heldOut } = await stratifiedSplit(all, ({ species }) => species, 0.2);
  const count = (species: number) => heldOut.filter((penguin) => penguin.species === species).length;
  expect([count(0), count(1), count(2)]).toEqual([30, 14, 25]); // of 151, 68, 123
  expect(new Set([...train, ...heldOut]).size).toBe(342);
});

test("one seed gives one split, another seed another", async () => {
  const items = Array.from({ length: 40 }, (_, i) => i);
  const split = async (seed: number) => {
    manualSeed(seed);
    return (await stratifiedSplit(items, (i) => i % 2, 0.25)).heldOut;
  };
  expect(await split(3)).toEqual(await split(3));
  expect(await split(4)).not.toEqual(await split(3));
});
