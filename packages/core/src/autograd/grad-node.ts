import type { Storage } from "../engine/storage.js";
import { releaseWhenCollected } from "../memory/finalize.js";
import type { Tensor } from "../tensor.js";
import type { LeafNode } from "./leaf-node.js";

/** Where a gradient flows on: output `slot` of `node`. */
export interface Edge {
  readonly node: GradNode;
  readonly slot: number;
}

/** Where the gradient of `x` flows on, if anywhere. */
export const edgeOf = ({ node, slot }: Tensor): Edge | undefined => node && { node, slot };

/**
 * A tensor that a derivative reads later. It owns the storage, not a Tensor; `edge` keeps it differentiable.
 * For an output of the node itself `edge` is undefined, because a node must not own itself; it is filled in on reading.
 */
export interface Saved {
  readonly storage: Storage;
  readonly edge: Edge | undefined;
  readonly isOutput: boolean;
}

/** Gradients of the outputs (undefined: zero) → gradients of the inputs (undefined: none). */
export type BackwardRule = (
  gradients: readonly (Tensor | undefined)[],
  saved: readonly Saved[],
) => readonly (Tensor | undefined)[];

/** What is called with a gradient as `backward` passes; what it returns replaces the gradient. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that only looks returns nothing
export type GradientHook = (gradient: Tensor) => Tensor | undefined | void;

/** Who looks at each node as it is made, and at what its rule returns. */
export interface NodeWatcher {
  born(node: GradNode): void;
  ran(node: GradNode, flows: readonly (Tensor | undefined)[]): void;
}

let watcher: NodeWatcher | undefined;

/** Runs `fn` with all nodes watched. */
export function watchNodes<R>(by: NodeWatcher, fn: () => R): R {
  const outer = watcher;
  watcher = by;
  try {
    return fn();
  } finally {
    watcher = outer;
  }
}

export function isWatched(): boolean {
  return watcher !== undefined;
}

let created = 0;

/** How many nodes were made so far: the id of the next one. */
export function nodeCount(): number {
  return created;
}

/**
 * A recorded op: how gradients of its outputs become gradients of its inputs.
 * It counts its owners (tensors and later nodes) and lets go of what it saved when the last one is gone.
 */
export class GradNode {
  /** Later nodes have larger ids, so descending ids are a topological order. */
  readonly id = created++;
  readonly name: string;
  #edges: readonly (Edge | undefined)[];
  #saved: readonly Saved[];
  #rule: BackwardRule | undefined;
  #owners = 0;
  /** By output: hooks in the order in which they were registered. */
  hooks?: (readonly GradientHook[] | undefined)[];
  /** By output: where `backward` keeps the gradient of a tensor in the middle of the graph (`retainGrad`). */
  retained?: (LeafNode | undefined)[];

  constructor(name: string, edges: readonly (Edge | undefined)[], saved: readonly Saved[], rule: BackwardRule) {
    this.name = name;
    this.#edges = edges;
    this.#saved = saved;
    this.#rule = rule;
    for (const edge of edges) edge?.node.retain();
    if (saved.length > 0) releaseWhenCollected(this, saved);
    watcher?.born(this);
  }

  get edges(): readonly (Edge | undefined)[] {
    return this.#edges;
  }

  get isReleased(): boolean {
    return this.#rule === undefined;
  }

  retain(): void {
    this.#owners++;
  }

  /** Releases this node when nobody is left, then those that only it kept; a loop, because chains are long. */
  drop(): void {
    const pending: GradNode[] = [this];
    for (let node = pending.pop(); node !== undefined; node = pending.pop())
      if (--node.#owners === 0) {
        node.#letGo(pending);
        node.abandoned();
      }
  }

  /** Called when the last owner is gone. */
  protected abandoned(): void {
    for (const leaf of this.retained ?? []) leaf?.drop();
  }

  /** Frees what the node saved; `backward` calls it as it passes. */
  release(): void {
    const pending: GradNode[] = [];
    this.#letGo(pending);
    for (const node of pending) node.drop();
  }

  run(gradients: readonly (Tensor | undefined)[]): readonly (Tensor | undefined)[] {
    const flows = this.#rule === undefined ? [] : this.#rule(gradients, this.#saved);
    watcher?.ran(this, flows);
    return flows;
  }

  #letGo(orphans: GradNode[]): void {
    for (const { storage } of this.#saved) storage.release();
    for (const edge of this.#edges) if (edge !== undefined) orphans.push(edge.node);
    if (this.#saved.length > 0) releaseWhenCollected.cancel(this);
    this.#saved = [];
    this.#edges = [];
    this.#rule = undefined;
  }
}
