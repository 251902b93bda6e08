import { type Backend, type ErrorCode, TenonError } from "@tenon/core";
import type { Mode } from "../case.js";
import { compareTensors } from "../compare/compare-tensors.js";
import type { Program } from "../program.js";
import type { HostTensor, ReferenceTensor } from "../reference/reference-tensor.js";
import { runOnReference } from "../reference/run-on-reference.js";
import { runEagerly } from "./run-eagerly.js";
import { CaseFailure, type Tester } from "./tester.js";

/** The tester of one mode over one backend. */
export class CaseTester implements Tester {
  readonly mode: Mode;
  readonly backend: Backend;

  constructor(backend: Backend, mode: Mode) {
    this.backend = backend;
    this.mode = mode;
  }

  async check(label: string, inputs: readonly HostTensor[], program: Program): Promise<void> {
    const outputs = await this.#named(label, () => runEagerly(this.backend, inputs, program));
    this.compare(label, outputs, runOnReference(program, inputs));
  }

  compare(label: string, actual: readonly HostTensor[], expected: readonly ReferenceTensor[]): void {
    const count = expected.length;
    this.require(actual.length === count, `${label}: expected ${count} outputs, got ${actual.length}`);
    expected.forEach((tensor, i) => {
      const difference = compareTensors(actual[i]!, tensor, this.backend.caps.numerics);
      if (difference !== undefined) this.fail(`${label}: ${count > 1 ? `output ${i}: ` : ""}${difference}`);
    });
  }

  fail(message: string): never {
    throw new CaseFailure(message);
  }

  require(condition: boolean, message: string): void {
    if (!condition) this.fail(message);
  }

  async throws(code: ErrorCode, label: string, fn: () => unknown): Promise<TenonError> {
    try {
      await fn();
    } catch (error) {
      if (!(error instanceof TenonError)) this.fail(`${label}: threw ${String(error)}, not a TenonError`);
      this.require(error.code === code, `${label}: expected the code ${code}, got ${error.code}: ${error.message}`);
      this.require(error.help.length > 0, `${label}: the error has no help`);
      return error;
    }
    return this.fail(`${label}: expected a TenonError ${code}, nothing was thrown`);
  }

  /** Says which sample was running when the backend threw. */
  async #named<R>(label: string, fn: () => Promise<R>): Promise<R> {
    try {
      return await fn();
    } catch (error) {
      throw new CaseFailure(`${label}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}
