import { withVjp } from "../engine/with-vjp.js";
import { unsqueeze } from "../ops/axes.js";
import { add, div, mul, sub } from "../ops/binary.js";
import { multiply } from "../ops/matmul.js";
import { narrow } from "../ops/movement.js";
import type { Tensor } from "../tensor.js";
import type { TensorLike } from "../tensor-like.js";
import { asMatrix, diagonalMatrix, onDiagonal, onFloats, transposed } from "./matrices.js";
import { runRoutine } from "./run-routine.js";

/** What `svd` returns: a = U·diag(S)·Vᵀ. */
export interface SvdFactors {
  /** Orthonormal columns [..., m, k], k = min(m, n), or all [..., m, m]. */
  readonly U: Tensor;
  /** Singular values [..., k], descending. */
  readonly S: Tensor;
  /** Vᵀ: orthonormal rows [..., k, n], or all [..., n, n]. */
  readonly Vh: Tensor;
}

/**
 * With k = min(m, n) vectors on each side,
 * da = U·[(skew(Uᵀ·gU) ⊘ E)·S + S·(skew(Vᵀ·gV) ⊘ E) + diag(gS)]·Vᵀ + (1 − U·Uᵀ)·gU·S⁻¹·Vᵀ + U·S⁻¹·gVᵀ·(1 − V·Vᵀ)
 * with skew(x) = x − xᵀ and E[i][j] = s[j]² − s[i]² (Ionescu et al. 2015, proposition 2; Giles 2008, section 3.2).
 * Vectors beyond k are arbitrary: gradients do not pass through them.
 */
export function decompose(a: Tensor, full = false): Tensor[] {
  const [m, n] = a.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  return withVjp("svd", [a], () => runRoutine("svd", [a], { full }), {
    outputs: [0, 1, 2],
    of: ([gAllU, gS, gAllVh], _, [allU, S, allVh]) => {
      const [gU, U] = [gAllU, allU].map((x) => x && narrow(x, -1, 0, k));
      const [gVh, Vh] = [gAllVh, allVh].map((x) => x && narrow(x, -2, 0, k));
      const columns = unsqueeze(S!, -2); // scales columns
      const rows = unsqueeze(S!, -1);
      const inner: Tensor[] = [];
      const outer: Tensor[] = [];
      if (gS) inner.push(diagonalMatrix(gS));
      if (gU) {
        const along = multiply(U!, gU, true, false);
        inner.push(mul(skewOverGaps(along, S!), columns));
        if (m > k) outer.push(multiply(div(sub(gU, multiply(U!, along, false, false)), columns), Vh!, false, false));
      }
      if (gVh) {
        const along = multiply(gVh, Vh!, false, true); // (Vᵀ·gV)ᵀ
        inner.push(mul(rows, skewOverGaps(transposed(along), S!)));
        if (n > k) outer.push(multiply(U!, div(sub(gVh, multiply(along, Vh!, false, false)), rows), false, false));
      }
      const within = multiply(multiply(U!, inner.reduce(add), false, false), Vh!, false, false); // one arrived
      return [[within, ...outer].reduce(add)];
    },
  });
}

/** (x − xᵀ) ⊘ (s[j]² − s[i]²), and 0 on the diagonal. */
function skewOverGaps(x: Tensor, s: Tensor): Tensor {
  const [row, column] = [unsqueeze(s, -1), unsqueeze(s, -2)];
  const gaps = onDiagonal(1, mul(sub(column, row), add(column, row)));
  return div(sub(x, transposed(x)), gaps);
}

export interface SvdOptions {
  /** True (the default, as PyTorch) gives all columns of U and all rows of Vᵀ, false the first min(m, n). */
  readonly fullMatrices?: boolean;
}

/**
 * Singular value decomposition a = U·diag(S)·Vᵀ. Shapes: a [..., m, n] (torch.linalg.svd). The signs of pairs of vectors are
 * arbitrary, and the bases of repeated singular values; functions of the vectors have a gradient only if they do not depend on that,
 * and with repeated singular values it is not finite. `svdvals` is safe there.
 *
 * @throws TenonError `shape_mismatch` below rank 2.
 * @example
 * svd(tensor([[3, 0], [0, -4]])).S; // [4, 3]
 */
export function svd(a: TensorLike, { fullMatrices = true }: SvdOptions = {}): SvdFactors {
  const [U, S, Vh] = onFloats([asMatrix("svd", a)], (x) => decompose(x, fullMatrices));
  return { U: U!, S: S!, Vh: Vh! };
}

/**
 * Singular values, descending. Shapes: a [..., m, n] → [..., min(m, n)] (torch.linalg.svdvals).
 *
 * @throws TenonError `shape_mismatch` below rank 2.
 * @example
 * svdvals(tensor([[3, 0], [0, -4]])); // [4, 3]
 */
export const svdvals = (a: TensorLike): Tensor =>
  onFloats([asMatrix("svdvals", a)], (x) => decompose(x).slice(1, 2))[0]!;
