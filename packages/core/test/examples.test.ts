import { fileURLToPath } from "node:url";
import { createJsBackend } from "@tenon/backend-js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as fft from "../src/fft/index.js";
import * as core from "../src/index.js";
import { setBackend, type Tensor, tensor } from "../src/index.js";
import * as linalg from "../src/linalg/index.js";
import { examplesIn, expectReports, runExample } from "./support/examples.js";

const examples = examplesIn(fileURLToPath(new URL("../src", import.meta.url)));

/** What examples may use beside core's exports: things that a reader has. */
function surroundings() {
  const x = tensor([[1, 2], [3, 4], [5, 6], [7, 8]]); // biome-ignore format: rows
  return {
    createJsBackend,
    x,
    y: tensor([1, 1, 0, 1], { dtype: "int32" }),
    loss: tensor(0.5),
    block: { call: (t: Tensor) => t.relu() },
    model: { call: (t: Tensor) => t.mul(2) },
    optimizer: { step: () => {} },
    history: [] as Tensor[],
    schedule: (epoch: number) => 0.1 / (1 + epoch),
    epoch: 3,
  };
}

const load = (specifier: string): Promise<never> => {
  throw new Error(`core's examples import nothing: ${specifier}`);
};

beforeEach(() => {
  setBackend(createJsBackend());
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "table").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  setBackend(undefined);
});

describe("the examples of the docstrings run, and give what they say", () => {
  let values = 0;

  test.each(examples)("$where", async (example) => {
    values += expectReports(await runExample(example, { ...core, ...linalg, ...fft, ...surroundings() }, load));
  });

  test("and there are many", () => {
    expect(examples.length).toBeGreaterThan(140);
    expect(values).toBeGreaterThan(110);
  });
});
