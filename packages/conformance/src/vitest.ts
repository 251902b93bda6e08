import { describe, test } from "vitest";
import { type CaseResult, runCase } from "./runner/run-case.js";
import { type Certificate, isWhole, plan, type Selection, staleGaps } from "./runner/run-suite.js";

/**
 * Registers the suite as vitest tests, one per case and mode, and one for the list of known gaps.
 *
 * @example
 * certify({ name: "mine", create: createMyBackend, gaps: [] });
 */
export function certify(certificate: Certificate, selection: Selection = {}): void {
  const { name, create, gaps = [] } = certificate;
  describe(name, async () => {
    const backend = await create();
    const results: CaseResult[] = [];
    for (const { test: one, mode } of plan(selection))
      test(`${one.id} (${mode})`, async ({ skip }) => {
        const result = await runCase(one, backend, mode, gaps);
        results.push(result);
        if (result.outcome === "failed") throw new Error(result.message);
        if (result.outcome === "not applicable") skip("beyond the backend's caps");
        if (result.outcome === "gap") skip(`known gap: ${result.message}`);
      });
    if (isWhole(selection))
      test("known gaps are up to date", () => {
        const stale = staleGaps(gaps, results).map(({ id, message }) => `${id}: ${message}`);
        if (stale.length > 0) throw new Error(stale.join("\n"));
      });
  });
}
