import { expect, test } from "vitest";
import { cases } from "../src/cases/index.js";

test("no two cases have one id", () => {
  const seen = new Set<string>();
  expect(cases.map(({ id }) => id).filter((id) => seen.has(id) || !seen.add(id))).toEqual([]);
});
