import { isPlainObject, isTensor } from "../memory/scope.js";
import type { Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { asTensor } from "../tensor-like.js";

/** The tree with each tensor replaced, and each Variable by what stands for what it holds; anything else stays. */
export function mapTree(tree: unknown, replace: (x: Tensor) => unknown): unknown {
  if (isTensor(tree)) return replace(tree);
  if (isVariable(tree)) return replace(asTensor(tree, "tree"));
  if (Array.isArray(tree)) return tree.map((item: unknown) => mapTree(item, replace));
  if (!isPlainObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, item]) => [name, mapTree(item, replace)]));
}

/** The tensors of a tree, in order of appearance. */
export function leavesOf(tree: unknown): Tensor[] {
  const found: Tensor[] = [];
  mapTree(tree, (x) => found.push(x));
  return found;
}

/** The tree with its tensors replaced by `leaves`, in order of appearance. */
export function withLeaves(tree: unknown, leaves: readonly unknown[]): unknown {
  let next = 0;
  return mapTree(tree, () => leaves[next++]);
}

function isVariable(x: unknown): x is Variable {
  return typeof x === "object" && x !== null && "current" in x && "assign" in x;
}
