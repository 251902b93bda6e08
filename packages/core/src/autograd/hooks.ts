import { checkLike } from "../engine/check-like.js";
import { withRecording } from "../engine/context.js";
import { TenonError } from "../errors.js";
import { scope, unscoped } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import type { GradientHook, GradNode } from "./grad-node.js";
import { LeafNode } from "./leaf-node.js";

/** What takes a hook off again. */
export interface HookHandle {
  remove(): void;
}

/** Registers a hook on output `slot` of a node. */
export function addHook(node: GradNode | undefined, slot: number, hook: GradientHook): HookHandle {
  if (node === undefined) throw noGraph("registerHook");
  const own: GradientHook = (g) => hook(g); // so that one function registered twice is two hooks
  node.hooks ??= [];
  node.hooks[slot] = [...(node.hooks[slot] ?? []), own];
  return {
    remove: () => {
      node.hooks![slot] = node.hooks![slot]?.filter((h) => h !== own); // set above
    },
  };
}

/** Lets `backward` keep the gradient of output `slot`; a leaf keeps it anyway. */
export function retainGradient(node: GradNode | undefined, slot: number): void {
  if (node === undefined) throw noGraph("retainGrad");
  if (node instanceof LeafNode) return;
  node.retained ??= [];
  if (node.retained[slot] !== undefined) return;
  const leaf = new LeafNode();
  leaf.retain();
  node.retained[slot] = leaf;
}

/** Shows the finished gradients of a node to its hooks, and puts what they return in their place. */
export function runHooks(node: GradNode, gradients: (Tensor | undefined)[], createGraph: boolean): void {
  node.hooks?.forEach((hooks, slot) => {
    for (const hook of hooks ?? []) {
      const before = gradients[slot];
      if (before === undefined) return;
      const after = unscoped(() =>
        scope(() => withRecording(createGraph, () => checked(hook(before), before)?.alias())),
      );
      if (after === undefined) continue;
      gradients[slot] = after;
      before.dispose();
    }
  });
}

function checked(after: ReturnType<GradientHook>, before: Tensor): Tensor | undefined {
  if (!after) return undefined;
  checkLike("registerHook", "the gradient", after, before);
  return after;
}

/** What asking for gradients of a tensor without a graph throws. */
export function noGraph(op: string): TenonError {
  return new TenonError(
    "no_gradient",
    `${op}: this tensor does not depend on anything that requires a gradient`,
    "a Parameter",
  );
}
