import { describe, test } from "vitest";
import { gapOf } from "./runner/gaps.js";
import { runCase } from "./runner/run-case.js";
import { type Certificate, plan, type Selection } from "./runner/run-suite.js";

/**
 * Registers the suite as vitest tests, one per case and mode.
 *
 * @example
 * certify({ name: "mine", create: createMyBackend, gaps: [] });
 */
export function certify(certificate: Certificate, selection: Selection = {}): void {
  const { name, create, gaps = [] } = certificate;
  describe(name, async () => {
    const backend = await create();
    for (const { test: one, mode } of plan(selection))
      test(`${one.id} (${mode})`, async ({ skip }) => {
        const result = await runCase(one, backend, mode, gaps);
        if (result.outcome === "failed") throw new Error(result.message);
        if (result.outcome === "not applicable") skip("beyond the backend's caps");
        if (result.outcome === "gap") skip(`known gap: ${gapOf(gaps, one.id, mode)?.reason}`);
      });
  });
}
