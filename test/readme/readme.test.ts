import { describe, expect, test } from "vitest";
import { page, programsOf, runProgram, typeErrors } from "./code-blocks.ts";

const programs = programsOf(await page("README.md"));
const [loop = "", compiled = "", otherBackend = ""] = programs;

describe("the programs of the README", () => {
  test("are three, and their types are right", async () => {
    expect(programs).toHaveLength(3);
    expect(await typeErrors(programs)).toBe("");
  });

  test("train by hand", async () => {
    const lines = (await runProgram(loop)).trim().split("\n");
    const losses = lines.slice(0, 4).map((line) => Number(line.split(" ")[1]));
    expect(losses[3]).toBeLessThan(losses[0]! / 10);
    expect(lines.slice(4).join(" ")).toContain("[0, 1, 1, 0]");
  });

  test("train compiled", async () => {
    expect(Number(await runProgram(compiled))).toBeLessThan(1e-2);
  });

  test("run on another backend", async () => {
    expect(await runProgram(otherBackend)).toContain("[2, 4, 6]");
  });
});

describe("the program of core's README", async () => {
  const [program = "", ...others] = programsOf(await page("packages/core/README.md"));

  test("is right in its types and prints what it says", async () => {
    expect(others).toEqual([]);
    expect(await typeErrors([program])).toBe("");
    const said = [...program.matchAll(/^console\.log.*; \/\/ (.*)$/gm)].map(([, comment = ""]) => comment);
    expect(said.length).toBeGreaterThan(3);
    const printed = (await runProgram(program)).trim().split("\n");
    expect(printed.map((line) => line.replace(/\[ /g, "[").replace(/ \]/g, "]"))).toEqual(said);
  });
});

/** How the loop's program chooses each backend. */
const choices = {
  js: "setBackend(createJsBackend());",
  wasm: 'setBackend(await (await import("@tenon/backend-wasm")).createWasmBackend());',
  "tfjs-cpu": 'setBackend(await (await import("@tenon/backend-tfjs/node")).createTfjsBackend({ engine: "cpu" }));',
  "tfjs-wasm": 'setBackend(await (await import("@tenon/backend-tfjs/node")).createTfjsBackend({ engine: "wasm" }));',
};

test.each(Object.entries(choices))("2,000 steps of the README's loop leave memory flat on %s", async (_, choice) => {
  const observed = [
    [choices.js, `${choice}\nimport { getBackend } from "@tenon/core";\nconst seen = new Set();`],
    ["step < 200;", "step < 2000;"],
    ["  scope(() => {", "  if (step > 10) seen.add(JSON.stringify(getBackend().memory()));\n  scope(() => {"],
  ] as const;
  let program = `${loop}\nconsole.log(JSON.stringify([...seen]));`;
  for (const [shown, replacement] of observed) {
    expect(program.split(shown)).toHaveLength(2);
    program = program.replace(shown, replacement);
  }
  const last = (await runProgram(program)).trim().split("\n").at(-1)!;
  expect(JSON.parse(last)).toHaveLength(1);
});
