import {
  applyPrimitive,
  type Backend,
  broadcastShapes,
  type DType,
  type Handle,
  type HostData,
  hostArray,
  type Operand,
  type PrimitiveAttributes,
  type PrimitiveCall,
  type PrimitiveName,
  primitivesAround,
} from "@tenon/core";
import type { Mode } from "../src/case.js";

/** A backend broken on purpose, and the ids of cases that must notice. */
export interface Sabotage {
  readonly name: string;
  readonly break: (backend: Backend) => Backend;
  /** Cases to run. */
  readonly run: RegExp;
  /** Modes to run them in; eager by default. */
  readonly modes?: readonly Mode[];
  /** Of those, every one that must fail. */
  readonly caughtBy: readonly string[];
}

/** How one primitive goes wrong: what it returns instead. Handles that it makes on the way are freed. */
export type Wrong<K extends PrimitiveName> = (
  ops: Backend,
  inputs: readonly [Handle, Handle, Handle],
  attributes: PrimitiveAttributes[K],
  right: () => Handle,
) => Handle;

/** `backend` with one primitive replaced. */
export function wrongPrimitive<K extends PrimitiveName>(backend: Backend, op: K, wrong: Wrong<K>): Backend {
  return around(backend, (call) => {
    if ((call.op as PrimitiveName) !== op) return applyPrimitive[call.op](backend, call.inputs, call.attributes);
    return keepingOne(backend, (ops) =>
      wrong(
        ops,
        call.inputs as readonly Operand<Handle>[] as readonly [Handle, Handle, Handle], // each `wrong` knows its op
        call.attributes as PrimitiveAttributes[PrimitiveName] as PrimitiveAttributes[K], // call.op is K
        () => applyPrimitive[call.op](ops, call.inputs, call.attributes),
      ),
    );
  });
}

/** `backend` with every primitive handed to `handle` first. */
export function around(
  backend: Backend,
  handle: <K extends PrimitiveName>(call: PrimitiveCall<Handle, K>) => Handle,
): Backend {
  return { ...backend, ...methodsOf(backend), ...primitivesAround(handle) };
}

/** The methods that are no primitives, bound, for a backend that is a class. */
export function methodsOf(backend: Backend) {
  return {
    name: `broken ${backend.name}`,
    caps: backend.caps,
    upload: (data: HostData, shape: readonly number[], dtype: DType) => backend.upload(data, shape, dtype),
    read: (xs: readonly Handle[]) => backend.read(xs),
    readSync: (x: Handle) => backend.readSync!(x),
    dispose: (x: Handle) => backend.dispose(x),
    sync: () => backend.sync(),
    memory: () => backend.memory(),
  };
}

/** Elementwise on the host: any function on any two operands, broadcast. */
export function onHost(
  ops: Backend,
  a: Operand<Handle>,
  b: Operand<Handle>,
  f: (x: number, y: number) => number,
): Handle {
  const dtype = typeof a === "number" ? (b as Handle).dtype : a.dtype; // not both are numbers
  const handles = [a, b].map((x) => (typeof x === "number" ? ops.full([], x, dtype) : x));
  const shape = broadcastShapes(handles[0]!.shape, handles[1]!.shape)!;
  const [x, y] = handles.map((handle) => ops.readSync!(ops.broadcastTo(handle, shape)));
  const result = hostArray(dtype, x!.length);
  x!.forEach((value, i) => {
    result[i] = f(value, y![i]!);
  });
  return ops.upload(result, shape, dtype);
}

function keepingOne(backend: Backend, compute: (ops: Backend) => Handle): Handle {
  const born: Handle[] = [];
  const note = (handle: Handle) => {
    born.push(handle);
    return handle;
  };
  const ops: Backend = {
    ...methodsOf(backend),
    upload: (data, shape, dtype) => note(backend.upload(data, shape, dtype)),
    ...primitivesAround((call) => note(applyPrimitive[call.op](backend, call.inputs, call.attributes))),
  };
  const result = compute(ops);
  for (const handle of born) if (handle !== result) backend.dispose(handle);
  return result;
}
