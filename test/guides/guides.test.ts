import { describe, expect, test } from "vitest";
import { page, programsOf, runProgram, typeErrors } from "../readme/code-blocks.ts";
import torch from "./fixtures/torch-names.json" with { type: "json" };
import { importable, programOf, rowsOf } from "./tables.ts";

/** What the program of each page prints. */
const printed = {
  "from-pytorch": "[0,1,1,0]",
  "from-keras": "[0,1,1,0]",
  "from-tensorflow-js": "[0,1,1,0]",
};

const pages = await Promise.all(
  Object.entries(printed).map(async ([name, output]) => ({ name, output, text: await page(`docs/${name}.md`) })),
);

test("every expression of ours is one for the compiler, and so are the programs", async () => {
  const program = programOf(pages.flatMap(({ text }) => rowsOf(text).flatMap(({ ours }) => ours)));
  const lines = program.split("\n");
  const errors = await typeErrors([program, ...pages.flatMap(({ text }) => programsOf(text))]);
  const withCode = errors.replace(
    /\S*program-0\.ts\((\d+)/g,
    (place, line) => `${lines[Number(line) - 1]}\n  ${place}`,
  );
  expect(withCode).toBe("");
});

describe.each(pages)("$name", ({ name, text, output }) => {
  const rows = rowsOf(text);

  test("has a counterpart, or says that there is none yet", () => {
    expect(rows.length).toBeGreaterThan(40);
    for (const { theirs, ours, isMissing } of rows) expect([theirs, ours.length > 0]).toEqual([theirs, !isMissing]);
  });

  test("nothing is missing there that is exported here", () => {
    const missing = rows.filter(({ isMissing }) => isMissing).flatMap(({ theirs }) => theirs);
    expect(missing.filter((call) => importable.has(camelCase(call.split(".").at(-1)!)))).toEqual([]);
  });

  test("the program runs", async () => {
    const programs = programsOf(text);
    expect(programs).toHaveLength(1);
    expect((await runProgram(programs[0]!)).trim(), name).toContain(output);
  });
});

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

test.each(Object.entries(torch.names))("the page for PyTorch knows all of %s", (module, names) => {
  const known = new Set(rowsOf(pages[0]!.text).flatMap(({ theirs }) => theirs));
  expect(names.filter((name) => !known.has(`${module}.${name}`))).toEqual([]);
});
