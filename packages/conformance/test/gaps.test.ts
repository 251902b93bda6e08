import { describe, expect, test } from "vitest";
import { type Case, createReferenceBackend, type Gap, runSuite } from "../src/index.js";

const cases: readonly Case[] = [
  { id: "good/one", modes: ["eager"], run: () => {} },
  { id: "bad/one", modes: ["eager"], run: (_, t) => t.fail("on purpose") },
  { id: "bad/two", modes: ["eager"], run: (_, t) => t.fail("on purpose") },
  { id: "above/caps", modes: ["eager"], needs: { rank: 99 }, run: (_, t) => t.fail("never run") },
];

describe("known gaps", () => {
  test("cover failing cases and are counted apart", async () => {
    const { passed, failed, gaps, notApplicable } = await run([{ id: /^bad\//, reason: "cannot" }]);
    expect({ passed, failed, gaps, notApplicable }).toEqual({ passed: 1, failed: 0, gaps: 2, notApplicable: 1 });
  });

  test("fail the run when a case they cover passes", async () => {
    const { failed, results } = await run([{ id: /one|two/, reason: "cannot" }]);
    expect(failed).toBe(1);
    expect(results.find(({ id }) => id === "good/one")?.message).toMatch(/passes now.*cannot/);
  });

  test("name a case as a whole, not as a part", async () => {
    const { failed, gaps } = await run([{ id: "bad", reason: "cannot" }]);
    expect({ failed, gaps }).toEqual({ failed: 3, gaps: 0 }); // two cases, and the gap that covers none
  });

  test("hold in the modes they name only", async () => {
    expect((await run([{ id: /^bad/, reason: "cannot", modes: ["async"] }])).failed).toBe(3);
  });

  test("that cover nothing fail the run", async () => {
    const { results } = await run([
      { id: /^bad/, reason: "cannot" },
      { id: /^gone/, reason: "was renamed" },
    ]);
    expect(results.filter(({ outcome }) => outcome === "failed").map(({ message }) => message)).toEqual([
      expect.stringMatching(/no case fails for this gap.*was renamed/),
    ]);
  });
});

describe("the runner", () => {
  test("counts what a case leaves behind as a failure", async () => {
    const leaky: Case = {
      id: "leaky",
      modes: ["eager"],
      run: (backend) => void backend.full([2], 0, "float32"),
    };
    const report = await runSuite({ name: "reference", create: createReferenceBackend }, { cases: [leaky] });
    expect(report.results[0]?.message).toBe("leak: 1 handles and 8 bytes are left");
  });

  test("draws the same sample for the same seed", async () => {
    const ids = async (seed: number) => {
      const many = Array.from({ length: 100 }, (_, i): Case => ({ id: `case/${i}`, modes: ["eager"], run: () => {} }));
      const selection = { cases: many, sample: { share: 0.2, seed } };
      return (await runSuite({ name: "reference", create: createReferenceBackend }, selection)).results.map(
        ({ id }) => id,
      );
    };
    expect(await ids(1)).toEqual(await ids(1));
    expect(await ids(1)).not.toEqual(await ids(2));
    expect((await ids(1)).length).toBeGreaterThan(8);
    expect((await ids(1)).length).toBeLessThan(35);
  });
});

function run(gaps: readonly Gap[]) {
  return runSuite({ name: "reference", create: createReferenceBackend, gaps }, { cases });
}
