import { expect, test } from "vitest";
import type { Result } from "./result.js";
import { runWorkload } from "./run-workload.js";
import type { Workload } from "./workload.js";

function sleeping(overrides: Partial<Workload> = {}): Workload {
  return {
    name: "sleep",
    unit: "naps/s",
    work: 1,
    prepare: () => () => new Promise((resolve) => setTimeout(resolve, 200)),
    ...overrides,
  };
}

async function results(workload: Workload, only: RegExp): Promise<Result[]> {
  const all: Result[] = [];
  for await (const result of runWorkload("tenon-js", workload, (name) => only.test(name), 0)) all.push(result);
  return all;
}

test("value is work per second of the median run", async () => {
  const [result] = await results(sleeping({ work: 10 }), /sleep/);
  expect(result).toMatchObject({ peer: "tenon-js", workload: "sleep", unit: "naps/s" });
  expect(result!.ms).toBeGreaterThan(190);
  expect(result!.value).toBeCloseTo(10_000 / result!.ms!, 6);
  expect(result!.best).toBeGreaterThanOrEqual(result!.value!);
  expect(result!.n).toBeGreaterThanOrEqual(5);
});

test("the first step counts preparation too, and runs alone when only it is wanted", async () => {
  let runs = 0;
  const workload = sleeping({
    hasFirstStep: true,
    prepare: () => async () => {
      runs += 1;
    },
  });
  const all = await results(workload, /first step/);
  expect(all).toMatchObject([{ workload: "sleep first step (trace+compile)", unit: "ms", n: 1 }]);
  expect(runs).toBe(1);
});

test("an error becomes a result without a value", async () => {
  const workload = sleeping({
    prepare: () => {
      throw new Error("no such op");
    },
  });
  expect(await results(workload, /sleep/)).toEqual([
    { peer: "tenon-js", workload: "sleep", value: null, unit: "error", error: "no such op" },
  ]);
});

test("what is not wanted is not prepared", async () => {
  const workload = sleeping({
    prepare: () => {
      throw new Error("prepared");
    },
  });
  expect(await results(workload, /other/)).toEqual([]);
});
