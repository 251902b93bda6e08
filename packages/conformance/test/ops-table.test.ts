import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isApplicable } from "../src/case.js";
import { cases } from "../src/cases/index.js";
import { refusedIntegers } from "../src/cases/integer-function-cases.js";
import { loadBackend } from "../src/load-backend.js";
import { opsTable } from "../src/runner/ops-table.js";

const page = new URL("../../../docs/ops.md", import.meta.url);

test("docs/ops.md lists the ops and dtypes of the suite", async () => {
  const runs = await Promise.all(
    ["js", "wasm", "tfjs-cpu", "tfjs-wasm"].map(async (name) => {
      const backend = await (await loadBackend(name)).create();
      const results = cases.map((one) => ({
        id: one.id,
        outcome: isApplicable(one, backend) ? ("passed" as const) : ("not applicable" as const),
      }));
      return { backend: name, results };
    }),
  );
  expect(readFileSync(page, "utf8")).toBe(opsTable(runs, await refusedIntegers()));
});

test("a failed case makes no table", () => {
  const failed = { backend: "js", results: [{ id: "unary/neg/float32/values", outcome: "failed" as const }] };
  expect(() => opsTable([failed], new Set())).toThrow("unary/neg/float32/values failed on js");
});

test("a cell leaves out what is refused or beyond the backend", () => {
  const results = ["float32", "int8", "bool"].map((dtype) => ({
    id: `function/sum-axis-1/${dtype}/value`,
    outcome: dtype === "int8" ? ("not applicable" as const) : ("passed" as const),
  }));
  const refused = new Set(["function/sum-axis-1/bool/value"]);
  expect(opsTable([{ backend: "js", results }], refused)).toContain("| `sum` | float32 |");
});
