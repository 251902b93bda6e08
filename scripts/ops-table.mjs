// Writes docs/ops.md from reports of the conformance suite, one per backend:
// node --conditions=@tenon/source --import tsx scripts/ops-table.mjs REPORT.json …
import { readFileSync, writeFileSync } from "node:fs";
import { refusedIntegers } from "../packages/conformance/src/cases/integer-function-cases.ts";
import { opsTable } from "../packages/conformance/src/runner/ops-table.ts";

const reports = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
writeFileSync(new URL("../docs/ops.md", import.meta.url), opsTable(reports, await refusedIntegers()));
