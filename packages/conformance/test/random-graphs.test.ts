import type { Backend } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { freshGraphCases, replayCase } from "../src/cases/graph-cases.js";
import { loadBackend } from "../src/load-backend.js";
import { type CaseResult, runCase } from "../src/runner/run-case.js";
import { plan } from "../src/runner/run-suite.js";
import { parseGraph, writeGraph } from "../src/samples/graph.js";
import { wrongPrimitive } from "./sabotage.js";

/** Products lose their sign. */
const brokenProduct = async (): Promise<Backend> => {
  const js = await (await loadBackend("js")).create();
  return wrongPrimitive(js, "binary", (ops, [a, b], { op }, right) => {
    const isFloat = [a, b].some((x) => typeof x !== "number" && x.dtype === "float32");
    return op === "mul" && isFloat ? ops.unary("abs", right()) : right();
  });
};

async function failuresOf(kind: string): Promise<readonly CaseResult[]> {
  const backend = await brokenProduct();
  const results: CaseResult[] = [];
  for (const one of freshGraphCases(3, 22).filter(({ id }) => id.includes(kind)))
    results.push(await runCase(one, backend, "eager", []));
  return results.filter(({ outcome }) => outcome === "failed");
}

describe.each(["exact", "smooth"])("a failing %s graph", (kind) => {
  test("shrinks to the op that fails, and runs again from its text", async () => {
    const failures = await failuresOf(kind);
    expect(failures.length).toBeGreaterThan(3);
    for (const { replay, message } of failures) {
      const graph = parseGraph(replay!);
      expect(message).toContain("shrunk from");
      expect(graph.steps.length, message).toBeLessThanOrEqual(kind === "exact" ? 1 : 2);
      expect(writeGraph(graph)).toBe(replay);
      const js = await (await loadBackend("js")).create();
      expect(await runCase(replayCase(graph), js, "compiled", [])).toMatchObject({ outcome: "passed" });
      expect(await runCase(replayCase(graph), await brokenProduct(), "eager", [])).toMatchObject({ outcome: "failed" });
    }
  });
});

test("each run draws graphs of a seed of its own, and those of a given seed again", () => {
  const ids = (seed?: number) =>
    plan({ filter: /^graph\/fresh/, graphs: { seed, count: 3 } }).map(({ test: { id } }) => id);
  expect(ids(7)).toEqual(ids(7));
  expect(ids(7)).toHaveLength(3 * 2 * 3); // kinds, modes
  expect(ids()).not.toEqual(ids());
});

test("what is no graph is refused", () => {
  for (const text of ["{}", '{"kind":"exact","inputs":[{}],"steps":[],"outputs":[]}', "null"])
    expect(() => parseGraph(text)).toThrow("replay: the file holds no graph");
});
