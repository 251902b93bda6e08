import { withVjp } from "../engine/with-vjp.js";
import { isFloat } from "../seam/dtype.js";
import type { Tensor } from "../tensor.js";
import { unsqueeze } from "./axes.js";
import { add, div, logicalAnd, maximum, minimum, mul } from "./binary.js";
import { toDType, toWide } from "./cast.js";
import { equal } from "./compare.js";
import { ones, zeros } from "./create.js";
import { narrow } from "./movement.js";
import { concat } from "./pieces.js";
import { argsort } from "./sort.js";
import { gatherAlong, scatterAlong } from "./take.js";
import { where } from "./where.js";

/** How elements that go to one place are joined. */
export type ScatterReduction = "sum" | "mean" | "prod" | "max" | "min";

/**
 * Rows of x [N, D] joined at the rows of base [K, D] that ids [N] name; without `includeBase`, a base row that is named counts
 * for nothing. Rows that nobody names stay.
 */
export function reduceAt(how: ScatterReduction, base: Tensor, ids: Tensor, x: Tensor, includeBase: boolean): Tensor {
  if (how === "max" || how === "min") return extremeAt(how, base, ids, x, includeBase);
  if (how === "sum") return foldAt(how, base, ids, x, includeBase);
  const widened = isFloat(x.dtype) ? toWide : (v: Tensor) => v; // 16-bit floats would be rounded at each step
  return toDType(foldAt(how, widened(base), ids, widened(x), includeBase), base.dtype);
}

function foldAt(how: "sum" | "mean" | "prod", base: Tensor, ids: Tensor, x: Tensor, includeBase: boolean): Tensor {
  if (how === "prod") {
    const total = productAt(base, ids, x);
    return includeBase ? mul(base, total) : where(equal(countAt(base, ids), 0), base, total);
  }
  const count = includeBase && how === "sum" ? undefined : countAt(base, ids); // [K, 1]
  const start = includeBase ? base : where(equal(count!, 0), base, 0);
  const total = scatterAlong("add", start, ids, x, 0);
  if (how === "sum") return total;
  return div(total, toDType(includeBase ? add(count!, 1) : maximum(count!, 1), base.dtype));
}

/** How many rows go to each: [K, 1], int32. */
function countAt({ shape: [k], backend }: Tensor, ids: Tensor): Tensor {
  const integers = { dtype: "int32", backend } as const;
  return scatterAlong("add", zeros([k!, 1], integers), ids, ones([ids.size, 1], integers), 0);
}

/** Products of multiplications only, so that zeros are exact in gradients too; 1 where nothing goes. */
function productAt(base: Tensor, ids: Tensor, x: Tensor): Tensor {
  const { sorted, rows } = byId(ids, x);
  const totals = runningTotals(sorted, rows, (earlier, later, isOne) => mul(later, where(isOne, earlier, 1)));
  return scatterAlong("set", ones(base.shape, { dtype: x.dtype, backend: x.backend }), sorted, totals, 0); // the last wins
}

/** y = the largest (smallest); all that reach it share its gradient, the base included where it counts. */
function extremeAt(how: "max" | "min", base: Tensor, ids: Tensor, x: Tensor, includeBase: boolean): Tensor {
  const larger = how === "max" ? maximum : minimum;
  const compute = () => {
    const { sorted, rows } = byId(ids, x);
    const totals = runningTotals(sorted, rows, (earlier, later, isOne) => larger(later, where(isOne, earlier, later)));
    const named = scatterAlong("set", base, sorted, totals, 0);
    return [includeBase ? larger(base, named) : named];
  };
  const [y] = withVjp(`scatter-${how}`, [base, x, ids], compute, {
    inputs: [0, 1, 2],
    outputs: [0],
    of: ([g], [b, u, i], [m]) => {
      const isMine = equal(b!, m!);
      const counts = includeBase ? isMine : logicalAnd(isMine, equal(countAt(b!, i!), 0));
      const mine = toDType(counts, m!.dtype); // [K, D]
      const theirs = toDType(equal(u!, gatherAlong(m!, i!, 0)), m!.dtype); // [N, D]
      const share = div(g!, scatterAlong("add", mine, i!, theirs, 0));
      return [mul(mine, share), mul(theirs, gatherAlong(share, i!, 0)), undefined];
    },
  });
  return y!;
}

/** Rows of one id side by side, in the order in which they came. */
function byId(ids: Tensor, x: Tensor) {
  const order = argsort(ids);
  return { sorted: gatherAlong(ids, order, 0), rows: gatherAlong(x, order, 0) };
}

/**
 * Each row joined with all before it of the same id, in ⌈log₂ N⌉ steps of doubling reach (Hillis and Steele 1986); the last
 * row of an id holds the total. `isOne` says, [n, 1], where `earlier` and `later` have one id.
 */
function runningTotals(
  sorted: Tensor,
  x: Tensor,
  join: (earlier: Tensor, later: Tensor, isOne: Tensor) => Tensor,
): Tensor {
  const n = sorted.size;
  let y = x;
  for (let reach = 1; reach < n; reach *= 2) {
    const isOne = unsqueeze(equal(narrow(sorted, 0, 0, n - reach), narrow(sorted, 0, reach, n - reach)), -1);
    const joined = join(narrow(y, 0, 0, n - reach), narrow(y, 0, reach, n - reach), isOne);
    y = concat([narrow(y, 0, 0, reach), joined]);
  }
  return y;
}
