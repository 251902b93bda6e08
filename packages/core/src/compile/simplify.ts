import type { Operand } from "../seam/backend.js";
import type { GraphNode, GraphValue } from "../seam/graph.js";

/** Nodes without those whose outputs nobody needs. */
export function removeDead(nodes: readonly GraphNode[], outputs: Iterable<GraphValue>): GraphNode[] {
  const needed = new Set<number>();
  for (const value of outputs) needed.add(value.id);
  const kept: GraphNode[] = [];
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (!node.outputs.some((value) => needed.has(value.id))) continue;
    for (const x of node.inputs) if (typeof x !== "number") needed.add(x.id);
    kept.push(node);
  }
  return kept.reverse();
}

/** A rewriting of values, followed to its end. */
export class Substitution {
  readonly #to = new Map<number, GraphValue>();

  set(from: GraphValue, to: GraphValue): void {
    this.#to.set(from.id, to);
  }

  of(value: GraphValue): GraphValue {
    return this.#to.get(value.id) ?? value;
  }

  operand(x: Operand<GraphValue>): Operand<GraphValue> {
    return typeof x === "number" ? x : this.of(x);
  }
}

/**
 * Nodes in which equal computations of one region appear once. All primitives are pure, so equal op, attributes and inputs
 * mean equal results; a random draw differs by its offset, which is an input.
 */
export function mergeEqual(nodes: readonly GraphNode[], substitution: Substitution): GraphNode[] {
  const seen = new Map<string, GraphNode>();
  const kept: GraphNode[] = [];
  for (const node of nodes) {
    const rewritten = rewrite(node, substitution);
    const key = keyOf(rewritten);
    const same = seen.get(key);
    if (same === undefined) {
      seen.set(key, rewritten);
      kept.push(rewritten);
    } else for (const [i, value] of node.outputs.entries()) substitution.set(value, same.outputs[i]!);
  }
  return kept;
}

function rewrite(node: GraphNode, substitution: Substitution): GraphNode {
  if (node.kind !== "primitive") {
    const inputs = node.inputs.map((x) => substitution.of(x));
    const changed = inputs.some((x, i) => x !== node.inputs[i]);
    if (!changed) return node;
    // The composition refers to the old inputs; it names them through its own `inputs`.
    return { ...node, inputs } as GraphNode; // same node, equal inputs
  }
  const inputs = node.inputs.map((x) => substitution.operand(x));
  return { ...node, inputs } as GraphNode; // same op and attributes
}

function keyOf(node: GraphNode): string {
  const inputs = node.inputs.map((x) => (typeof x === "number" ? numberKey(x) : `%${x.id}`));
  if (node.kind === "loop") return `loop ${node.outputs[0]?.id}`;
  return `${node.region} ${node.op} ${JSON.stringify(node.attributes, numbersAsKeys)} ${inputs.join(" ")}`;
}

/** JSON writes NaN and infinities as null, and −0 as 0. */
function numbersAsKeys(_: string, value: unknown): unknown {
  return typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)) ? numberKey(value) : value;
}

function numberKey(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
