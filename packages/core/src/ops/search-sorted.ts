import { badShape } from "../checks.js";
import { noGrad } from "../engine/context.js";
import { scope } from "../memory/scope.js";
import { promote } from "../seam/dtype.js";
import { sameShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { greater, greaterEqual } from "./compare.js";
import { iota, zeros } from "./create.js";
import { reshape } from "./movement.js";
import { gatherAlong } from "./take.js";
import { where } from "./where.js";

export interface SearchOptions {
  /** Where a value equals elements: behind the last of them, instead of before the first. */
  readonly right?: boolean;
}

/**
 * Where to insert `values` into sorted sequences so that they stay sorted, int32: how many elements are smaller (under `right`: not
 * larger). NaN goes to the end. By binary search: O(log n) steps over all values at once.
 *
 * Shapes: sequence [n], values [...S] → [...S]; or sequence [...B, n], values [...B, m] → [...B, m].
 * @throws TenonError `shape_mismatch` when the leading axes differ, or the sequence has rank 0.
 * @example
 * searchSorted(tensor([1, 3, 5, 7]), tensor([3, 6, 9])); // [1, 3, 4]
 */
export function searchSorted(sequence: TensorLike, values: TensorLike, { right = false }: SearchOptions = {}): Tensor {
  return search("searchSorted", asTensor(sequence, "searchSorted"), asTensor(values, "searchSorted"), right);
}

/**
 * The bucket of each element between ascending boundaries [n], int32: 0 before the first boundary, n behind the last. An element that equals
 * a boundary lies below it, under `right` above it (torch.bucketize).
 * @throws TenonError `shape_mismatch` unless `boundaries` has rank 1.
 * @example
 * bucketize(tensor([0.5, 1, 2.5]), tensor([1, 2])); // [0, 0, 2]
 */
export function bucketize(x: TensorLike, boundaries: TensorLike, { right = false }: SearchOptions = {}): Tensor {
  const edges = asTensor(boundaries, "bucketize");
  if (edges.rank !== 1)
    throw badShape("bucketize", { boundaries: edges }, "rank 1", "searchSorted() for a sequence of each row");
  return search("bucketize", edges, asTensor(x, "bucketize"), right);
}

function search(op: string, sequence: Tensor, values: Tensor, right: boolean): Tensor {
  const n = sequence.shape.at(-1);
  const lead = sequence.shape.slice(0, -1);
  if (n === undefined || (lead.length > 0 && !sameShape(lead, values.shape.slice(0, -1))))
    throw badShape(op, { sequence, values }, "a sequence of rank 1, or equal leading axes");
  const { backend } = values;
  const rows = sizeOf(lead);
  const dtype = promote(sequence.dtype, values.dtype);
  return scope(() =>
    noGrad(() => {
      const flat = reshape(toDType(sequence, dtype), [-1]);
      const wanted = reshape(toDType(values, dtype), [rows, rows > 0 ? values.size / rows : 0]);
      const starts = mul(iota([rows, 1], 0, { backend }), n);
      let at = add(zeros(wanted.shape, { dtype: "int32", backend }), starts);
      // All rows halve together: of the `open` places that are left, each row goes on in its lower or its upper half.
      for (let open = n, half = 0; open > 0; open -= half) {
        half = Math.max(1, open >> 1);
        const middle = gatherAlong(flat, add(at, half - 1), 0);
        const stays = right ? greater(middle, wanted) : greaterEqual(middle, wanted);
        at = where(stays, at, add(at, half));
      }
      return reshape(sub(at, starts), values.shape);
    }),
  );
}
