import { withVjp } from "../engine/with-vjp.js";
import { TenonError } from "../errors.js";
import { add, sub } from "../ops/binary.js";
import { zerosLike } from "../ops/create.js";
import { multiply } from "../ops/matmul.js";
import { narrow } from "../ops/movement.js";
import { concat } from "../ops/pieces.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { asMatrix, onFloats, transposed, triangleOf } from "./matrices.js";
import { runRoutine } from "./run-routine.js";
import { solveTriangle } from "./triangular-solve.js";

/** What `qr` returns: a = Q·R. */
export interface QrFactors {
  /** Orthonormal columns [..., m, k], k = min(m, n), or all [..., m, m]. */
  readonly Q: Tensor;
  /** Upper triangle [..., k, n], or [..., m, n]. */
  readonly R: Tensor;
}

export interface QrOptions {
  /** "complete" gives all m columns of Q; default "reduced". */
  readonly mode?: "reduced" | "complete";
}

/** da = (gQ + Q·copyltu(R·gRᵀ − gQᵀ·Q))·R⁻ᵀ for m ≥ n (Walter, Lehmann & Lamour 2012; Seeger et al. 2017, section 3.2). */
function tallQr(a: Tensor): Tensor[] {
  return withVjp("qr", [a], () => runRoutine("qr", [a], { full: false }), {
    outputs: [0, 1],
    of: ([gQ, gR], _, [Q, R]) => {
      const dQ = gQ ?? zerosLike(Q!);
      const dR = gR ?? zerosLike(R!);
      const inner = sub(multiply(R!, dR, false, true), multiply(dQ, Q!, true, false));
      const symmetric = add(triangleOf(inner, false), transposed(triangleOf(inner, false, true))); // copyltu
      const sum = add(dQ, multiply(Q!, symmetric, false, false));
      return [transposed(solveTriangle(R!, transposed(sum), { upper: true }))];
    },
  });
}

/** For m < n the leading square decides: a = [x y] = Q·[U Qᵀ·y]. */
function wideQr(a: Tensor): Tensor[] {
  const [m, n] = a.shape.slice(-2) as [number, number];
  const [Q, U] = tallQr(narrow(a, -1, 0, m));
  return [Q!, concat([U!, multiply(Q!, narrow(a, -1, m, n - m), true, false)], { axis: -1 })];
}

function completeQr(a: Tensor): Tensor[] {
  return withVjp("qr", [a], () => runRoutine("qr", [a], { full: true }), {
    of: () => {
      throw new TenonError(
        "no_gradient",
        "qr: the columns that complete Q are arbitrary, so the factors of a tall matrix have no gradient",
        'mode "reduced"',
      );
    },
  });
}

/**
 * a = Q·R by Householder reflections, with LAPACK's signs. Shapes: a [..., m, n] (torch.linalg.qr). Differentiable where the
 * first k columns of a are independent, in mode "complete" where m ≤ n.
 *
 * @throws TenonError `shape_mismatch` below rank 2; `invalid_argument` for another mode.
 * @example
 * const { Q, R } = qr(tensor([[3, 1], [4, 2]]));
 * Q; // [[-0.6, -0.8], [-0.8, 0.6]]
 * R; // [[-5, -2.2], [0, 0.4]]
 */
export function qr(a: TensorLike, { mode = "reduced" }: QrOptions = {}): QrFactors {
  if (mode !== "reduced" && mode !== "complete")
    throw new TenonError("invalid_argument", `qr: mode ${String(mode)}`, '"reduced" or "complete"', { mode });
  const t = asMatrix("qr", a);
  const [m, n] = t.shape.slice(-2) as [number, number];
  const [Q, R] = onFloats([t], m < n ? wideQr : mode === "complete" && m > n ? completeQr : tallQr);
  return { Q: Q!, R: R! };
}
