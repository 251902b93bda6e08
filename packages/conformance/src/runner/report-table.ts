import { MODES } from "../case.js";
import type { CaseResult } from "./run-case.js";
import { type SuiteReport, summaryLine } from "./run-suite.js";

const FAILURES_SHOWN = 40;

/** The report as text: a row per family with `passed/run` per mode, the failures, and the summary as last line. */
export function reportTable(report: SuiteReport): string {
  const modes = MODES.filter((mode) => report.results.some((result) => result.mode === mode));
  const families = [...new Set(report.results.map(familyOf))];
  const rows = families.map((family) => {
    const own = report.results.filter((result) => familyOf(result) === family);
    return [family, ...modes.map((mode) => cell(own.filter((result) => result.mode === mode)))];
  });
  const table = align([[report.backend, ...modes], ...rows]);
  return [...table, "", ...failures(report), `${report.seconds.toFixed(1)} s`, summaryLine(report)].join("\n");
}

function familyOf({ id }: CaseResult): string {
  return id.split(/[/ ]/, 1)[0]!;
}

function cell(results: readonly CaseResult[]): string {
  if (results.length === 0) return "–";
  const count = (outcome: CaseResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  const notes = [
    [count("failed"), "failed"],
    [count("gap"), "gaps"],
    [count("not applicable"), "n/a"],
  ] as const;
  const shown = notes.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  const run = results.length - count("not applicable");
  return [`${count("passed")}/${run}`, ...shown].join(", ");
}

function failures(report: SuiteReport): string[] {
  const failed = report.results.filter((result) => result.outcome === "failed");
  const lines = failed.slice(0, FAILURES_SHOWN).map(({ id, mode, message }) => `FAILED ${id} (${mode}): ${message}`);
  if (failed.length > FAILURES_SHOWN) lines.push(`… and ${failed.length - FAILURES_SHOWN} more (--json lists all)`);
  return lines.length > 0 ? [...lines, ""] : [];
}

function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}
