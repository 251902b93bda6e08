import { DTYPES, type DType, isFloat } from "@tenon/core";
import type { CaseResult } from "./run-case.js";

/** What a table needs of a run. */
export interface Outcomes {
  readonly backend: string;
  readonly results: readonly Pick<CaseResult, "id" | "outcome">[];
}

const SECTIONS = {
  Primitives:
    /^(unary|binary|compare|where|reduce|argReduce|argsort|scan|matmul|movement|gather|scatter|full|iota|cast|random|upload)\//,
  "Public functions": /^function\//,
  "Fused ops": /^fused\//,
} as const;

const HEAD = `# Ops, backends and dtypes

What the [conformance suite](../packages/conformance/README.md) has run and found right, in all its modes: op by op, compiled, and without
synchronous reads. "floats" are float32, float64, float16 and bfloat16, "integers" int32, int8 and uint8. A dtype that is missing is one that
the backend does not claim, that the op refuses by a named error, or that has no case of its own. n/a: the backend claims none.

This page is made by \`node --conditions=@tenon/source --import tsx scripts/ops-table.mjs REPORT.json …\` from what
\`npm run conformance -- --backend NAME --json REPORT.json\` writes; a test compares it with the suite.
`;

/**
 * Markdown tables op × backend with the dtypes of which every case passed. `refused` are the ids of cases that check a
 * refusal. Throws if a case has failed: a table of an unfinished state helps nobody.
 */
export function opsTable(runs: readonly Outcomes[], refused: ReadonlySet<string>): string {
  for (const { backend, results } of runs)
    for (const { id, outcome } of results) if (outcome === "failed") throw new Error(`${id} failed on ${backend}`);
  const sections = Object.entries(SECTIONS).map(([title, pattern]) => {
    const columns = runs.map(({ results }) =>
      dtypesByOp(results.filter(({ id }) => pattern.test(id) && !refused.has(id))),
    );
    const ops = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort();
    const rows = ops.map((op) => `| \`${op}\` | ${columns.map((column) => cell(column.get(op))).join(" | ")} |`);
    const head = `| | ${runs.map(({ backend }) => backend).join(" | ")} |\n|---|${runs.map(() => "---|").join("")}`;
    return `\n## ${title}\n\n${head}\n${rows.join("\n")}\n`;
  });
  return HEAD + sections.join("");
}

/** The dtypes that passed for each op; none where all cases are beyond the backend. */
function dtypesByOp(results: Outcomes["results"]): Map<string, Set<DType>> {
  const found = new Map<string, Set<DType>>();
  for (const { id, outcome } of results) {
    const parts = id.split("/");
    const at = parts.findIndex((part, i) => i > 0 && isDType(part));
    if (at < 0) continue;
    const op = nameOf(parts.slice(0, at));
    const dtypes = found.get(op) ?? new Set();
    found.set(op, dtypes);
    if (outcome === "passed") dtypes.add(parts[at] as DType); // found as one
  }
  return found;
}

/** `unary/neg` is neg of unary, `function/sum-axis-1` is sum. */
function nameOf([family, op]: readonly string[]): string {
  if (op === undefined) return family!; // an id has a family
  if (family === "function") return op.split("-")[0]!;
  return family === "fused" || family === "movement" ? op : `${family} ${op}`;
}

function cell(dtypes: ReadonlySet<DType> | undefined): string {
  if (!dtypes || dtypes.size === 0) return "n/a";
  const groups = [
    ["floats", DTYPES.filter(isFloat)],
    ["integers", DTYPES.filter((dtype) => !isFloat(dtype) && dtype !== "bool")],
    ["bool", ["bool"]],
  ] as const;
  const shown = groups.flatMap(([name, members]: readonly [string, readonly DType[]]) => {
    const present = members.filter((dtype) => dtypes.has(dtype));
    return present.length === members.length ? [name] : present;
  });
  return dtypes.size === DTYPES.length ? "all" : shown.join(", ");
}

function isDType(name: string): name is DType {
  return (DTYPES as readonly string[]).includes(name); // includes takes members only
}
