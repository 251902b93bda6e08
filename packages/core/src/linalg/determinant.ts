import { withVjp } from "../engine/with-vjp.js";
import { unsqueeze } from "../ops/axes.js";
import { mul } from "../ops/binary.js";
import { equal, less } from "../ops/compare.js";
import { any, max, prod, sum } from "../ops/reduce.js";
import { abs, log, sign } from "../ops/unary.js";
import { where } from "../ops/where.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { asSquare, diagonalOf, identityLike, onDiagonal, onFloat, onFloats, transposed } from "./matrices.js";
import { runRoutine } from "./run-routine.js";
import { invert, solveFactored } from "./solve.js";

const LAST = { axis: -1 } as const;
/** A number per matrix as a matrix of one element. */
const perMatrix = (x: Tensor) => unsqueeze(unsqueeze(x, -1), -1);

/** da = g·det(a)·a⁻ᵀ (Giles 2008, section 2.2.4), the cofactors; they exist for singular matrices too. */
function determinant(a: Tensor): Tensor {
  const compute = () => {
    const [factors, , parity] = runRoutine("lu", [a], { refuseSingular: false });
    return [mul(parity!, prod(diagonalOf(factors!), LAST))];
  };
  const [y] = withVjp("det", [a], compute, { inputs: [0], of: ([g], [a]) => [mul(perMatrix(g!), cofactors(a!))] });
  return y!;
}

/**
 * det(a)·a⁻ᵀ. A zero pivot gives way to one at the size of rounding errors, whose powers cancel: with one zero pivot the result
 * is exact to rounding, with more it is 0. Its own derivative is right where the matrix is not singular.
 */
function cofactors(a: Tensor): Tensor {
  if (a.size === 0) return a;
  const [factors, order, parity] = runRoutine("lu", [a], { refuseSingular: false });
  const pivots = diagonalOf(factors!);
  const isZero = equal(pivots, 0);
  const scale = max(abs(pivots), { axis: -1, keepDims: true });
  const tiny = mul(where(equal(scale, 0), 1, scale), a.dtype === "float64" ? 2 ** -52 : 2 ** -23);
  const replaced = where(isZero, tiny, pivots);
  const known = where(any(isZero, LAST), mul(parity!, prod(replaced, LAST)), determinant(a));
  const scaled = mul(identityLike(a), perMatrix(known));
  return solveFactored(a, onDiagonal(unsqueeze(replaced, -1), factors!), order!, scaled, true);
}

/**
 * Determinants of square matrices. Shapes: a [..., n, n] → [...] (torch.linalg.det); 0 for a singular matrix, whose first
 * gradient is right too. Large matrices overflow: see `slogdet`.
 *
 * @throws TenonError `shape_mismatch` unless a is square.
 * @example
 * det(tensor([[1, 2], [3, 4]])); // -2
 */
export const det = (a: TensorLike): Tensor => onFloat([asSquare("det", a)], determinant);

/** Sign and logarithm of a determinant. */
export interface SignAndLog {
  /** −1, 0 or 1. */
  readonly sign: Tensor;
  /** ln |det a|; −∞ for a singular matrix. */
  readonly logAbsDet: Tensor;
}

/** d ln |det a| = a⁻ᵀ. */
function signAndLog(a: Tensor): Tensor[] {
  const compute = () => {
    const [factors, , parity] = runRoutine("lu", [a], { refuseSingular: false });
    const pivots = diagonalOf(factors!);
    return [mul(parity!, prod(sign(pivots), LAST)), sum(log(abs(pivots)), LAST)];
  };
  return withVjp("slogdet", [a], compute, {
    inputs: [0],
    of: ([, g], [a]) => [g && mul(perMatrix(g), transposed(invert(a!, true)))],
  });
}

/**
 * Sign and ln |det a|, which do not overflow. Shapes: a [..., n, n] → two of [...] (torch.linalg.slogdet).
 *
 * @throws TenonError `shape_mismatch` unless a is square; the gradient of a singular matrix throws `singular_matrix`.
 * @example
 * const { sign, logAbsDet } = slogdet(tensor([[1, 2], [3, 4]])); // -1, 0.6931
 */
export function slogdet(a: TensorLike): SignAndLog {
  const [sign, logAbsDet] = onFloats([asSquare("slogdet", a)], signAndLog);
  return { sign: sign!, logAbsDet: logAbsDet! };
}

/**
 * ln det a; NaN where the determinant is negative, −∞ where it is 0. Shapes: a [..., n, n] → [...] (torch.logdet).
 *
 * @throws TenonError `shape_mismatch` unless a is square.
 * @example
 * logdet(tensor([[2, 0], [0, 3]])); // 1.7918
 */
export const logdet = (a: TensorLike): Tensor =>
  onFloat([asSquare("logdet", a)], (x) => {
    const [parity, size] = signAndLog(x);
    return where(less(parity!, 0), Number.NaN, size!);
  });
