import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { createJsBackend } from "@tenon/backend-js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as fft from "../src/fft/index.js";
import * as core from "../src/index.js";
import { DTYPES, isTensor, setBackend, type Tensor, tensor } from "../src/index.js";
import * as linalg from "../src/linalg/index.js";
import { type Example, examplesIn, instrumented } from "./support/examples.js";

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

beforeEach(() => {
  setBackend(createJsBackend());
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "table").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  setBackend(undefined);
});

/** Runs an example; returns what its comments say and the values that they are about. */
async function run(example: Example): Promise<{ said: string; value: unknown }[]> {
  const reports: { said: string; value: unknown }[] = [];
  const scope: Record<string, unknown> = {
    ...core,
    ...linalg,
    ...fft,
    ...surroundings(),
    report: (said: string, value: unknown) => reports.push({ said, value }),
  };
  const text = `(async ({ ${Object.keys(scope).join(", ")} }) => (async () => {\n${instrumented(example)}\n})())`;
  const made: unknown = runInThisContext(text, { filename: example.where });
  await (made as (scope: object) => Promise<void>)(scope); // the text above is such a function
  return reports;
}

/** A comment that shows a value: JSON, perhaps several, perhaps with a dtype behind or "shape" before. */
function expectSaid(said: string, value: unknown): void {
  const shape = /^shape (\[.*\])$/.exec(said)?.[1];
  const dtype = DTYPES.find((name) => said.endsWith(`, ${name}`));
  if (dtype !== undefined) expect((value as Tensor).dtype).toBe(dtype); // a dtype is said of a tensor
  if (shape === undefined) expectValues(dtype === undefined ? said : said.slice(0, -dtype.length - 2), value);
  else expect((value as Tensor).shape).toEqual(JSON.parse(shape)); // and so is a shape
}

function expectValues(said: string, value: unknown): void {
  const wanted = JSON.parse(`[${said}]`) as unknown[];
  const actual = plain(value);
  const isList = Array.isArray(value) && (wanted.length > 1 || !sameDepth(wanted[0], actual));
  expectNear(actual, isList ? wanted : wanted[0]);
}

const sameDepth = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === 0 || sameDepth(a[0], b[0])
    : Array.isArray(a) === Array.isArray(b);

function plain(value: unknown): unknown {
  if (isTensor(value)) return value.toArraySync();
  return Array.isArray(value) ? value.map(plain) : value;
}

/** Comments show four digits, before or behind the point. */
const toleranceFor = (wanted: number) => (wanted === 0 ? 1e-6 : wanted > 0.01 ? 6e-5 + 1e-4 * wanted : 1e-4 * wanted);

function expectNear(actual: unknown, wanted: unknown): void {
  if (Array.isArray(wanted)) {
    expect(actual).toHaveLength(wanted.length);
    for (const [i, item] of wanted.entries()) expectNear((actual as unknown[])[i], item); // checked by its length
  } else if (typeof wanted === "number" && typeof actual === "number")
    expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(toleranceFor(Math.abs(wanted)));
  else expect(actual).toEqual(wanted);
}

const showsValue = (said: string) => /^(shape |[[\d"-]|true|false)/.test(said);

describe("the examples of the docstrings run, and give what they say", () => {
  let values = 0;

  test.each(examples)("$where", async (example) => {
    for (const { said, value } of await run(example))
      if (showsValue(said)) {
        expectSaid(said, value);
        values++;
      }
  });

  test("and there are many", () => {
    expect(examples.length).toBeGreaterThan(140);
    expect(values).toBeGreaterThan(110);
  });
});
