import { createJsBackend } from "@tenon/backend-js";
import { Generator, setBackend, uniform } from "@tenon/core";
import { beforeAll, describe, expect, test } from "vitest";
import { MultiHeadAttention } from "./multi-head-attention.js";

beforeAll(() => setBackend(createJsBackend()));

describe("MultiHeadAttention", () => {
  test("drops attention weights in training only, from its own generator", () => {
    const x = uniform([2, 5, 8]);
    const state = new MultiHeadAttention(8, 2).stateDict();
    const attend = (dropout: number, train: boolean) => {
      const layer = new MultiHeadAttention(8, 2, { dropout, batchFirst: true, generator: new Generator(5) });
      layer.loadStateDict(state);
      return layer.train(train).call(x).toArraySync();
    };
    expect((attend(1, true) as number[][][]).flat(2).every((v) => v === 0)).toBe(true);
    expect(attend(0.5, true)).toEqual(attend(0.5, true));
    expect(attend(0.5, true)).not.toEqual(attend(0, true));
    expect(attend(0.5, false)).toEqual(attend(0, true));
  });

  test("sees nothing of what comes later when causal", () => {
    const layer = new MultiHeadAttention(8, 2, { batchFirst: true });
    const x = uniform([1, 5, 8]);
    const changed = x.with([0, 4], 9);
    const rows = (input: typeof x) => layer.call(input, input, input, { causal: true }).toArraySync() as number[][][];
    expect(rows(changed)[0]!.slice(0, 4)).toEqual(rows(x)[0]!.slice(0, 4));
    expect(rows(changed)[0]![4]).not.toEqual(rows(x)[0]![4]);
  });
});
