import { applyPrimitive, type Backend, type Handle, type HostData, primitivesAround, showShape } from "@tenon/core";
import { outputsOf, type Primitives, type Program } from "../program.js";
import type { HostTensor } from "../reference/reference-tensor.js";
import { CaseFailure } from "./tester.js";

/**
 * Runs `program` op by op on the backend's handles and reads its outputs. Disposes every handle that came into being,
 * and fails if the inputs changed or a handle was returned twice.
 */
export async function runEagerly(
  backend: Backend,
  inputs: readonly HostTensor[],
  program: Program,
): Promise<HostTensor[]> {
  const born = new Set<Handle>();
  const ops = recordBirths(backend, born);
  try {
    const handles = inputs.map(({ data, shape, dtype }) => {
      const handle = backend.upload(data, shape, dtype);
      born.add(handle);
      return handle;
    });
    const outputs = outputsOf(program(ops, handles));
    const results = await readAll(backend, [...outputs, ...handles]);
    inputs.forEach((input, i) => {
      if (!sameElements(results[outputs.length + i]!.data, input.data)) throw new CaseFailure(`input ${i} was changed`);
    });
    return results.slice(0, outputs.length);
  } finally {
    for (const handle of born) backend.dispose(handle);
  }
}

/** Elements of each handle on the host: at once where the backend can, else awaited. */
export async function readAll(backend: Backend, handles: readonly Handle[]): Promise<HostTensor[]> {
  const data =
    backend.caps.sync && backend.readSync ? handles.map((x) => backend.readSync!(x)) : await backend.read(handles);
  return handles.map(({ shape, dtype }, i) => ({ shape, dtype, data: data[i]! }));
}

/** The backend's primitives, each result noted in `born`. */
export function recordBirths(backend: Backend, born: Set<Handle>): Primitives<Handle> {
  return primitivesAround(({ op, inputs, attributes }) => {
    const handle = applyPrimitive[op](backend, inputs, attributes);
    if (born.has(handle)) throw new CaseFailure(`${op} returned a handle that exists already: every handle is new`);
    born.add(handle);
    if (!handle.shape.every((size) => Number.isInteger(size) && size >= 0))
      throw new CaseFailure(`${op} returned a handle of shape ${showShape(handle.shape)}`);
    return handle;
  });
}

function sameElements(a: HostData, b: HostData): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
