import { setBackend } from "../../src/engine/context.js";
import type { Backend } from "../../src/seam/backend.js";
import type { Graph, GraphNode } from "../../src/seam/graph.js";
import { plainJs } from "./js.js";

/** A backend that notes each graph it is asked to compile and declines, so that core replays it. */
export interface GraphRecorder {
  readonly backend: Backend;
  /** The graph handed down last. */
  readonly graph: () => Graph;
}

/** Chooses a recording backend over a plain js backend, or over `inner`. */
export function recordGraphs(inner: Backend = plainJs()): GraphRecorder {
  const graphs: Graph[] = [];
  const backend: Backend = {
    ...inner,
    compile: (graph) => {
      graphs.push(graph);
      return undefined;
    },
  };
  setBackend(backend);
  return { backend, graph: () => graphs.at(-1)! };
}

/** What a node does: "add" for a binary, "sum" for a reduction, else the primitive's or fused op's name. */
export function nameOf(node: GraphNode): string {
  if (node.kind === "loop") return "loop";
  return node.kind === "primitive" && "op" in node.attributes ? node.attributes.op : node.op;
}

/** The names of a graph's nodes in order. */
export const namesIn = (graph: Graph): string[] => graph.nodes.map(nameOf);
