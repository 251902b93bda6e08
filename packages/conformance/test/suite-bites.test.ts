import { describe, expect, test } from "vitest";
import { loadBackend } from "../src/load-backend.js";
import { runSuite } from "../src/runner/run-suite.js";
import { functionSabotages } from "./function-sabotages.js";
import { handleSabotages } from "./handle-sabotages.js";
import { primitiveSabotages } from "./primitive-sabotages.js";
import type { Sabotage } from "./sabotage.js";
import { stepSabotages } from "./step-sabotages.js";

describe("a backend that is broken on purpose fails", async () => {
  const js = await loadBackend("js");
  const sabotages: readonly Sabotage[] = [
    ...primitiveSabotages,
    ...handleSabotages,
    ...stepSabotages,
    ...functionSabotages,
  ];
  for (const { name, break: breakIt, run, modes, caughtBy } of sabotages)
    test(name, async () => {
      const report = await runSuite(
        { name, create: async () => breakIt(await js.create()) },
        { filter: run, modes: modes ?? ["eager"] },
      );
      const failed = report.results.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
      expect(failed).toEqual(expect.arrayContaining([...caughtBy]));
    });
});
