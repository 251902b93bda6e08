import type { Backend, ErrorCode, TenonError } from "@tenon/core";
import type { Mode } from "../case.js";
import type { Program } from "../program.js";
import type { HostTensor, ReferenceTensor } from "../reference/reference-tensor.js";

/** What a case's `run` gets beside the backend. Everything throws a `CaseFailure` that says what went wrong. */
export interface Tester {
  readonly mode: Mode;
  /** Runs `program` in this mode and compares every output with the reference, and compiled with eager to the bit. */
  check(label: string, inputs: readonly HostTensor[], program: Program): Promise<void>;
  /** Compares what was read with what the reference says. */
  compare(label: string, actual: readonly HostTensor[], expected: readonly ReferenceTensor[]): void;
  /** Ends the case as failed. */
  fail(message: string): never;
  /** Fails unless `condition` holds. */
  require(condition: boolean, message: string): void;
  /** Fails unless `fn` throws (or rejects with) a TenonError of this code; returns it. */
  throws(code: ErrorCode, label: string, fn: () => unknown): Promise<TenonError>;
  /** What to run ops on: the backend, or in async mode the backend under `asyncOnly`. */
  readonly backend: Backend;
}

/** A failed check, told apart from a crash of the backend. */
export class CaseFailure extends Error {
  override readonly name = "CaseFailure";
}
