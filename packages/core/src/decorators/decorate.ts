import type { Backend, Handle } from "../seam/backend.js";
import type { FusedName } from "../seam/fused.js";
import type { PrimitiveName } from "../seam/primitives.js";
import { callPrimitive, type PrimitiveCall, primitivesAround } from "../seam/primitives.js";
import { callRoutine, type RoutineName } from "../seam/routine.js";

/** A call as a decorator sees it. */
export interface Call {
  readonly op: PrimitiveName | FusedName | RoutineName | "compiled step";
  /** The name a reader knows: `exp` for a unary, `conv` for a fused op. */
  readonly name: string;
  readonly inputs: readonly (Handle | number)[];
  readonly run: () => readonly Handle[];
}

/** A backend like `inner` in which every op goes through `around`, with `overrides` in place of its other methods. */
export function decorate(
  inner: Backend,
  around: (call: Call) => readonly Handle[],
  overrides: Partial<Backend> = {},
): Backend {
  const primitives = primitivesAround<Handle>((call) => {
    const run = () => [callPrimitive(inner, call)];
    return around({ op: call.op, name: nameOf(call), inputs: call.inputs, run })[0]!;
  });
  return {
    ...forward(inner),
    ...primitives,
    // Also where the host computes: it reads from `inner`, which may read at once although this backend does not.
    routine: (call, inputs) => [
      ...around({ op: call.op, name: call.op, inputs, run: () => callRoutine(inner, call, inputs) }),
    ],
    ...(inner.fused && { fused: decorateFused(inner.fused, around) }),
    decorates: inner,
    ...overrides,
  };
}

/** `reduce` with op "sum" is known as "sum". */
function nameOf({ op, attributes }: PrimitiveCall<Handle>): string {
  return "op" in attributes
    ? op === "reduce" || op === "unary" || op === "binary"
      ? attributes.op
      : `${op} ${attributes.op}`
    : op;
}

/** The methods of `inner` that are not ops, bound to it. */
function forward(inner: Backend): Omit<Backend, PrimitiveName> {
  return {
    name: inner.name,
    caps: inner.caps,
    upload: (data, shape, dtype) => inner.upload(data, shape, dtype),
    read: (xs) => inner.read(xs),
    ...(inner.readSync && { readSync: (x: Handle) => inner.readSync!(x) }),
    dispose: (x) => inner.dispose(x),
    sync: () => inner.sync(),
    memory: () => inner.memory(),
    ...(inner.compile && { compile: (graph) => inner.compile!(graph) }),
  };
}

function decorateFused(fused: NonNullable<Backend["fused"]>, around: (call: Call) => readonly Handle[]) {
  const entries = Object.entries(fused).map(([name, kernel]) => {
    const op = name as FusedName; // keys of Fused
    const call = kernel as (inputs: readonly Handle[], attributes: unknown, compose: () => Handle[]) => Handle[];
    const wrapped: typeof call = (inputs, attributes, compose) => [
      ...around({ op, name, inputs, run: () => call(inputs, attributes, compose) }),
    ];
    return [op, wrapped];
  });
  return Object.fromEntries(entries) as NonNullable<Backend["fused"]>; // the same names and signatures
}
