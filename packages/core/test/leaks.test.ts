import { describe, expect, test } from "vitest";
import * as fft from "../src/fft/index.js";
import * as core from "../src/index.js";
import { collectTensors, noGrad, scope, type Tensor } from "../src/index.js";
import * as linalg from "../src/linalg/index.js";
import { useJs } from "./support/js.js";
import { publicInputs } from "./support/public-calls/inputs.js";
import { ASYNC_CALLS, MAKES_NO_TENSORS, PUBLIC_CALLS } from "./support/public-calls.js";

const js = useJs();
const live = () => js.memory().tensors;
const calls = Object.entries(PUBLIC_CALLS);

/** Everything that lives as long as the test: inputs, and the key of the random stream. */
function prepare() {
  const inputs = publicInputs();
  core.uniform([1]).dispose();
  return inputs;
}

function disposeAll(tensors: Iterable<Tensor>): void {
  for (const x of tensors) x.dispose();
}

test("every exported function is called here, or makes no tensors", () => {
  const functions = Object.entries({ ...core, ...linalg, ...fft }).flatMap(([name, value]) =>
    typeof value === "function" ? [name] : [],
  );
  const known = [...Object.keys({ ...PUBLIC_CALLS, ...ASYNC_CALLS }), ...MAKES_NO_TENSORS];
  expect(functions.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !functions.includes(name))).toEqual([]);
});

describe("without gradients, outside any scope", () => {
  test.each(calls)("%s leaves exactly its results", (_, variants) => {
    for (const call of variants) {
      const inputs = prepare();
      const before = live();
      const results = noGrad(() => collectTensors(call(inputs)));
      expect(live() - before, String(call)).toBe(fresh(results, inputs));
      disposeAll(results);
      expect(live(), String(call)).toBe(before);
    }
  });
});

describe("with gradients, outside any scope", () => {
  test.each(calls)("%s leaves its results and what their graphs saved, and all of it goes with them", (_, variants) => {
    for (const call of variants) {
      const inputs = prepare();
      const before = live();
      const results = collectTensors(call(inputs));
      expect(results.size, String(call)).toBeGreaterThan(0);
      disposeAll(results);
      expect(live(), String(call)).toBe(before);
    }
  });

  test.each(calls)("%s leaves gradients only, after a backward pass", (_, variants) => {
    for (const call of variants) {
      const inputs = prepare();
      const before = live();
      scope(() => {
        for (const y of collectTensors(call(inputs)))
          if (y.requiresGrad) y.backward({ gradient: core.onesLike(y.detach()), retainGraph: true });
      });
      const gradients = [...collectTensors({ ...inputs })].filter(hasGradient);
      expect(live() - before, String(call)).toBe(gradients.length);
    }
  });
});

describe("inside a scope", () => {
  test.each(calls)("%s leaves nothing", (_, variants) => {
    for (const call of variants) {
      const inputs = prepare();
      const before = live();
      scope(() => {
        call(inputs);
      });
      expect(live(), String(call)).toBe(before);
    }
  });
});

describe("with a promise for an answer", () => {
  test.each(Object.entries(ASYNC_CALLS))("%s leaves its results, and all of it goes with them", async (_, variants) => {
    for (const call of variants) {
      const inputs = prepare();
      const before = live();
      const results = collectTensors(await call(inputs));
      expect(results.size, String(call)).toBeGreaterThan(0);
      disposeAll(results);
      expect(live(), String(call)).toBe(before);
    }
  });
});

/** How many storages the results own that no input owns. */
function fresh(results: ReadonlySet<Tensor>, inputs: object): number {
  const owned = new Set([...results].map((y) => y.storage));
  for (const x of collectTensors({ ...inputs })) owned.delete(x.storage);
  return owned.size;
}

function hasGradient(x: Tensor): boolean {
  const g = x.grad;
  g?.dispose();
  return g !== undefined;
}
