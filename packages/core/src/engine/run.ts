import { noteRead } from "../autograd/checkpoint-frame.js";
import { type Edge, edgeOf, GradNode, type Saved } from "../autograd/grad-node.js";
import { badDType, refusal } from "../checks.js";
import { tracing } from "../compile/tracing.js";
import type { TenonError } from "../errors.js";
import type { Backend, Handle, Operand } from "../seam/backend.js";
import { isFloat } from "../seam/dtype.js";
import { infer } from "../seam/infer.js";
import { applyPrimitive, type PrimitiveAttributes, type PrimitiveName } from "../seam/primitives.js";
import { Tensor } from "../tensor.js";
import { batching } from "./batching.js";
import { ambientBackend, getBackend, isRecording, meet, underAmbient } from "./context.js";
import { type Derivative, OUTPUT, type Rule } from "./rule.js";
import { Storage } from "./storage.js";

/**
 * Runs one primitive: finds the backend, checks the arguments, calls, wraps the result and records its derivative.
 * Every public function ends here.
 */
export function run<K extends PrimitiveName>(
  op: K,
  inputs: readonly Operand<Tensor>[],
  attributes: PrimitiveAttributes[K],
  derivative: Derivative<K> | undefined,
): Tensor {
  const backend = backendOf(op, inputs);
  const handles = new Array<Operand<Handle>>(inputs.length);
  let wanted = false;
  for (let i = 0; i < inputs.length; i++) {
    const x = inputs[i]!;
    if (typeof x === "number") handles[i] = x;
    else {
      handles[i] = handleOn(backend, x);
      if (x.node !== undefined) {
        wanted = true;
        noteRead(x);
      }
    }
  }
  const { shape } = infer[op](handles, attributes);
  if (shape.length > backend.caps.maxRank) throw rankTooHigh(op, shape, backend);
  if (!MOVES.has(op)) checkComputes(op, backend, handles);
  const level = batching();
  const handle =
    level?.backend === backend
      ? level.call(op, handles, attributes, derivative)
      : applyPrimitive[op](backend, handles, attributes);
  const storage = new Storage(handle, backend);
  if (!wanted || derivative === undefined || !isRecording() || !isFloat(handle.dtype)) return new Tensor(storage);
  return record(op, inputs, attributes, derivative, storage);
}

/** Primitives that a backend offers on dtypes which it only stores. */
const MOVES: ReadonlySet<PrimitiveName> = new Set([
  "full",
  "iota",
  "cast",
  "reshape",
  "permute",
  "broadcastTo",
  "flip",
  "slice",
  "pad",
  "concat",
  "gather",
] as const);

function rankTooHigh(op: PrimitiveName, shape: readonly number[], { name, caps }: Backend): TenonError {
  return refusal(
    "unsupported",
    op,
    { result: shape },
    `rank ${caps.maxRank} at most on backend ${name}`,
    "reshape, or another backend",
  );
}

/** Throws unless the backend computes in the dtype of each. */
export function checkComputes(op: string, backend: Backend, handles: readonly Operand<Handle>[]): void {
  for (const x of handles)
    if (typeof x !== "number" && backend.caps.dtypes[x.dtype] !== "compute")
      throw badDType(op, { x: x.dtype }, `a dtype that ${backend.name} computes, not only stores`);
}

/** The backend on which tensors meet; the ambient one when there are no tensors. */
export function backendOf(op: string, inputs: readonly Operand<Tensor>[]): Backend {
  let found: Backend | undefined;
  for (let i = 0; i < inputs.length; i++) {
    const x = inputs[i]!;
    if (typeof x === "number") continue;
    const backend = x.storage.backend;
    if (found === undefined) found = backend;
    else if (found !== backend) found = meet(found, backend, op);
  }
  if (found === undefined) return getBackend();
  return found === ambientBackend() ? found : underAmbient(found, op);
}

/** The handle of `x` for a call on `backend`: its own, or what it is to the trace or `vmap` behind `backend`. */
export function handleOn(backend: Backend, x: Tensor): Handle {
  const { storage } = x;
  if (storage.backend === backend) return storage.handle;
  const trace = tracing();
  if (trace?.backend === backend) return trace.adopt(storage);
  const level = batching();
  return level?.backend === backend ? level.adopt(x) : storage.handle;
}

const NOTHING: readonly number[] = [];

function record<K extends PrimitiveName>(
  op: K,
  inputs: readonly Operand<Tensor>[],
  attributes: PrimitiveAttributes[K],
  derivative: Derivative<K>,
  output: Storage,
): Tensor {
  const infos = inputs.map((x) => (typeof x === "number" ? x : { shape: x.shape, dtype: x.dtype }));
  const edges: (Edge | undefined)[] = [];
  const rules: (Rule | undefined)[] = [];
  const saved: Saved[] = [];
  const kinds: number[] = []; // what each saved value is: an input's index, or OUTPUT
  for (let i = 0; i < inputs.length; i++) {
    const x = inputs[i]!;
    const edge = typeof x === "number" ? undefined : edgeOf(x);
    const rule = edge && derivative(i, attributes, infos, output.handle);
    edges.push(rule && edge);
    rules.push(rule);
    for (const use of rule?.uses ?? NOTHING)
      if (!kinds.includes(use)) {
        kinds.push(use);
        saved.push(use === OUTPUT ? saveOutput(output) : save(inputs[use] as Tensor)); // rules name tensors only
      }
  }
  const name = "op" in attributes ? `${op} ${attributes.op}` : op;
  const node: GradNode = new GradNode(name, edges, saved, ([g], kept) =>
    rules.map((rule) =>
      rule === undefined || g === undefined
        ? undefined
        : rule.of(g, ...rule.uses.map((use) => unpack(kept[kinds.indexOf(use)]!, node))),
    ),
  );
  return new Tensor(output, node);
}

/** Keeps an input for the backward pass. */
export function save(tensor: Tensor): Saved {
  return { storage: tensor.storage.retain(), edge: edgeOf(tensor), isOutput: false };
}

/** Keeps an op's own output. */
export function saveOutput(storage: Storage): Saved {
  return { storage: storage.retain(), edge: undefined, isOutput: true };
}

/** A saved value as a tensor again, connected to the graph that made it; `self` is the node that saved it. */
export function unpack(saved: Saved, self: GradNode, slot = 0): Tensor {
  const edge = saved.isOutput ? { node: self, slot } : saved.edge;
  return new Tensor(saved.storage.retain(), edge?.node, edge?.slot);
}
