import { badArgument } from "../checks.js";
import { checkLike } from "../engine/check-like.js";
import { scope, unscoped } from "../memory/scope.js";
import { add } from "../ops/binary.js";
import { onesLike } from "../ops/create.js";
import type { Tensor } from "../tensor.js";
import { propagate } from "./backward.js";
import type { GradNode } from "./grad-node.js";
import { noGraph } from "./hooks.js";
import { LeafNode } from "./leaf-node.js";

/** Options of `Tensor.backward`. */
export interface BackwardOptions {
  /** Gradient of the tensor itself; default 1, which needs a single element. */
  readonly gradient?: Tensor;
  /** Keep what the graph saved, so that `backward` can run again. */
  readonly retainGraph?: boolean;
  /** Record the pass, so that the gradients can be differentiated. */
  readonly createGraph?: boolean;
}

/** Adds the gradients of `x` to `.grad` of every leaf and parameter it depends on, and releases the graph as it passes. */
export function backward(
  x: Tensor,
  { gradient, createGraph = false, retainGraph = createGraph }: BackwardOptions,
): void {
  const { node } = x;
  if (node === undefined) throw noGraph("backward");
  const seed = gradient ?? defaultSeed(x);
  checkLike("backward", "the tensor", seed, x);
  const roots = [{ edge: { node, slot: x.slot }, gradient: seed }];
  try {
    propagate(roots, isLeaf, (leaf, [g]) => collect(leaf as LeafNode, g!), { retainGraph, createGraph, keep }); // isLeaf chose it
  } finally {
    if (gradient === undefined) seed.dispose();
  }
}

const isLeaf = (node: unknown): boolean => node instanceof LeafNode;

/** Collects in the middle of the graph. */
function keep({ retained }: GradNode, gradients: readonly (Tensor | undefined)[]): void {
  retained?.forEach((leaf, slot) => {
    const g = gradients[slot];
    if (leaf !== undefined && g !== undefined) collect(leaf, g);
  });
}

/** Adds `g` to what the leaf has collected. */
function collect(leaf: LeafNode, g: Tensor): void {
  scope(() => {
    const before = leaf.gradientTensor();
    leaf.keepGradient(before === undefined ? g : add(before, g));
  });
}

function defaultSeed(x: Tensor): Tensor {
  if (x.size !== 1)
    throw badArgument("backward", { x }, "a single element", "x.sum().backward() or x.backward({ gradient })");
  return unscoped(() => onesLike(x));
}
