import { expect, test } from "vitest";
import { chapters, othersOnly } from "./names.js";
import { reportedNames } from "./workloads.js";

test("backends report every agreed name, and no other", () => {
  const agreed = chapters.flatMap(({ topics }) => topics.flat());
  expect(agreed.filter((name) => !reportedNames.includes(name))).toEqual(othersOnly);
  expect(reportedNames.filter((name) => !agreed.includes(name))).toEqual([]);
  expect(new Set(reportedNames).size).toBe(reportedNames.length);
});
