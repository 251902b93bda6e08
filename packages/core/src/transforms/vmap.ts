import type { TensorFunction } from "../autograd/functional.js";
import { deeper } from "../autograd/linearize.js";
import { mapTree } from "../autograd/tree.js";
import { isRecording } from "../engine/context.js";
import { TenonError } from "../errors.js";
import { refusePromise, scope } from "../memory/scope.js";
import { concat, narrow, permute } from "../ops/movement.js";
import { normalizeAxis, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { mapped } from "./batched.js";
import { Level, type Randomness } from "./level.js";

/** The axis of each tensor that counts examples, `null` for none: one for a whole tree, or a tree of them. */
export type Axes = number | null | readonly Axes[] | { readonly [name: string]: Axes };

export interface VmapOptions {
  /** One for all arguments, or a list with one for each; default 0. */
  readonly inAxes?: Axes;
  /** Where the results get the axis of examples; default 0. */
  readonly outAxes?: Axes;
  /** Draws inside: an error (default), one draw that all examples share, or one for each. */
  readonly randomness?: Randomness;
  /** At most so many examples at a time; default: all. */
  readonly chunkSize?: number;
}

/**
 * `f`, written for one example, on all examples at once: each op runs one time, with an axis more.
 *
 * Arguments and results may nest tensors in arrays and plain objects. What `f` captures is equal for all examples and keeps
 * its gradients. `vmap(grad(f))`, `grad(vmap(f))`, `vmap(vmap(f))` and `compile(vmap(f))` mean what they say.
 *
 * @throws TenonError `shape_mismatch` when axes differ in size, `invalid_argument` for axes that do not fit; `read_in_trace`
 * when `f` reads data, `unsupported` when it assigns a Variable or draws random numbers without `randomness`.
 * @example
 * const dot = (a, b) => a.mul(b).sum();
 * vmap(dot)(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [1, 1]])); // [1, 7]
 * vmap(dot, { inAxes: [0, null] })(tensor([[1, 2], [3, 4]]), tensor([1, 0])); // [1, 3]
 */
export function vmap(f: TensorFunction, options?: VmapOptions): (...inputs: TensorLike[]) => Tensor;
export function vmap<A extends readonly unknown[], R>(
  f: (...inputs: A) => R,
  options?: VmapOptions,
): (...inputs: A) => R;
export function vmap<A extends readonly unknown[], R>(
  f: (...inputs: A) => R,
  { inAxes = 0, outAxes = 0, randomness = "error", chunkSize }: VmapOptions = {},
): (...inputs: A) => R {
  if (chunkSize !== undefined && !(chunkSize >= 1 && Number.isInteger(chunkSize) && randomness !== "same"))
    throw new TenonError(
      "invalid_argument",
      `vmap: chunkSize ${chunkSize} with randomness "${randomness}"`,
      'an integer ≥ 1; without chunks for "same", because each chunk draws anew',
      { chunkSize, randomness },
    );
  const all = (inputs: unknown, sizes: Sizes): unknown => {
    const outside: Tensor[] = [];
    mapTree(inputs, (x) => outside.push(x));
    const level = new Level(sizes.size, randomness, outside);
    const examples = mapAxes("inAxes", inputs, inAxes, (x, axis) =>
      axis === null ? x : level.enter(frontFrom(x, axis), true),
    ) as A; // same structure
    const result = level.inside(() => (isRecording() ? deeper(() => f(...examples)) : f(...examples)));
    refusePromise(result, "vmap");
    return mapAxes("outAxes", result, outAxes, (x, axis) => {
      const y = level.leave(x);
      if (axis === null && !y.isMapped) return y.tensor.alias();
      if (axis === null)
        throw new TenonError(
          "invalid_argument",
          "vmap: outAxes is null for a result that differs between examples",
          "the place for the axis of examples",
        );
      return frontTo(mapped(y, sizes.size), normalizeAxis("vmap", axis, y.shape.length + 1));
    });
  };
  return (...inputs) =>
    scope(() => {
      const sizes = sizesOf(inputs, inAxes);
      if (chunkSize === undefined || sizes.size <= chunkSize) return all(inputs, sizes) as R; // what f returns, with an axis more
      const chunks = [];
      for (let start = 0; start < sizes.size; start += chunkSize) {
        const size = Math.min(chunkSize, sizes.size - start);
        chunks.push(
          scope(() => {
            const part = mapAxes("inAxes", inputs, inAxes, (x, axis) =>
              axis === null ? x : narrow(x, axis, start, size),
            );
            return all(part, { size });
          }),
        );
      }
      return joined(chunks, outAxes) as R; // as above
    });
}

interface Sizes {
  readonly size: number;
}

/** How many examples there are. */
function sizesOf(inputs: readonly unknown[], inAxes: Axes): Sizes {
  let size: number | undefined;
  mapAxes("inAxes", inputs, inAxes, (x, axis) => {
    if (axis === null) return x;
    const length = x.shape[normalizeAxis("vmap", axis, x.rank)]!;
    if (size !== undefined && size !== length)
      throw new TenonError(
        "shape_mismatch",
        `vmap: ${showShape(x.shape)} has ${length} examples along axis ${axis}, an argument before it has ${size}`,
        "inAxes: null for what is equal for all examples",
        { shape: x.shape, axis, size },
      );
    size = length;
    return x;
  });
  if (size === undefined)
    throw new TenonError("invalid_argument", "vmap: no argument has examples", "an axis in inAxes", { inAxes });
  return { size };
}

/** Each tensor of a tree replaced, given its axis: `axes` is one axis for a whole subtree, or structured as the tree. */
function mapAxes(
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
    throw new TenonError(
      "invalid_argument",
      `vmap: ${option} ${JSON.stringify(axes)} are not structured as the tensors that they are for`,
      "one axis (or null), or one for each argument, entry or field",
      { [option]: axes },
    );
  const parts = entries.map(([name, own]) => {
    const item = (tree as Record<string, unknown>)[name]; // checked above; arrays have names too
    return [name, mapAxes(option, item, own, replace)] as const;
  });
  return Array.isArray(tree) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** Moves an axis to the front. */
function frontFrom(x: Tensor, axis: number): Tensor {
  const from = normalizeAxis("vmap", axis, x.rank);
  const rest = x.shape.map((_, i) => i).filter((i) => i !== from);
  return from === 0 ? x : permute(x, [from, ...rest]);
}

/** Moves the front axis to its place; the result is a tensor of its own. */
function frontTo(x: Tensor, axis: number): Tensor {
  const rest = x.shape.map((_, i) => i).slice(1);
  return axis === 0 ? x.alias() : permute(x, [...rest.slice(0, axis), 0, ...rest.slice(axis)]);
}

/** The results of chunks one after the other; one that is equal for all is the first's. */
function joined(chunks: readonly unknown[], outAxes: Axes): unknown {
  const lists = chunks.map((chunk) => {
    const leaves: Tensor[] = [];
    mapTree(chunk, (x) => leaves.push(x));
    return leaves;
  });
  let next = 0;
  return mapAxes("outAxes", chunks[0], outAxes, (x, axis) => {
    const i = next++;
    return axis === null
      ? x
      : concat(
          lists.map((leaves) => leaves[i]!),
          { axis },
        );
  });
}
