import type { TensorFunction } from "../autograd/functional.js";
import { deeper } from "../autograd/linearize.js";
import { leavesOf } from "../autograd/tree.js";
import { badArgument } from "../checks.js";
import { isRecording } from "../engine/context.js";
import { refusePromise, scope } from "../memory/scope.js";
import { moveAxis } from "../ops/axes.js";
import { narrow } from "../ops/movement.js";
import { concat } from "../ops/pieces.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { type Axes, mapAxes, sizeAlong } from "./axes.js";
import { mapped } from "./batched.js";
import { Level, type Randomness } from "./level.js";

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
  { inAxes = 0, outAxes = 0, randomness = "error", chunkSize = Number.POSITIVE_INFINITY }: VmapOptions = {},
): (...inputs: A) => R {
  if (
    chunkSize !== Number.POSITIVE_INFINITY &&
    !(chunkSize >= 1 && Number.isInteger(chunkSize) && randomness !== "same")
  )
    throw badArgument("vmap", { chunkSize, randomness }, 'an integer ≥ 1, and no chunks with "same"');
  const run = (inputs: unknown, size: number): unknown => {
    const level = new Level(size, randomness, leavesOf(inputs));
    const examples = mapAxes("inAxes", inputs, inAxes, (x, axis) =>
      axis === null ? x : level.enter(axis === 0 ? x : moveAxis(x, axis, 0), true),
    ) as A; // same structure
    const result = level.inside(() => (isRecording() ? deeper(() => f(...examples)) : f(...examples)));
    refusePromise(result, "vmap");
    return mapAxes("outAxes", result, outAxes, (x, axis) => {
      const y = level.leave(x);
      if (axis !== null) return placed(mapped(y, size), normalizeAxis("vmap", axis, y.shape.length + 1));
      if (!y.isMapped) return y.tensor.alias();
      throw badArgument("vmap", { outAxes: null }, "a place for examples that differ");
    });
  };
  return (...inputs) =>
    scope(() => {
      const size = sizeAlong(inputs, inAxes);
      const result =
        size > chunkSize ? joined(inChunks(run, inputs, inAxes, size, chunkSize), outAxes) : run(inputs, size);
      return result as R; // what f returns, with an axis more
    });
}

/** All examples with their axis where it is wanted, as a tensor of its own. */
function placed(x: Tensor, axis: number): Tensor {
  return axis === 0 ? x.alias() : moveAxis(x, 0, axis);
}

function inChunks(
  run: (inputs: unknown, size: number) => unknown,
  inputs: readonly unknown[],
  inAxes: Axes,
  size: number,
  chunkSize: number,
): unknown[] {
  const starts = Array.from({ length: Math.ceil(size / chunkSize) }, (_, i) => i * chunkSize);
  return starts.map((start) =>
    scope(() => {
      const count = Math.min(chunkSize, size - start);
      const part = mapAxes("inAxes", inputs, inAxes, (x, axis) => (axis === null ? x : narrow(x, axis, start, count)));
      return run(part, count);
    }),
  );
}

/** The results of chunks one after the other; one that is equal for all is the first's. */
function joined(chunks: readonly unknown[], outAxes: Axes): unknown {
  const lists = chunks.map(leavesOf);
  let next = 0;
  return mapAxes("outAxes", chunks[0], outAxes, (x, axis) => {
    const parts = lists.map((leaves) => leaves[next]!); // all chunks have one structure
    next++;
    return axis === null ? x : concat(parts, { axis });
  });
}
