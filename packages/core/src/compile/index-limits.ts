import { refusal } from "../checks.js";
import type { Storage } from "../engine/storage.js";
import type { Graph, GraphNode } from "../seam/graph.js";

/** Input `input` of a graph holds indices that must be below `size`. */
export interface IndexLimit {
  readonly input: number;
  readonly size: number;
}

/** They hand on every value; a slice may leave out the one that is outside. */
const KEEPS_VALUES: ReadonlySet<string> = new Set(["reshape", "permute", "broadcastTo", "flip"]);

/** Which inputs serve as indices of gathers and scatters, directly or moved around. */
export function indexLimits(graph: Graph): IndexLimit[] {
  const origins = new Map(graph.inputs.map((value, i) => [value.id, i]));
  const limits: IndexLimit[] = [];
  for (const node of graph.nodes) {
    const [first, indices] = node.inputs;
    if (node.kind !== "primitive" || typeof first !== "object") continue;
    const origin = origins.get(first.id);
    if (keepsIndices(node) && origin !== undefined) origins.set(node.outputs[0]!.id, origin);
    const input = typeof indices === "object" ? origins.get(indices.id) : undefined;
    const axis = indexedAxis(node);
    if (axis !== undefined && input !== undefined) limits.push({ input, size: first.shape[axis]! });
  }
  return limits;
}

/** Indices are cast to int32 before they serve; bounds are known of integers only, and none is wider. */
function keepsIndices(node: GraphNode): boolean {
  if (node.kind !== "primitive") return false;
  return KEEPS_VALUES.has(node.op) || (node.op === "cast" && node.outputs[0]!.dtype === "int32");
}

function indexedAxis(node: GraphNode): number | undefined {
  return node.kind === "primitive" && (node.op === "gather" || node.op === "scatter")
    ? node.attributes.axis
    : undefined;
}

/** Throws when an input whose values are known from the host holds an index outside its limit. */
export function checkIndices(limits: readonly IndexLimit[], inputs: readonly Storage[]): void {
  for (const { input, size } of limits) {
    const bounds = inputs[input]!.bounds;
    if (bounds !== undefined && (bounds[0] < 0 || bounds[1] >= size) && bounds[0] <= bounds[1])
      throw refusal("index_out_of_range", "gather", { indices: bounds }, `indices from 0 to ${size - 1}`);
  }
}
