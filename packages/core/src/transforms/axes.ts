import { mapTree } from "../autograd/tree.js";
import { badArgument, badShape } from "../checks.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";

/** The axis of each tensor that counts examples, `null` for none: one for a whole tree, or a tree of them. */
export type Axes = number | null | readonly Axes[] | { readonly [name: string]: Axes };

/** How many examples there are. */
export function sizeAlong(inputs: readonly unknown[], inAxes: Axes): number {
  let size: number | undefined;
  mapAxes("inAxes", inputs, inAxes, (x, axis) => {
    if (axis === null) return x;
    const length = x.shape[normalizeAxis("vmap", axis, x.rank)]!;
    if (size !== undefined && size !== length)
      throw badShape("vmap", { x, axis }, `${size} examples, as before`, "inAxes: null for what is equal for all");
    size = length;
    return x;
  });
  if (size === undefined) throw badArgument("vmap", { inAxes }, "an axis at least");
  return size;
}

/** Each tensor of a tree replaced, given its axis: `axes` is one axis for a whole subtree, or structured as the tree. */
export function mapAxes(
  option: string,
  tree: unknown,
  axes: Axes,
  replace: (x: Tensor, axis: number | null) => unknown,
): unknown {
  if (axes === null || typeof axes === "number") return mapTree(tree, (x) => replace(x, axes));
  const entries = Object.entries(axes);
  const fits =
    typeof tree === "object" &&
    tree !== null &&
    Array.isArray(axes) === Array.isArray(tree) &&
    entries.length === Object.keys(tree).length &&
    entries.every(([name]) => name in tree);
  if (!fits)
    throw badArgument(
      "vmap",
      { [option]: JSON.stringify(axes) },
      "an axis (or null), or one for each argument, entry or field",
    );
  const parts = entries.map(([name, own]) => {
    const item = (tree as Record<string, unknown>)[name]; // checked above; arrays have names too
    return [name, mapAxes(option, item, own, replace)] as const;
  });
  return Array.isArray(tree) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}
