import type { Tensor } from "@tenon/core";
import { type HostTensor, hostTensor } from "../../reference/reference-tensor.js";

type Call = (a: Tensor, b: Tensor, c: Tensor, d: Tensor) => unknown;

/** A call that works: a shape for each float32 input, or the input itself, and the function on them. */
export interface ValidCall {
  readonly inputs: readonly HostTensor[];
  readonly call: Call;
  /** Input that may be left out: where it enters. */
  readonly optional?: number;
  /** It answers with a promise. */
  readonly late?: true;
  /** Inputs may be on several backends: each result is made of one of them, or an input is only read. */
  readonly apart?: true;
  /** Arguments may be anything; what is refused is that none holds a float tensor. */
  readonly trees?: true;
  /** The tensor is read by the caller's function, whose ops the error names. */
  readonly inner?: true;
}

/** By the name of the exported function. */
export type ValidCalls = Readonly<Record<string, ValidCall>>;

export type Input = readonly number[] | HostTensor;

/** A valid call of `call` on `inputs`; from `optional` on they may be left out. */
export function given(inputs: readonly Input[], call: Call, optional?: number): ValidCall {
  return { inputs: inputs.map(filled), call, ...(optional !== undefined && { optional }) };
}

/** The same calls, of which something more is known. */
export function marked(calls: ValidCalls, mark: Pick<ValidCall, "apart" | "inner" | "late" | "trees">): ValidCalls {
  return Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, { ...call, ...mark }]));
}

/** The same valid call of several functions. */
export function each<F>(
  functions: Readonly<Record<string, F>>,
  inputs: readonly Input[],
  call: (f: F) => Call,
  optional?: number,
): ValidCalls {
  return Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, given(inputs, call(f), optional)]));
}

export function ints(...values: number[]): HostTensor {
  return hostTensor([values.length], "int32", values);
}

export function bools(...values: number[]): HostTensor {
  return hostTensor([values.length], "bool", values);
}

export function shaped({ dtype, data }: HostTensor, shape: readonly number[]): HostTensor {
  return { shape, dtype, data };
}

/** Inputs of a matrix function: symmetric, positive, well away from singular. */
export const MATRIX: HostTensor = hostTensor([2, 2], "float32", [2, 0.5, 0.5, 1]);

/** Numbers in (0, 1), which every function takes. */
function filled(input: Input): HostTensor {
  if ("data" in input) return input;
  const size = input.reduce((product, n) => product * n, 1);
  return hostTensor(
    input,
    "float32",
    Array.from({ length: size }, (_, i) => (i + 1) / (size + 1)),
  );
}
