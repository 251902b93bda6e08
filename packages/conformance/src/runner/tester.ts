import type { Backend, ErrorCode, TenonError, Tensor } from "@tenon/core";
import type { Mode } from "../case.js";
import type { Program } from "../program.js";
import type { HostTensor, ReferenceTensor } from "../reference/reference-tensor.js";

/** A function of tensors; it may use all of core's public functions. */
export type TensorProgram = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/** How far a computed element may be from what was expected: `relative`·|expected| + `absolute`. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** What a case's `run` gets beside the backend. Every check throws a `CaseFailure` that says what went wrong. */
export interface Tester {
  readonly mode: Mode;
  /** What to run on: the backend, and in async mode the backend under `asyncOnly`. */
  readonly backend: Backend;
  /** Runs a program over the seam in this mode and compares every output with the reference. */
  check(label: string, inputs: readonly HostTensor[], program: Program): Promise<void>;
  /**
   * Runs a function of tensors in this mode and returns what it gives, freeing every tensor. Compiled, it runs on two sets of
   * inputs, and both must equal eager to the bit.
   */
  run(label: string, inputs: readonly HostTensor[], program: TensorProgram): Promise<readonly HostTensor[]>;
  /** Compares what was read with what the reference says. */
  compare(label: string, actual: readonly HostTensor[], expected: readonly ReferenceTensor[]): void;
  /** Fails unless every element is within the tolerance; NaN equals only NaN, an infinity only itself. */
  close(label: string, actual: HostTensor, expected: Expected, tolerance: Tolerance): void;
  /** A tensor on the backend. */
  tensor(x: HostTensor, options?: { readonly requiresGrad?: boolean }): Tensor;
  /** The elements of a tensor, read as the mode reads. */
  read(x: Tensor): Promise<HostTensor>;
  /** Ends the case as failed. */
  fail(message: string): never;
  /** Fails unless `condition` holds. */
  require(condition: boolean, message: string): void;
  /** Fails unless `fn` throws (or rejects with) a TenonError of this code, which has a line of help; returns it. */
  throws(code: ErrorCode, label: string, fn: () => unknown): Promise<TenonError>;
}

/** Expected elements and their shape. */
export interface Expected {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A failed check, told apart from a crash of the backend. */
export class CaseFailure extends Error {
  override readonly name = "CaseFailure";

  /** @param replay the smallest graph that fails, as text that `--replay` reads */
  constructor(
    message: string,
    readonly replay?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
