import { isRecording, withRecording } from "../engine/context.js";
import { Tensor } from "../tensor.js";
import { propagate } from "./backward.js";
import { edgeOf, GradNode } from "./grad-node.js";

/** Runs `f` on stand-ins of `inputs` and carries gradients of its results back to them; undefined where none arrives. */
export function pullBack(
  inputs: readonly Tensor[],
  f: (inputs: readonly Tensor[]) => readonly Tensor[],
  gradients: readonly (Tensor | undefined)[],
): (Tensor | undefined)[] {
  const createGraph = isRecording();
  const leaves = inputs.map(standIn);
  const results = withRecording(true, () => f(leaves));
  return gradientsOf(results, leaves, gradients, { createGraph, retainGraph: createGraph });
}

/** A tensor equal to `x` with a graph node of its own, behind which the graph of `x` goes on. */
export function standIn(x: Tensor): Tensor {
  return new Tensor(x.storage.retain(), new GradNode("input", [edgeOf(x)], [], (gradients) => gradients));
}

/** The gradients of `leaves`, which all have nodes, given those of `results`. */
export function gradientsOf(
  results: readonly Tensor[],
  leaves: readonly Tensor[],
  gradients: readonly (Tensor | undefined)[],
  options: { readonly createGraph: boolean; readonly retainGraph: boolean },
): (Tensor | undefined)[] {
  const roots = results.flatMap((y, i) => {
    const gradient = gradients[i];
    return y.node === undefined || gradient === undefined ? [] : [{ edge: { node: y.node, slot: y.slot }, gradient }];
  });
  const places = new Map(leaves.map((leaf) => [leaf.node, [] as number[]]));
  for (const [i, leaf] of leaves.entries()) places.get(leaf.node)!.push(i);
  const found = new Array<Tensor | undefined>(leaves.length).fill(undefined);
  propagate(
    roots,
    (node) => places.has(node),
    (node, gradients) => {
      for (const i of places.get(node)!) found[i] = gradients[leaves[i]!.slot]?.alias(); // wanted nodes are in `places`
    },
    { ...options, oldest: Math.min(...leaves.map((leaf) => leaf.node!.id)) }, // a stand-in or parameter has a node
  );
  return found;
}
