import { decorate, type Fused, type FusedName, type Handle } from "@tenon/core";
import { expect, test } from "vitest";
import { loadBackend } from "../src/load-backend.js";
import { runSuite } from "../src/runner/run-suite.js";

const NAMES: readonly FusedName[] = [
  "adam",
  "gelu",
  "geluBackward",
  "linear",
  "conv",
  "maxPool",
  "maxPoolBackward",
  "avgPool",
  "avgPoolBackward",
  "softmax",
  "softmaxBackward",
  "logSoftmax",
  "logSoftmaxBackward",
  "crossEntropy",
  "crossEntropyBackward",
  "layerNorm",
  "layerNormBackward",
  "attention",
  "attentionBackward",
];

test("a backend whose fused ops hand over to the composition passes", async () => {
  const js = await loadBackend("js");
  const composed = (_: readonly Handle[], __: unknown, compose: () => Handle[]) => compose();
  const fused = Object.fromEntries(NAMES.map((name) => [name, composed])) as unknown as Partial<Fused<Handle>>; // one for all
  const create = async () => {
    const { decorates: _, ...backend } = decorate(await js.create(), ({ run }) => run());
    return { ...backend, fused };
  };
  const report = await runSuite(
    { name: "fused", create },
    { filter: /^(fused|function\/(softmax|layerNorm|attention|conv2d-groups|maxPool2d).*float32)/ },
  );
  expect(report.results.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  expect(report.results.filter(({ id, outcome }) => /^fused/.test(id) && outcome === "passed").length).toBe(114);
});
