import { withVjp } from "../engine/with-vjp.js";
import { unsqueeze } from "../ops/axes.js";
import { add, div, sub } from "../ops/binary.js";
import { multiply } from "../ops/matmul.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { asSquare, diagonalMatrix, onDiagonal, onFloats } from "./matrices.js";
import { runRoutine } from "./run-routine.js";

/** What `eigh` returns: a = V·diag(w)·Vᵀ. */
export interface Eigen {
  /** w [..., n], ascending. */
  readonly eigenvalues: Tensor;
  /** V [..., n, n]: column i belongs to eigenvalue i. */
  readonly eigenvectors: Tensor;
}

/** da = V·(diag(gw) + (Vᵀ·gV) ⊘ E)·Vᵀ with E[i][j] = w[j] − w[i] (Giles 2008, section 3.1). */
function decompose(a: Tensor): Tensor[] {
  return withVjp("eigh", [a], () => runRoutine("eigh", [a], {}), {
    outputs: [0, 1],
    of: ([gw, gV], _, [w, V]) => {
      const fromVectors = gV && onDiagonal(0, div(multiply(V!, gV, true, false), gaps(w!)));
      const fromValues = gw && diagonalMatrix(gw);
      const inner = fromVectors && fromValues ? add(fromVectors, fromValues) : (fromVectors ?? fromValues)!; // one arrived
      return [multiply(multiply(V!, inner, false, false), V!, false, true)];
    },
  });
}

/** x[j] − x[i], and 1 on the diagonal. */
const gaps = (x: Tensor): Tensor => onDiagonal(1, sub(unsqueeze(x, -2), unsqueeze(x, -1)));

/**
 * Eigenvalues and orthonormal eigenvectors of symmetric matrices a [..., n, n], of which only the lower triangle is read
 * (torch.linalg.eigh). The sign of each vector is arbitrary, and the basis of a repeated eigenvalue; functions of the vectors have
 * a gradient only if they do not depend on that, and with repeated eigenvalues it is not finite.
 *
 * @throws TenonError `shape_mismatch` unless a is square.
 * @example
 * eigh(tensor([[2, 1], [1, 2]])).eigenvalues; // [1, 3]
 */
export function eigh(a: TensorLike): Eigen {
  const [eigenvalues, eigenvectors] = onFloats([asSquare("eigh", a)], decompose);
  return { eigenvalues: eigenvalues!, eigenvectors: eigenvectors! };
}

/**
 * Eigenvalues of symmetric matrices, ascending. Shapes: a [..., n, n] → [..., n] (torch.linalg.eigvalsh).
 *
 * @throws TenonError `shape_mismatch` unless a is square.
 * @example
 * eigvalsh(tensor([[2, 1], [1, 2]])); // [1, 3]
 */
export const eigvalsh = (a: TensorLike): Tensor =>
  onFloats([asSquare("eigvalsh", a)], (x) => decompose(x).slice(0, 1))[0]!;
