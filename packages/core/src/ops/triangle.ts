import { badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { logicalAnd, sub } from "./binary.js";
import { greaterEqual, lessEqual } from "./compare.js";
import { iota } from "./create.js";
import { where } from "./where.js";

/** Which diagonal bounds a triangle: 0 the main one, above 0 to its right, below 0 under it. */
export interface TriangleOptions {
  readonly diagonal?: number;
}

/**
 * The lower triangle of the last two axes, zeros above diagonal `diagonal`.
 * @throws TenonError `shape_mismatch` below rank 2, `invalid_argument` unless the diagonal is an integer.
 * @example
 * tril(ones([2, 2])); // [[1, 0], [1, 1]]
 */
export const tril = (x: TensorLike, { diagonal = 0 }: TriangleOptions = {}): Tensor =>
  triangle("tril", x, diagonal, (offset) => lessEqual(offset, diagonal));

/**
 * The upper triangle of the last two axes, zeros below diagonal `diagonal`.
 * @throws TenonError `shape_mismatch` below rank 2, `invalid_argument` unless the diagonal is an integer.
 * @example
 * triu(ones([2, 2]), { diagonal: 1 }); // [[0, 1], [0, 0]]
 */
export const triu = (x: TensorLike, { diagonal = 0 }: TriangleOptions = {}): Tensor =>
  triangle("triu", x, diagonal, (offset) => greaterEqual(offset, diagonal));

/** Keeps where the test of (column − row) holds. */
function triangle(op: string, x: TensorLike, diagonal: number, keeps: (offset: Tensor) => Tensor): Tensor {
  const t = asTensor(x, op);
  checkInteger(op, "diagonal", diagonal);
  if (t.rank < 2) throw badShape(op, { x: t }, "rank 2 or more");
  return scope(() => {
    const matrix = t.shape.slice(-2);
    const { backend } = t;
    const kept = keeps(sub(iota(matrix, 1, { backend }), iota(matrix, 0, { backend })));
    return t.dtype === "bool" ? logicalAnd(kept, t) : where(kept, t, 0);
  });
}
