import { collectTensors, type ErrorCode, isFloat, TenonError } from "@tenon/core";
import { createReferenceBackend } from "../reference/reference-backend.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import { rotated, runFunction } from "../runner/run-function.js";
import type { TensorProgram, Tester, Tolerance } from "../runner/tester.js";

/** What the reference makes of a call: its results, or the code by which core refuses. */
type Outcome = { readonly results: readonly HostTensor[] } | { readonly code: ErrorCode };

/** A call of core's public functions. */
export interface Call {
  readonly label: string;
  readonly inputs: readonly HostTensor[];
  readonly program: TensorProgram;
}

const NEAR: Tolerance = { relative: 2e-5, absolute: 2e-5 };
const EXACT: Tolerance = { relative: 0, absolute: 0 };

/**
 * A check that the backend makes of each call what the reference makes of it: floats within some roundings, others to the
 * bit; where one refuses, so does the other, by the same code. The reference is asked once for all modes.
 */
export function asTheReference(calls: readonly Call[]): (t: Tester) => Promise<void> {
  let expected: Promise<readonly Expected[]> | undefined;
  return async (t) => {
    expected ??= Promise.all(calls.map(expectedOf));
    const known = (await expected).filter(({ turnedRefused }) => t.mode !== "compiled" || !turnedRefused);
    await answers(
      t,
      known.filter((one): one is Answered => "results" in one),
    );
    for (const one of known) if ("code" in one) await refuses(t, one.call, one.code);
  };
}

type Expected = Outcome & {
  readonly call: Call;
  /** The same call on the other values that a compiled run takes is refused, though this one is not: a singular matrix. */
  readonly turnedRefused: boolean;
};
type Answered = Expected & { readonly results: readonly HostTensor[] };

async function expectedOf(call: Call): Promise<Expected> {
  const outcome = await outcomeOf(call.inputs, call.program);
  const turned = await outcomeOf(call.inputs.map(rotated), call.program);
  return { ...outcome, call, turnedRefused: "code" in turned && !("code" in outcome) };
}

/** All calls in one run, so that one step is compiled for them. */
async function answers(t: Tester, all: readonly Answered[]): Promise<void> {
  if (all.length === 0) return;
  const labels = all.map(({ call }) => call.label).join("; ");
  const inputs = all.flatMap(({ call }) => call.inputs);
  const actual = await t.run(labels, inputs, (...tensors) => {
    const rest = [...tensors];
    return all.flatMap(({ call }) => call.program(...rest.splice(0, call.inputs.length)));
  });
  let next = 0;
  for (const { call, results } of all)
    for (const result of results) {
      const one = actual[next++]!; // as many as the reference gave
      t.require(one.dtype === result.dtype, `${call.label}: expected dtype ${result.dtype}, got ${one.dtype}`);
      t.close(call.label, one, result, isFloat(one.dtype) ? NEAR : EXACT);
    }
}

async function refuses(t: Tester, { label, inputs, program }: Call, expected: ErrorCode): Promise<void> {
  // The tester wraps what a run throws.
  const thrown: unknown = await t.run(label, inputs, program).then(
    () => undefined,
    (error: Error) => error.cause,
  );
  const code = thrown instanceof TenonError ? thrown.code : `${thrown ?? "no error"}`;
  t.require(code === expected, `${label}: the reference refuses by ${expected}, this by ${code}`);
}

/** What the reference answers. */
export async function outcomeOf(inputs: readonly HostTensor[], program: TensorProgram): Promise<Outcome> {
  try {
    return { results: await runFunction(createReferenceBackend(), inputs, program) };
  } catch (error) {
    if (error instanceof TenonError) return { code: error.code };
    throw error;
  }
}

/** All tensors of a result, in order. */
export function flattened(program: (...inputs: Parameters<TensorProgram>) => unknown): TensorProgram {
  return (...inputs) => [...collectTensors(program(...inputs))];
}
