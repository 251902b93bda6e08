import { Storage } from "../engine/storage.js";
import { GRAPH_VERSION, type Graph, type GraphNode, type GraphValue } from "../seam/graph.js";
import type { Cell } from "../state/cell.js";
import { foldConstants } from "./fold.js";
import { mergeEqual, removeDead, Substitution } from "./simplify.js";
import type { Trace } from "./trace.js";

/** Where a result of a step comes from. */
export type Source =
  | { readonly kind: "output" | "input" | "host"; readonly index: number }
  | { readonly kind: "constant"; readonly storage: Storage };

interface Built {
  readonly graph: Graph;
  readonly sourceOf: (value: GraphValue) => Source;
  /** Constants that the graph reads or a result names; they live as long as the step. */
  readonly constants: readonly Storage[];
}

/** The graph that computes `wanted` from what was traced: dead code removed, equal code merged, constants folded. */
export function buildGraph(trace: Trace, wanted: readonly GraphValue[]): Built {
  const substitution = new Substitution();
  const merged = mergeEqual(removeDead(trace.nodes, wanted), substitution);
  const targets = wanted.map((value) => substitution.of(value));
  const captured = [...trace.constants].map(([storage, value]) => ({ value, handle: storage.handle, storage }));
  const folded = foldConstants(trace.target, merged, captured, new Set(targets.map((value) => value.id)));
  const all = [...captured, ...folded.constants.map((c) => ({ ...c, storage: new Storage(c.handle, trace.target) }))];
  const nodes = removeDead(folded.nodes, targets);
  const used = usedIds(nodes, targets);
  const constants = all.filter((c) => used.has(c.value.id));
  for (const { storage } of constants) if (trace.constants.has(storage)) storage.retain(); // folded ones are owned already

  const produced = new Set(nodes.flatMap((node) => node.outputs.map((value) => value.id)));
  const outputs = [...new Map(targets.filter((v) => produced.has(v.id)).map((v) => [v.id, v])).values()];
  const places = new Map<number, Source>();
  for (const [index, value] of outputs.entries()) places.set(value.id, { kind: "output", index });
  for (const [index, value] of trace.inputs.entries()) places.set(value.id, { kind: "input", index });
  for (const [index, { value }] of trace.hosts.entries()) places.set(value.id, { kind: "host", index });
  for (const { value, storage } of constants) places.set(value.id, { kind: "constant", storage });
  const sourceOf = (value: GraphValue) => places.get(substitution.of(value).id)!; // every wanted value has a place

  const graph: Graph = {
    version: GRAPH_VERSION,
    inputs: trace.inputs,
    hosts: trace.hosts.map(({ value }) => value),
    constants: constants.map(({ value, handle }) => ({ value, handle })),
    nodes,
    outputs,
    state: statePairs(trace, sourceOf),
  };
  return { graph, sourceOf, constants: constants.map((c) => c.storage) };
}

/** Which inputs are cells that the step overwrites, each with the output that replaces it; no output twice. */
function statePairs(trace: Trace, sourceOf: (value: GraphValue) => Source): Graph["state"] {
  const taken = new Set<number>();
  return [...trace.cells].flatMap(([, { input, now, isWritten }]: [Cell, TracedCell]) => {
    if (input === undefined || now === undefined || !isWritten || now.backend !== trace.backend) return [];
    const source = sourceOf(now.handle as GraphValue); // handles of the recording backend are values
    if (source.kind !== "output" || taken.has(source.index)) return [];
    taken.add(source.index);
    return [{ input: trace.inputs.indexOf(input), output: source.index }];
  });
}

type TracedCell = Trace["cells"] extends Map<Cell, infer S> ? S : never;

function usedIds(nodes: readonly GraphNode[], targets: readonly GraphValue[]): Set<number> {
  const used = new Set(targets.map((value) => value.id));
  for (const node of nodes) {
    for (const x of node.inputs) if (typeof x !== "number") used.add(x.id);
    if (node.kind === "fused") for (const id of usedIds(node.composition.nodes, [])) used.add(id);
  }
  return used;
}
