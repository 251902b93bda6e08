import { tracing } from "../compile/tracing.js";
import type { Storage } from "../engine/storage.js";
import { Cell } from "../state/cell.js";
import { Tensor } from "../tensor.js";
import { type Edge, edgeOf, GradNode } from "./grad-node.js";

/** The end of a graph: a tensor or parameter made by the user, where `backward()` collects `.grad`. */
export class LeafNode extends GradNode {
  /** The gradient collected so far. */
  readonly gradient = new Cell();
  /** The graph of the gradient itself, when backward recorded one, and the gradient that it belongs to. */
  #graph: { readonly storage: Storage; readonly edge: Edge } | undefined;

  constructor() {
    super("leaf", [], [], () => []);
    this.gradient.home = tracing();
  }

  /** The gradient as a new tensor, or undefined. */
  gradientTensor(): Tensor | undefined {
    const storage = this.gradient.read();
    if (storage === undefined) return undefined;
    const trace = tracing();
    const own = this.#graph?.storage === storage ? this.#graph.edge : undefined; // a compiled step may have replaced it
    const edge = trace === undefined ? own : trace.gradientGraph(this);
    return new Tensor(storage.retain(), edge?.node, edge?.slot);
  }

  /** Replaces the gradient; undefined forgets it. While a step is traced its graph belongs to the trace. */
  keepGradient(g: Tensor | undefined): void {
    const edge = g && edgeOf(g);
    edge?.node.retain();
    this.gradient.write(g?.storage.retain());
    const trace = tracing();
    if (trace === undefined) {
      this.#graph?.edge.node.drop();
      this.#graph = edge && { storage: g!.storage, edge }; // an edge comes from a tensor
    } else trace.keepGradientGraph(this, edge);
  }

  /** No tensor and no graph leads here any more, so nobody can ask for the gradient. */
  protected override abandoned(): void {
    this.gradient.replace(undefined);
    this.#graph?.edge.node.drop();
    this.#graph = undefined;
  }

  /** A leaf saved nothing and serves every graph that ends in it. */
  override release(): void {}
}
