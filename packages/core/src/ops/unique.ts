import { noGrad } from "../engine/context.js";
import { normalizeAxis, otherAxes } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { countInto } from "./bincount.js";
import { toDType } from "./cast.js";
import { notEqual } from "./compare.js";
import { iota, zeros } from "./create.js";
import { narrow, permute, reshape } from "./movement.js";
import { concat } from "./pieces.js";
import { readFirst, readFirstSync, type Unread } from "./read-first.js";
import { any } from "./reduce.js";
import { runningSum } from "./scan.js";
import { sortOrder } from "./sort.js";
import { gatherAlong, scatterAlong } from "./take.js";

export interface UniqueOptions {
  /** Compare the slices along this axis; default: single elements. */
  readonly axis?: number;
}

/** What `unique` finds. */
export interface Unique {
  /** Each element (or slice) once, ascending (slices by their first difference). */
  readonly values: Tensor;
  /** Where each element of `x`, or each slice, stands in `values`; int32. */
  readonly inverse: Tensor;
  /** How often each occurs; int32. */
  readonly counts: Tensor;
}

/**
 * The different elements of `x`, or its different slices along an axis, sorted; each NaN differs from all others (torch.unique). Gradients
 * return to one occurrence of each.
 *
 * Their number depends on data and is read; inside `compile` that throws `read_in_trace`. Slices cost one sort for each of their elements.
 * @throws TenonError `invalid_argument` for an axis outside the rank.
 * @example
 * const { values, inverse, counts } = await unique(tensor([3, 1, 3])); // [1, 3], [1, 0, 1], [1, 2]
 */
export async function unique(x: TensorLike, options: UniqueOptions = {}): Promise<Unique> {
  return readFirst(() => group("unique", x, options), collect);
}

/**
 * As `unique`, at once.
 * @throws TenonError `sync_read_unavailable` on a backend that answers later; `invalid_argument` for an axis outside the rank.
 * @example
 * uniqueSync(tensor([3, 1, 3])).values; // [1, 3]
 */
export const uniqueSync = (x: TensorLike, options: UniqueOptions = {}): Unique =>
  readFirstSync("uniqueSync", "await unique(x)", () => group("uniqueSync", x, options), collect);

interface Groups extends Unread {
  /** What to choose from along `axis`. */
  readonly items: Tensor;
  readonly axis: number;
  readonly order: Tensor;
  /** Number of the value at each place of the order. */
  readonly numbers: Tensor;
  readonly inverseShape: readonly number[];
}

function group(op: string, x: TensorLike, { axis }: UniqueOptions): Groups {
  const t = asTensor(x, op);
  const isFlat = axis === undefined;
  const a = isFlat ? 0 : normalizeAxis(op, axis, t.rank);
  const items = isFlat ? reshape(t, [-1]) : t.alias();
  const n = items.shape[a]!;
  return noGrad(() => {
    const others = otherAxes(items.rank, [a]);
    const front = permute(items, [a, ...others]);
    const width = n > 0 ? front.size / n : 0;
    const rows = reshape(front, [n, width]);
    const order = lexicalOrder(rows);
    const sorted = gatherAlong(rows, order, 0);
    const next = Math.max(0, n - 1);
    const differs = any(notEqual(narrow(sorted, 0, Math.min(1, n), next), narrow(sorted, 0, 0, next)), { axis: 1 });
    const steps = concat([zeros([n - next], { dtype: "int32", backend: t.backend }), toDType(differs, "int32")]);
    const numbers = runningSum(steps, 0, false, false);
    return {
      items,
      axis: a,
      order,
      numbers,
      inverseShape: isFlat ? t.shape : [n],
      wanted: narrow(numbers, 0, next, n - next),
    };
  });
}

/** Stable order of the rows of a matrix: by its last column first, then by those before. */
function lexicalOrder(rows: Tensor): Tensor {
  const [n, width] = rows.shape as [number, number]; // a matrix
  if (width === 1) return sortOrder(reshape(rows, [n]), 0);
  let order = iota([n], 0, { backend: rows.backend });
  for (let k = width - 1; k >= 0; k--) {
    const column = reshape(narrow(rows, 1, k, 1), [n]);
    order = gatherAlong(order, sortOrder(gatherAlong(column, order, 0), 0), 0);
  }
  return order;
}

function collect({ items, axis, order, numbers, inverseShape }: Groups, last: ArrayLike<number>): Unique {
  const count = last.length === 0 ? 0 : last[0]! + 1;
  const { backend } = items;
  const blank = (n: number) => zeros([n], { dtype: "int32", backend });
  const chosen = scatterAlong("set", blank(count), numbers, order, 0);
  return {
    values: gatherAlong(items, chosen, axis),
    inverse: reshape(scatterAlong("set", blank(numbers.size), order, numbers, 0), inverseShape),
    counts: countInto(count, numbers, undefined),
  };
}
