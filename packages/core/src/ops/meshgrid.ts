import { badShape, checkChoice } from "../checks.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { broadcastTo, reshape } from "./movement.js";

/**
 * Coordinates of a grid: one tensor for each vector, which varies along its own axis.
 * Shapes: [a], [b], [c], … → each [a, b, c, …]; under "xy" [b, a, c, …], as NumPy's default.
 * @throws TenonError `shape_mismatch` for tensors of rank > 1, `invalid_argument` for another indexing.
 * @example
 * const [i, j] = meshgrid([tensor([1, 2]), tensor([3, 4, 5])]); // [[1, 1, 1], [2, 2, 2]], [[3, 4, 5], [3, 4, 5]]
 */
export function meshgrid(
  vectors: readonly TensorLike[],
  { indexing = "ij" }: { readonly indexing?: "ij" | "xy" } = {},
): Tensor[] {
  const list = vectors.map((x) => asTensor(x, "meshgrid"));
  for (const { shape } of list) if (shape.length > 1) throw badShape("meshgrid", { x: shape }, "vectors");
  checkChoice("meshgrid", "indexing", indexing, ["ij", "xy"]);
  // Where the axis of vector k lies: under "xy" the first two trade places.
  const place = (k: number) => (indexing === "xy" && k < 2 && list.length > 1 ? 1 - k : k);
  const shape = list.map((_, k) => list[place(k)]!.size);
  return scope(() =>
    list.map((x, k) =>
      broadcastTo(
        reshape(
          x,
          shape.map((_, axis) => (axis === place(k) ? x.size : 1)),
        ),
        shape,
      ),
    ),
  );
}
