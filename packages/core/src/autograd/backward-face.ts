import { TenonError } from "../errors.js";
import { scope, unscoped } from "../memory/scope.js";
import { add } from "../ops/binary.js";
import { onesLike } from "../ops/create.js";
import { sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { propagate } from "./backward.js";
import type { GradNode } from "./grad-node.js";
import { LeafNode } from "./leaf-node.js";

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
  if (node === undefined)
    throw new TenonError(
      "no_gradient",
      "backward: this tensor does not depend on anything that requires a gradient",
      "a Parameter, or tensor(..., { requiresGrad: true }), outside noGrad",
    );
  const seed = gradient ?? defaultSeed(x);
  if (!sameShape(seed.shape, x.shape))
    throw new TenonError(
      "shape_mismatch",
      `backward: the gradient is ${showShape(seed.shape)}, the tensor ${showShape(x.shape)}`,
      "a gradient of the tensor's shape",
      { gradient: seed.shape, shape: x.shape },
    );
  if (seed.dtype !== x.dtype)
    throw new TenonError(
      "dtype_mismatch",
      `backward: the gradient is ${seed.dtype}, the tensor ${x.dtype}`,
      `gradient.cast("${x.dtype}")`,
      { gradient: seed.dtype, dtype: x.dtype },
    );
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
    throw new TenonError(
      "invalid_argument",
      `backward: a tensor of shape ${showShape(x.shape)} has no single gradient to start from`,
      "x.sum().backward() or x.backward({ gradient })",
      { shape: x.shape },
    );
  return unscoped(() => onesLike(x));
}
