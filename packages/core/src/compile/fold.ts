import type { Backend, Handle, Operand } from "../seam/backend.js";
import type { Graph, GraphNode, GraphValue } from "../seam/graph.js";
import { callPrimitive } from "../seam/primitives.js";
import { sizeOf } from "../shape.js";

/** Results larger than this stay computations: recomputing them costs less than keeping them in memory. */
const LARGEST = 1 << 20;

interface Folded {
  readonly nodes: GraphNode[];
  /** Values computed now, which the caller owns. */
  readonly constants: { readonly value: GraphValue; readonly handle: Handle }[];
}

/**
 * Computes now what depends on constants and index patterns (iota) alone, such as a causal mask.
 * A plain `full` stays a node: backends use it as a number, and storing it would only cost memory.
 */
export function foldConstants(
  backend: Backend,
  nodes: readonly GraphNode[],
  constants: Graph["constants"],
  outputs: ReadonlySet<number>,
): Folded {
  const known = new Set(constants.map(({ value }) => value.id));
  const fills = new Set<number>();
  const foldable = new Map<number, GraphNode>(); // value → the node that can be computed now
  for (const node of nodes) {
    if (node.kind !== "primitive") continue;
    const value = node.outputs[0]!;
    if (node.op === "full") fills.add(value.id);
    else if (canFold(node, (id) => known.has(id) || foldable.has(id), fills)) foldable.set(value.id, node);
  }
  const folded = new Set<number>();
  const kept = nodes.filter((node) => !node.outputs.every((value) => foldable.has(value.id)));
  for (const node of kept)
    for (const x of node.inputs) if (typeof x !== "number" && foldable.has(x.id)) folded.add(x.id);
  for (const id of outputs) if (foldable.has(id)) folded.add(id);
  const handles = new Map(constants.map(({ value, handle }) => [value.id, handle]));
  const made = evaluate(backend, nodes, foldable, folded, handles);
  return { nodes: kept, constants: made };
}

function canFold(node: GraphNode, isKnown: (id: number) => boolean, fills: ReadonlySet<number>): boolean {
  if (node.kind !== "primitive" || sizeOf(node.outputs[0]!.shape) > LARGEST) return false;
  const values = node.inputs.filter((x): x is GraphValue => typeof x !== "number");
  if (node.op === "iota") return true;
  return values.some((x) => isKnown(x.id)) && values.every((x) => isKnown(x.id) || fills.has(x.id));
}

/** Computes the wanted values and what they need, and frees the rest. */
function evaluate(
  backend: Backend,
  nodes: readonly GraphNode[],
  foldable: ReadonlyMap<number, GraphNode>,
  wanted: ReadonlySet<number>,
  handles: Map<number, Handle>,
): Folded["constants"] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((value) => [value.id, node] as const)));
  const computed = new Map<number, { value: GraphValue; handle: Handle }>();
  const compute = (value: GraphValue): Handle => {
    const ready = handles.get(value.id);
    if (ready !== undefined) return ready;
    const node = producers.get(value.id)!; // a foldable value or a fill has a producer
    const inputs = node.inputs.map((x): Operand<Handle> => (typeof x === "number" ? x : compute(x)));
    if (node.kind !== "primitive") throw new Error("only primitives are folded");
    const handle = callPrimitive(backend, { ...node, inputs });
    handles.set(value.id, handle);
    computed.set(value.id, { value, handle });
    return handle;
  };
  for (const id of wanted) compute(foldable.get(id)!.outputs[0]!);
  const result: Folded["constants"] = [];
  for (const [id, entry] of computed)
    if (wanted.has(id)) result.push(entry);
    else backend.dispose(entry.handle);
  return result;
}
