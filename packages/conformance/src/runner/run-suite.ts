import type { Backend } from "@tenon/core";
import { type Case, MODES, type Mode } from "../case.js";
import { freshGraphCases } from "../cases/graph-cases.js";
import { cases } from "../cases/index.js";
import { hashOf } from "../samples/stream.js";
import { type Gap, gapOf } from "./gaps.js";
import { type CaseResult, runCase } from "./run-case.js";

const FRESH_GRAPHS = 20;

/** What certifies a backend: how to create it, and what it is known not to do. */
export interface Certificate {
  readonly name: string;
  readonly create: () => Backend | Promise<Backend>;
  /** Strict: a gap that passes, or that names no case, fails the run. */
  readonly gaps?: readonly Gap[];
}

/** Which part of the suite to run. */
export interface Selection {
  /** All by default. */
  readonly modes?: readonly Mode[];
  readonly filter?: RegExp;
  /** Runs about this share of the cases, chosen by `seed`. */
  readonly sample?: { readonly share: number; readonly seed: number };
  /** The whole suite by default. */
  readonly cases?: readonly Case[];
  /** Random graphs beside those of the suite; 20 of a seed that differs from run to run by default. */
  readonly graphs?: { readonly count?: number | undefined; readonly seed?: number | undefined };
  /** Before each case: names the one that hangs. */
  readonly onStart?: (id: string, mode: Mode) => void;
  readonly onResult?: (result: CaseResult) => void;
}

/** How many cases ended in which way, and how each did. */
export interface SuiteReport {
  readonly backend: string;
  readonly passed: number;
  readonly failed: number;
  readonly gaps: number;
  readonly notApplicable: number;
  readonly seconds: number;
  readonly results: readonly CaseResult[];
}

/**
 * Runs the suite against a backend and reports how every case ended.
 *
 * @example
 * const report = await runSuite({ name: "mine", create: createMyBackend });
 * if (report.failed > 0) throw new Error(summaryLine(report));
 */
export async function runSuite(certificate: Certificate, selection: Selection = {}): Promise<SuiteReport> {
  const { gaps = [] } = certificate;
  const started = performance.now();
  const backend = await certificate.create();
  const results: CaseResult[] = [];
  const note = (result: CaseResult) => {
    results.push(result);
    selection.onResult?.(result);
  };
  for (const { test, mode } of plan(selection)) {
    selection.onStart?.(test.id, mode);
    note(await runCase(test, backend, mode, gaps));
  }
  if (isWhole(selection)) for (const result of staleGaps(gaps, results)) note(result);
  const count = (outcome: CaseResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  return {
    backend: certificate.name,
    passed: count("passed"),
    failed: count("failed"),
    gaps: count("gap"),
    notApplicable: count("not applicable"),
    seconds: (performance.now() - started) / 1000,
    results,
  };
}

/** The cases and modes that a selection means, mode by mode. */
export function plan(selection: Selection): { readonly test: Case; readonly mode: Mode }[] {
  const { sample, filter } = selection;
  const { count = FRESH_GRAPHS, seed = newSeed() } = selection.graphs ?? {};
  const chosen = (selection.cases ?? [...cases, ...freshGraphCases(seed, count)]).filter(
    ({ id }) => (filter?.test(id) ?? true) && (!sample || hashOf(`${sample.seed} ${id}`) < sample.share),
  );
  return (selection.modes ?? MODES).flatMap((mode) =>
    chosen.filter((test) => test.modes?.includes(mode) ?? true).map((test) => ({ test, mode })),
  );
}

/** Names the random graphs of a run: who sees one fail can draw it again. */
function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** `N passed, N failed, N known gaps, N n/a`. */
export function summaryLine(report: SuiteReport): string {
  const { passed, failed, gaps, notApplicable } = report;
  return `${passed} passed, ${failed} failed, ${gaps} known gaps, ${notApplicable} n/a`;
}

/** True when a selection leaves nothing out, so that a gap which covers no case is out of date. */
export function isWhole({ filter, sample, modes }: Selection): boolean {
  return filter === undefined && sample === undefined && modes === undefined;
}

/** A failure for each gap that covers no failing case. */
export function staleGaps(gaps: readonly Gap[], results: readonly CaseResult[]): CaseResult[] {
  const covers = (gap: Gap) => results.some(({ id, mode, outcome }) => outcome === "gap" && gapOf([gap], id, mode));
  return gaps
    .filter((gap) => !covers(gap))
    .map((gap) => ({
      id: `gap ${gap.id}`,
      mode: gap.modes?.[0] ?? "eager",
      outcome: "failed",
      message: `no case fails for this gap; take it off the list: ${gap.reason}`,
      milliseconds: 0,
    }));
}
