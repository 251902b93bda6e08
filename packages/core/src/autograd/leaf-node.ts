import { Cell } from "../state/cell.js";
import { Tensor } from "../tensor.js";
import { type Edge, GradNode } from "./grad-node.js";

/** The end of a graph: a tensor or parameter made by the user, where `backward()` collects `.grad`. */
export class LeafNode extends GradNode {
  /** The gradient collected so far. */
  readonly gradient = new Cell();
  /** The graph of the gradient itself, when backward recorded one. */
  #edge: Edge | undefined;

  constructor() {
    super("leaf", [], [], () => []);
  }

  /** The gradient as a new tensor, or undefined. */
  gradientTensor(): Tensor | undefined {
    const storage = this.gradient.read();
    return storage === undefined ? undefined : new Tensor(storage.retain(), this.#edge?.node, this.#edge?.slot);
  }

  /** Replaces the gradient; undefined forgets it. */
  keepGradient(g: Tensor | undefined): void {
    const edge = g?.node === undefined ? undefined : { node: g.node, slot: g.slot };
    edge?.node.retain();
    this.gradient.write(g?.storage.retain());
    this.#edge?.node.drop();
    this.#edge = edge;
  }

  /** No tensor and no graph leads here any more, so nobody can ask for the gradient. */
  protected override abandoned(): void {
    this.gradient.replace(undefined);
    this.#edge?.node.drop();
    this.#edge = undefined;
  }

  /** A leaf saved nothing and serves every graph that ends in it. */
  override release(): void {}
}
