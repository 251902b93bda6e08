import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generate } from "../../scripts/generate.mjs";

for (const [name, text] of Object.entries(generate()))
  test(`${name} is what scripts/generate.mjs writes now`, () => {
    expect(readFileSync(new URL(name, import.meta.url), "utf8")).toBe(text);
  });
