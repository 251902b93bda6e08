import { withVjp } from "../engine/with-vjp.js";
import { TenonError } from "../errors.js";
import { multiply } from "../ops/matmul.js";
import { neg } from "../ops/unary.js";
import type { RoutineAttributes } from "../seam/routine.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { alignBatches, asMatrix, asSquare, onFloat, transposed, triangleOf } from "./matrices.js";
import { runRoutine } from "./run-routine.js";

type Attributes = RoutineAttributes["triangularSolve"];

/** x with op(a)·x = b: db = op(a)⁻ᵀ·g, da = −db·xᵀ (its transpose for aᵀ) in the triangle. a and b have equal leading axes. */
export function solveTriangle(
  a: Tensor,
  b: Tensor,
  { upper = false, transpose = false, unitDiagonal = false }: Partial<Attributes>,
): Tensor {
  const attributes: Attributes = { upper, transpose, unitDiagonal };
  const [x] = withVjp("triangularSolve", [a, b], () => runRoutine("triangularSolve", [a, b], attributes), {
    inputs: [0],
    outputs: [0],
    of: ([g], [a], [x]) => {
      const db = solveTriangle(a!, g!, { upper, transpose: !transpose, unitDiagonal });
      const da = transpose ? multiply(x!, db, false, true) : multiply(db, x!, false, true);
      return [triangleOf(neg(da), upper, unitDiagonal), db];
    },
  });
  return x!;
}

export interface TriangularSolveOptions {
  /** Whether the upper triangle of `a` is read; default the lower. */
  readonly upper?: boolean;
  /** Solves aᵀ·x = b. */
  readonly transpose?: boolean;
  /** Takes the diagonal of `a` for ones, without reading it. */
  readonly unitDiagonal?: boolean;
  /** False solves x·a = b. */
  readonly left?: boolean;
}

/**
 * x with a·x = b for triangular a. Shapes: a [..., n, n], b [..., n, k] → [..., n, k]; leading axes broadcast
 * (torch.linalg.solve_triangular). A zero on the diagonal gives infinities and NaN. Derivative: Giles 2008, section 2.3.1.
 *
 * @throws TenonError `shape_mismatch` when sizes do not fit.
 * @example
 * triangularSolve(tensor([[2, 0], [1, 4]]), tensor([[2], [9]])); // [[1], [2]]
 */
export function triangularSolve(a: TensorLike, b: TensorLike, options: TriangularSolveOptions = {}): Tensor {
  const { upper = false, transpose = false, unitDiagonal = false, left = true } = options;
  const s = asSquare("triangularSolve", a);
  const t = asMatrix("triangularSolve", b);
  checkSides("triangularSolve", s.shape, t.shape, left);
  return onFloat([s, t], (x, y) => {
    const [p, q] = alignBatches("triangularSolve", x, left ? y : transposed(y));
    const solution = solveTriangle(p, q, { upper, transpose: left === transpose, unitDiagonal });
    return left ? solution : transposed(solution);
  });
}

/** Throws unless the size of `a` is that of b's rows, or of its columns where `a` stands on the right. */
export function checkSides(op: string, a: readonly number[], b: readonly number[], left: boolean): void {
  const n = a.at(-1)!;
  if (b.at(left ? -2 : -1) === n) return;
  throw new TenonError(
    "shape_mismatch",
    `${op}: a is ${showShape(a)}, b is ${showShape(b)}`,
    `b of shape ${left ? `[..., ${n}, k]` : `[..., k, ${n}]`}`,
    { a, b },
  );
}
