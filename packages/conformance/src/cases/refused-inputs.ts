import {
  collectTensors,
  compile,
  defaultGenerator,
  type ErrorCode,
  scope,
  type Tensor,
  tensor,
  withBackend,
} from "@tenon/core";
import type { Case } from "../case.js";
import { createReferenceBackend } from "../reference/reference-backend.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";
import { VALID_CALLS } from "./valid-calls/index.js";
import type { ValidCall } from "./valid-calls/valid-call.js";

/** One input of a call gone bad: what stands in its place, and how it is freed. */
interface Corruption {
  readonly code: ErrorCode;
  readonly make: (healthy: Tensor, values: HostTensor) => { readonly bad: unknown; readonly free?: () => void };
}

const CORRUPTIONS: Readonly<Record<string, Corruption>> = {
  disposed: { code: "disposed", make: (x) => ({ bad: disposedCopy(x) }) },
  undefined: { code: "invalid_argument", make: () => ({ bad: undefined }) },
  text: { code: "invalid_argument", make: () => ({ bad: "text" }) },
  "plain-object": { code: "invalid_argument", make: () => ({ bad: {} }) },
  "another-backend": { code: "backend_mismatch", make: (_, x) => elsewhere(x) },
};

/** Every public function refuses each of its tensors when it is disposed, no tensor at all, or on another backend. */
export const refusedInputs: readonly Case[] = Object.entries(VALID_CALLS).flatMap(([name, call]) =>
  Object.entries(CORRUPTIONS)
    .filter(([what]) => what !== "another-backend" || (call.inputs.length > 1 && !call.apart))
    .filter(([what]) => what !== "undefined" || call.optional !== 0)
    .map(
      ([what, corruption]): Case => ({
        id: `error/${name}/${what}`,
        needs: { compute: ["float32", "int32", "bool"], rank: 6 },
        ...(call.late && { modes: ["eager", "async"] as const }),
        run: (_, t) => refuses(t, name, call, what, corruption),
      }),
    ),
);

async function refuses(t: Tester, name: string, call: ValidCall, what: string, { code, make }: Corruption) {
  const count = what === "undefined" ? (call.optional ?? call.inputs.length) : call.inputs.length;
  const expected = call.trees && code === "invalid_argument" ? "dtype_mismatch" : code;
  const healthy = call.inputs.map((x) => t.tensor(x));
  try {
    for (let i = 0; i < count; i++) {
      const { bad, free } = make(healthy[i]!, call.inputs[i]!);
      const inputs = healthy.with(i, bad as Tensor); // that it is none is the point
      const { message } = await t.throws(expected, `${name}, input ${i} is ${what}`, () => attempt(t, call, inputs));
      t.require(
        call.inner === true || /^[\w.]+: /.test(message),
        `${name}, input ${i} is ${what}: the error does not name the op: ${message}`,
      );
      free?.();
    }
    if (t.mode === "eager" && t.backend.caps.sync) await attempt(t, call, healthy);
    for (const [i, x] of healthy.entries())
      t.require(String((await t.read(x)).data) === String(call.inputs[i]!.data), `${name}: input ${i} has changed`);
  } finally {
    for (const x of healthy) x.dispose();
    defaultGenerator().dispose(); // its key, where the call draws
  }
}

async function attempt(t: Tester, { call, late }: ValidCall, inputs: readonly Tensor[]): Promise<void> {
  const run = () => call(...(inputs as [Tensor, Tensor, Tensor, Tensor])); // a call reads as many as it has
  if (late) return free(await withBackend(t.backend, run));
  if (t.mode !== "compiled") return free(withBackend(t.backend, () => scope(run)));
  const step = compile(run, { backend: t.backend });
  try {
    free(step());
  } finally {
    step.dispose();
  }
}

function free(result: unknown): void {
  for (const x of collectTensors(result)) x.dispose();
}

function disposedCopy(x: Tensor): Tensor {
  const copy = x.reshape(x.shape);
  copy.dispose();
  return copy;
}

function elsewhere({ data, shape, dtype }: HostTensor) {
  const bad = tensor(data, { shape, dtype, backend: createReferenceBackend() });
  return { bad, free: () => bad.dispose() };
}
