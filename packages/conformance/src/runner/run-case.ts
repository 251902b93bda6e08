import type { Backend, MemoryUse } from "@tenon/core";
import { type Case, isApplicable, type Mode } from "../case.js";
import { CaseTester } from "./case-tester.js";
import { type Gap, gapOf } from "./gaps.js";
import { CaseFailure } from "./tester.js";

/** How one case ended in one mode. */
export interface CaseResult {
  readonly id: string;
  readonly mode: Mode;
  readonly outcome: "passed" | "failed" | "gap" | "not applicable";
  /** Why it failed, or the reason of its gap. */
  readonly message?: string;
  /** The smallest random graph that fails, for `--replay`. */
  readonly replay?: string;
  readonly milliseconds: number;
}

const PATIENCE = 30_000;

/** Runs one case in one mode, with a check that it leaves no tensor behind, and weighs it against the known gaps. */
export async function runCase(test: Case, backend: Backend, mode: Mode, gaps: readonly Gap[]): Promise<CaseResult> {
  const tester = new CaseTester(backend, mode);
  if (!isApplicable(test, tester.backend)) return { id: test.id, mode, outcome: "not applicable", milliseconds: 0 };
  const started = performance.now();
  const problem = await failureOf(test, tester);
  const milliseconds = performance.now() - started;
  const gap = gapOf(gaps, test.id, mode);
  if (problem === undefined) {
    if (!gap) return { id: test.id, mode, outcome: "passed", milliseconds };
    const message = `a known gap passes now; take it off the list: ${gap.reason}`;
    return { id: test.id, mode, outcome: "failed", message, milliseconds };
  }
  if (gap) return { id: test.id, mode, outcome: "gap", message: gap.reason, milliseconds };
  return { id: test.id, mode, outcome: "failed", ...problem, milliseconds };
}

type Problem = Pick<CaseResult, "message" | "replay">;

async function failureOf(test: Case, tester: CaseTester): Promise<Problem | undefined> {
  const { backend } = tester;
  const before = backend.memory();
  try {
    await withinPatience(Promise.resolve(test.run(backend, tester)));
  } catch (error) {
    const replay = error instanceof CaseFailure ? error.replay : undefined;
    return { message: error instanceof Error ? error.message : String(error), ...(replay && { replay }) };
  }
  const message = leak(before, backend.memory());
  return message === undefined ? undefined : { message };
}

function leak(before: MemoryUse, after: MemoryUse): string | undefined {
  if (after.tensors === before.tensors && after.bytes === before.bytes) return undefined;
  return `leak: ${after.tensors - before.tensors} handles and ${after.bytes - before.bytes} bytes are left`;
}

/** A backend that never answers fails the case instead of stopping the run. */
async function withinPatience(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} s`)), PATIENCE);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
