import { pullBack } from "../autograd/pull-back.js";
import { scope, unscoped } from "../memory/scope.js";
import type { Backend, Handle } from "../seam/backend.js";
import type { FusedAttributes, FusedName, FusedOp } from "../seam/fused.js";
import { Tensor } from "../tensor.js";
import { batching } from "./batching.js";
import { noGrad, withBackend } from "./context.js";
import { backendOf, handleOn } from "./run.js";
import { Storage } from "./storage.js";
import { withVjp } from "./with-vjp.js";

/** A composed op that a backend may do in one kernel. */
export interface FusedDefinition<K extends FusedName> {
  /** The op in terms of others: its meaning everywhere, and what runs where a backend has no kernel. */
  readonly compose: (inputs: readonly Tensor[], attributes: FusedAttributes[K]) => Tensor[];
  /** Which inputs and outputs `vjp` reads. */
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
  /**
   * Gradients of the outputs, the inputs and outputs named above → gradients of the inputs.
   * Left out: the composition is differentiated.
   */
  readonly vjp?: (
    gradients: readonly (Tensor | undefined)[],
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    attributes: FusedAttributes[K],
  ) => readonly (Tensor | undefined)[];
}

/** A fused op as core calls it. */
export type FusedFunction<K extends FusedName> = (
  inputs: readonly Tensor[],
  attributes: FusedAttributes[K],
) => Tensor[];

/**
 * Makes the function that runs the backend's kernel where there is one, and the composition elsewhere. Call it with
 * a PURE annotation: bundlers then drop the ops that nobody uses.
 */
export function fusedOp<K extends FusedName>(
  name: K,
  { compose, inputs: usedInputs = [], outputs = [], vjp }: FusedDefinition<K>,
): FusedFunction<K> {
  const call: FusedFunction<K> = (inputs, attributes) => {
    const backend = backendOf(name, inputs);
    // A mapped type indexed by K does not narrow; each entry is the FusedOp of its own name.
    const kernel = backend.fused?.[name] as FusedOp<Handle, K> | undefined;
    const usable = kernel !== undefined && inputs.every((x) => backend.caps.dtypes[x.dtype] === "compute");
    const batched = batching()?.fused(name, call, inputs, attributes);
    const forward =
      batched ??
      (() => (usable ? callKernel(kernel, backend, inputs, attributes, compose) : compose(inputs, attributes)));
    if (vjp === undefined && !usable && batched === undefined) return forward();
    return withVjp(name, inputs, forward, {
      inputs: vjp === undefined ? inputs.map((_, i) => i) : usedInputs.filter((i) => i < inputs.length),
      outputs,
      of: (gradients, x, y) =>
        vjp === undefined
          ? pullBack(x, (leaves) => compose(leaves, attributes), gradients)
          : vjp(gradients, x, y, attributes),
    });
  };
  return call;
}

/** Whether the backend on which `inputs` meet has its own kernel for a fused op. */
export function fuses(name: FusedName, inputs: readonly Tensor[]): boolean {
  return backendOf(name, inputs).fused?.[name] !== undefined;
}

function callKernel<K extends FusedName>(
  kernel: FusedOp<Handle, K>,
  backend: Backend,
  inputs: readonly Tensor[],
  attributes: FusedAttributes[K],
  compose: FusedDefinition<K>["compose"],
): Tensor[] {
  const handles = inputs.map((x) => handleOn(backend, x));
  const composition = () =>
    unscoped(() => scope(() => noGrad(() => withBackend(backend, () => compose(inputs, attributes))))).map((y) =>
      handOver(backend, inputs.includes(y) ? y.alias() : y),
    );
  return kernel(handles, attributes, composition).map((handle) => new Tensor(new Storage(handle, backend)));
}

/** The handle of `y` as one that the caller owns: another one where `y` shares it. */
function handOver(backend: Backend, y: Tensor): Handle {
  if (y.storage.isSole) return y.storage.surrender();
  const handle = backend.reshape(y.storage.handle, y.shape);
  y.dispose();
  return handle;
}
