import { describe, expect, test } from "vitest";
import { loadBackend } from "../src/load-backend.js";
import { runSuite } from "../src/runner/run-suite.js";
import { handleSabotages } from "./handle-sabotages.js";
import { primitiveSabotages } from "./primitive-sabotages.js";

describe("a backend that is broken on purpose fails", async () => {
  const js = await loadBackend("js");
  for (const { name, break: breakIt, run, caughtBy } of [...primitiveSabotages, ...handleSabotages])
    test(name, async () => {
      const report = await runSuite(
        { name, create: async () => breakIt(await js.create()) },
        { filter: run, modes: ["eager"] },
      );
      const failed = report.results.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
      expect(failed).toEqual(expect.arrayContaining([...caughtBy]));
    });
});
