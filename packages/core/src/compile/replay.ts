import type { Backend, Handle, Operand } from "../seam/backend.js";
import type { FusedName, FusedOp } from "../seam/fused.js";
import type { Executable, Graph, GraphNode, GraphValue } from "../seam/graph.js";
import { callPrimitive } from "../seam/primitives.js";
import { callRoutine } from "../seam/routine.js";

/** Runs a graph op by op on a backend that does not compile, freeing each value after its last use. */
export function replay(backend: Backend, graph: Graph): Executable {
  const lastUse = lastUses(graph);
  return {
    run(inputs, hosts, donated) {
      const values = new Map<number, Handle>();
      const owned = new Set<number>();
      const bind = (value: GraphValue, handle: Handle, own: boolean) => {
        values.set(value.id, handle);
        if (own) owned.add(value.id);
      };
      try {
        for (const [i, value] of graph.inputs.entries()) bind(value, inputs[i]!, false);
        for (const { value, handle } of graph.constants) bind(value, handle, false);
        for (const [i, value] of graph.hosts.entries()) bind(value, backend.full([], hosts[i]!, value.dtype), true);
        graph.nodes.forEach((node, i) => {
          const results = runNode(backend, node, values);
          for (const [k, value] of node.outputs.entries()) bind(value, results[k]!, true);
          for (const id of lastUse[i]!) if (owned.delete(id)) backend.dispose(values.get(id)!);
        });
        const outputs = graph.outputs.map((value) => {
          owned.delete(value.id);
          return values.get(value.id)!;
        });
        inputs.forEach((handle, i) => {
          if (donated[i]) backend.dispose(handle);
        });
        return outputs;
      } finally {
        for (const id of owned) backend.dispose(values.get(id)!);
      }
    },
    dispose() {},
  };
}

/** For each node, the values that nobody reads after it. */
function lastUses(graph: Graph): number[][] {
  const last = new Map<number, number>();
  graph.nodes.forEach((node, i) => {
    for (const x of node.inputs) if (typeof x !== "number") last.set(x.id, i);
    for (const value of node.outputs) if (!last.has(value.id)) last.set(value.id, i);
  });
  for (const value of graph.outputs) last.delete(value.id);
  const uses: number[][] = graph.nodes.map(() => []);
  for (const [id, i] of last) uses[i]!.push(id);
  return uses;
}

function runNode(backend: Backend, node: GraphNode, values: ReadonlyMap<number, Handle>): Handle[] {
  const inputs = node.inputs.map((x): Operand<Handle> => (typeof x === "number" ? x : values.get(x.id)!));
  if (node.kind === "primitive") return [callPrimitive(backend, { ...node, inputs })];
  if (node.kind === "routine") return callRoutine(backend, node, inputs as Handle[]); // routines take tensors only
  if (node.kind === "loop") throw new Error("version-1 graphs have no loops");
  const compose = () => runComposition(backend, node.composition, inputs as Handle[], values);
  const kernel = backend.fused?.[node.op] as FusedOp<Handle, FusedName> | undefined; // of the node's own op
  return kernel === undefined ? compose() : kernel(inputs as Handle[], node.attributes, compose);
}

function runComposition(
  backend: Backend,
  graph: Graph,
  inputs: readonly Handle[],
  outer: ReadonlyMap<number, Handle>,
): Handle[] {
  const values = new Map(outer);
  const made: Handle[] = [];
  let outputs: Handle[] = [];
  for (const [i, value] of graph.inputs.entries()) values.set(value.id, inputs[i]!);
  for (const { value, handle } of graph.constants) values.set(value.id, handle);
  try {
    for (const node of graph.nodes) {
      const results = runNode(backend, node, values);
      made.push(...results);
      for (const [k, value] of node.outputs.entries()) values.set(value.id, results[k]!);
    }
    outputs = graph.outputs.map((value) => values.get(value.id)!);
    return outputs;
  } finally {
    for (const handle of made) if (!outputs.includes(handle)) backend.dispose(handle);
  }
}
