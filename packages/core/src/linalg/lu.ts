import { withVjp } from "../engine/with-vjp.js";
import { unsqueeze } from "../ops/axes.js";
import { add, sub } from "../ops/binary.js";
import { oneHot, zerosLike } from "../ops/create.js";
import { multiply } from "../ops/matmul.js";
import { broadcastTo, narrow } from "../ops/movement.js";
import { concat } from "../ops/pieces.js";
import { argsort } from "../ops/sort.js";
import { gather, gatherAlong } from "../ops/take.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { asMatrix, onDiagonal, onFloats, transposed, triangleOf } from "./matrices.js";
import { runRoutine } from "./run-routine.js";
import { solveTriangle, triangularSolve } from "./triangular-solve.js";

/** What `lu` returns: a = P·L·U. */
export interface LuFactors {
  /** Permutation [..., m, m]. */
  readonly P: Tensor;
  /** Lower triangle [..., m, k] with ones on its diagonal, k = min(m, n). */
  readonly L: Tensor;
  /** Upper triangle [..., k, n]. */
  readonly U: Tensor;
}

/** Rows of `x` [..., m, n] in the order [..., m]. */
function orderRows(x: Tensor, order: Tensor): Tensor {
  if (order.rank === 1 && x.rank === 2) return gatherAlong(x, order, 0);
  return gather(x, -2, broadcastTo(unsqueeze(order, -1), x.shape));
}

/**
 * a = P·L·U by elimination with partial pivoting. Shapes: a [..., m, n] (torch.linalg.lu). A singular matrix has zeros on the
 * diagonal of U; its gradient is not finite.
 *
 * @throws TenonError `shape_mismatch` below rank 2.
 * @example
 * const { P, L, U } = lu(tensor([[2, 4], [4, 4]]));
 * P; // [[0, 1], [1, 0]]
 * L; // [[1, 0], [0.5, 1]]
 * U; // [[4, 4], [0, 2]]
 */
export function lu(a: TensorLike): LuFactors {
  const [P, L, U] = onFloats([asMatrix("lu", a)], (x) => {
    const [factors, order] = runRoutine("lu", [x], { refuseSingular: false });
    const { dtype, backend } = x;
    const P = transposed(oneHot(order!, x.shape.at(-2)!, { dtype, backend }));
    return [P, ...triangles(orderRows(x, order!), factors!)];
  });
  return { P: P!, L: L!, U: U! };
}

/**
 * L and U as one node over the rows in their order, packed by the routine in `factors`. On the leading square
 * da = L⁻ᵀ·(tril(Lᵀ·gL, −1) + triu(gU·Uᵀ))·U⁻ᵀ; what hangs beside or below it is L⁻¹·a or a·U⁻¹.
 */
function triangles(rows: Tensor, factors: Tensor): Tensor[] {
  const [m, n] = rows.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const unpack = () => [unitLower(narrow(factors, -1, 0, k)), triangleOf(narrow(factors, -2, 0, k), true)];
  return withVjp("lu", [rows], unpack, {
    outputs: [0, 1],
    of: ([gL, gU], _, [L, U]) => {
      const [left, below] = cut(L!, -2, k);
      const [right, beside] = cut(U!, -1, k);
      let [gLeft, gBelow] = cut(gL ?? zerosLike(L!), -2, k);
      let [gRight, gBeside] = cut(gU ?? zerosLike(U!), -1, k);
      if (n > k) {
        gBeside = solveTriangle(left, gBeside, { transpose: true, unitDiagonal: true });
        gLeft = sub(gLeft, multiply(gBeside, beside, false, true));
      }
      if (m > k) {
        gBelow = transposed(solveTriangle(right, transposed(gBelow), { upper: true }));
        gRight = sub(gRight, multiply(below, gBelow, true, false));
      }
      const inner = add(
        triangleOf(multiply(left, gLeft, true, false), false, true),
        triangleOf(multiply(gRight, right, false, true), true),
      );
      const half = solveTriangle(left, inner, { transpose: true, unitDiagonal: true });
      const square = transposed(solveTriangle(right, transposed(half), { upper: true }));
      if (n > k) return [concat([square, gBeside], { axis: -1 })];
      return [m > k ? concat([square, gBelow], { axis: -2 }) : square];
    },
  });
}

/** The lower triangle of [..., m, k] with ones on the diagonal. */
function unitLower(x: Tensor): Tensor {
  const k = x.shape.at(-1)!;
  const lower = triangleOf(x, false, true);
  if (x.shape.at(-2) === k) return onDiagonal(1, lower);
  const [head, rest] = cut(lower, -2, k);
  return concat([onDiagonal(1, head), rest], { axis: -2 });
}

/** `x` before and behind `at` on an axis. */
const cut = (x: Tensor, axis: number, at: number): [Tensor, Tensor] => [
  narrow(x, axis, 0, at),
  narrow(x, axis, at, x.shape.at(axis)! - at),
];

/** x with a·x = b from what the `lu` routine made of a; `transpose` solves aᵀ·x = b. Equal leading axes; unrecorded. */
export function substitute(factors: Tensor, order: Tensor, b: Tensor, transpose: boolean): Tensor {
  const lower = { unitDiagonal: true, transpose };
  const upper = { upper: true, transpose };
  if (!transpose) return solveTriangle(factors, solveTriangle(factors, orderRows(b, order), lower), upper);
  const y = solveTriangle(factors, solveTriangle(factors, b, upper), lower);
  return orderRows(y, argsort(order));
}

/**
 * x with a·x = b from the factors that `lu` made of a square a. Shapes: b [..., n, k] → [..., n, k]. A singular U gives
 * infinities and NaN.
 *
 * @throws TenonError `shape_mismatch` when sizes do not fit.
 * @example
 * luSolve(lu(tensor([[2, 4], [4, 4]])), tensor([[6], [8]])); // [[1], [1]]
 */
export function luSolve({ P, L, U }: LuFactors, b: TensorLike): Tensor {
  return onFloats([asMatrix("luSolve", P), asMatrix("luSolve", b)], (p, y) => [
    triangularSolve(U, triangularSolve(L, p.matmul(y, { transposeA: true }), { unitDiagonal: true }), { upper: true }),
  ])[0]!;
}
