import {
  asyncOnly,
  type Backend,
  type ErrorCode,
  sameShape,
  showShape,
  TenonError,
  type Tensor,
  tensor,
} from "@tenon/core";
import type { Mode } from "../case.js";
import { agrees, compareTensors } from "../compare/compare-tensors.js";
import type { Program } from "../program.js";
import type { HostTensor, ReferenceTensor } from "../reference/reference-tensor.js";
import { runOnReference } from "../reference/run-on-reference.js";
import { runEagerly } from "./run-eagerly.js";
import { programOnTensors, runCompiled, runFunction } from "./run-function.js";
import { CaseFailure, type Expected, type TensorProgram, type Tester, type Tolerance } from "./tester.js";

/** The tester of one mode over one backend. */
export class CaseTester implements Tester {
  readonly mode: Mode;
  readonly backend: Backend;

  constructor(backend: Backend, mode: Mode) {
    this.backend = mode === "async" ? asyncOnly(backend) : backend;
    this.mode = mode;
  }

  async check(label: string, inputs: readonly HostTensor[], program: Program): Promise<void> {
    const outputs = await this.#named(label, () =>
      this.mode === "compiled"
        ? runCompiled(this.backend, inputs, programOnTensors(program))
        : runEagerly(this.backend, inputs, program),
    );
    this.compare(label, outputs, runOnReference(program, inputs));
  }

  async run(label: string, inputs: readonly HostTensor[], program: TensorProgram): Promise<readonly HostTensor[]> {
    return this.#named(label, () =>
      this.mode === "compiled"
        ? runCompiled(this.backend, inputs, program)
        : runFunction(this.backend, inputs, program),
    );
  }

  compare(label: string, actual: readonly HostTensor[], expected: readonly ReferenceTensor[]): void {
    const count = expected.length;
    this.require(actual.length === count, `${label}: expected ${count} outputs, got ${actual.length}`);
    expected.forEach((tensor, i) => {
      const difference = compareTensors(actual[i]!, tensor, this.backend.caps.numerics);
      if (difference !== undefined) this.fail(`${label}: ${count > 1 ? `output ${i}: ` : ""}${difference}`);
    });
  }

  close(label: string, actual: HostTensor, expected: Expected, { relative, absolute }: Tolerance): void {
    this.require(
      sameShape(actual.shape, expected.shape),
      `${label}: expected shape ${showShape(expected.shape)}, got ${showShape(actual.shape)}`,
    );
    for (let i = 0; i < actual.data.length; i++) {
      const e = expected.data[i]!;
      const a = actual.data[i]!;
      const allowed = relative * Math.abs(e) + absolute;
      if (!agrees(a, e, allowed, true))
        this.fail(
          `${label}: element ${i} of ${showShape(actual.shape)}: expected ${e}, got ${a} (allowed ± ${allowed})`,
        );
    }
  }

  tensor({ data, shape, dtype }: HostTensor, options: { readonly requiresGrad?: boolean } = {}): Tensor {
    return tensor(data, { shape, dtype, backend: this.backend, ...options });
  }

  async read(x: Tensor): Promise<HostTensor> {
    const data = this.backend.caps.sync ? x.dataSync() : await x.data();
    return { shape: x.shape, dtype: x.dtype, data };
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

  /** Says which sample was running when something threw. */
  async #named<R>(label: string, fn: () => Promise<R>): Promise<R> {
    try {
      return await fn();
    } catch (error) {
      throw new CaseFailure(`${label}: ${error instanceof Error ? error.message : String(error)}`, undefined, {
        cause: error,
      });
    }
  }
}
