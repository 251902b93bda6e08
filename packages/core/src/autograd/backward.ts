import { withRecording } from "../engine/context.js";
import { TenonError } from "../errors.js";
import { scope, unscoped } from "../memory/scope.js";
import { add } from "../ops/binary.js";
import type { Tensor } from "../tensor.js";
import type { Edge, GradNode } from "./grad-node.js";
import { runHooks } from "./hooks.js";

export interface PropagateOptions {
  /** Keep what the graph saved, so that it can be walked again. */
  readonly retainGraph: boolean;
  /** Record the walk itself, so that gradients can be differentiated. */
  readonly createGraph: boolean;
  /** The smallest id of a wanted node, where it is known: what was released before cannot lead to one. */
  readonly oldest?: number;
  /** Takes the gradients of nodes on the way that retain them. */
  readonly keep?: (node: GradNode, gradients: readonly (Tensor | undefined)[]) => void;
}

/**
 * Walks the graph from `roots` against the arrows and hands the finished gradient of each wanted node to `arrive`.
 * `wanted` decides where gradients are collected and the walk ends; nodes that lead to none are not walked.
 * Gradients are owned here and disposed as the walk passes; `arrive` must alias what it keeps.
 */
export function propagate(
  roots: readonly { readonly edge: Edge; readonly gradient: Tensor }[],
  wanted: (node: GradNode) => boolean,
  arrive: (node: GradNode, gradients: readonly (Tensor | undefined)[]) => void,
  { retainGraph, createGraph, oldest = -1, keep }: PropagateOptions,
): void {
  const nodes = reachable(
    roots.map((root) => root.edge.node),
    wanted,
  );
  for (const node of nodes) if (node.isReleased && node.id > oldest) throw released(node);
  const useful = leadsTo(nodes, wanted);
  const gradients = new Map<GradNode, (Tensor | undefined)[]>();
  for (const node of nodes) node.retain();
  try {
    for (const { edge, gradient } of roots) accumulate(gradients, edge, gradient);
    for (const node of nodes) {
      const own = gradients.get(node);
      if (own === undefined) continue;
      if (node.hooks !== undefined) runHooks(node, own, createGraph);
      if (node.retained !== undefined) keep?.(node, own);
      const isEnd = wanted(node);
      if (isEnd) arrive(node, own);
      else step(node, own, useful, gradients, createGraph);
      gradients.delete(node); // until here a throw disposes them below
      for (const g of own) g?.dispose();
      if (!retainGraph && !isEnd) node.release();
    }
  } finally {
    for (const own of gradients.values()) for (const g of own) g?.dispose();
    for (const node of nodes) node.drop();
  }
}

function step(
  node: GradNode,
  own: readonly (Tensor | undefined)[],
  useful: ReadonlySet<GradNode>,
  gradients: Map<GradNode, (Tensor | undefined)[]>,
  createGraph: boolean,
): void {
  const leads = node.edges.map((edge) => edge !== undefined && useful.has(edge.node));
  if (!leads.includes(true)) return;
  scope(() =>
    withRecording(createGraph, () => {
      const flows = node.run(own);
      node.edges.forEach((edge, i) => {
        const flow = flows[i];
        if (leads[i] && edge !== undefined && flow !== undefined) accumulate(gradients, edge, flow);
      });
    }),
  );
}

/** Adds `gradient` to what `edge` has collected; the collected tensors belong to the walk, not to a scope. */
function accumulate(gradients: Map<GradNode, (Tensor | undefined)[]>, edge: Edge, gradient: Tensor): void {
  let own = gradients.get(edge.node);
  if (own === undefined) {
    own = [];
    gradients.set(edge.node, own);
  }
  const before = own[edge.slot];
  own[edge.slot] = unscoped(() => (before === undefined ? gradient.alias() : add(before, gradient)));
  before?.dispose();
}

/** All nodes that the roots depend on, as far as the wanted ones, latest first. */
function reachable(roots: readonly GradNode[], wanted: (node: GradNode) => boolean): GradNode[] {
  const seen = new Set<GradNode>(roots);
  for (const node of seen)
    if (!wanted(node)) for (const edge of node.edges) if (edge !== undefined) seen.add(edge.node);
  return [...seen].sort((a, b) => b.id - a.id);
}

/** Of nodes sorted latest first: those from which a wanted one can be reached. */
function leadsTo(nodes: readonly GradNode[], wanted: (node: GradNode) => boolean): Set<GradNode> {
  const useful = new Set<GradNode>();
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (wanted(node) || node.edges.some((edge) => edge !== undefined && useful.has(edge.node))) useful.add(node);
  }
  return useful;
}

function released(node: GradNode): TenonError {
  return new TenonError(
    "graph_released",
    `backward: ${node.name} was released by an earlier backward pass`,
    "backward({ retainGraph: true }) the first time",
  );
}
