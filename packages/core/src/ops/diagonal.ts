import { badArgument, badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis, otherAxes } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { permute, reshape, strided } from "./movement.js";
import { pad } from "./pad.js";

export interface DiagonalOptions {
  /** Columns to the right of the main diagonal; below 0, rows under it. Default 0. */
  readonly offset?: number;
  /** The axes of rows and columns; default 0 and 1. */
  readonly axis1?: number;
  readonly axis2?: number;
}

/**
 * Elements (i, i + offset) of two axes, as a new last axis in their place (torch.diagonal).
 * Shapes: [R, C, ...] → [..., length of the diagonal].
 * @throws TenonError `invalid_argument` for an axis outside the rank, the same axis twice or a broken offset.
 * @example
 * diagonal(tensor([[1, 2], [3, 4]])); // [1, 4]
 * diagonal(tensor([[1, 2], [3, 4]]), { offset: 1 }); // [2]
 */
export function diagonal(x: TensorLike, { offset = 0, axis1 = 0, axis2 = 1 }: DiagonalOptions = {}): Tensor {
  const t = asTensor(x, "diagonal");
  const row = normalizeAxis("diagonal", axis1, t.rank);
  const column = normalizeAxis("diagonal", axis2, t.rank);
  checkInteger("diagonal", "offset", offset);
  if (row === column) throw badArgument("diagonal", { axis1, axis2 }, "two axes, not one twice");
  const rest = otherAxes(t.rank, [row, column]);
  const [rows, columns] = [t.shape[row]!, t.shape[column]!];
  const length = Math.max(0, Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)));
  return scope(() => {
    const matrices = permute(t, [...rest, row, column]); // [..., R, C]
    const lead = matrices.shape.slice(0, -2);
    const flat = reshape(matrices, [...lead, rows * columns]); // (i, j) stands at i·C + j
    const start = length === 0 ? 0 : offset < 0 ? -offset * columns : offset;
    return strided(flat, [...lead.map(() => 0), start], [...lead, length], [...lead.map(() => 1), columns + 1]);
  });
}

/**
 * A square matrix with a vector on a diagonal and zeros elsewhere, or the diagonal of a matrix (torch.diag).
 * Shapes: [n] → [n + |offset|, n + |offset|]; [R, C] → [length of the diagonal].
 * @throws TenonError `shape_mismatch` unless x is a vector or a matrix.
 * @example
 * diag(tensor([1, 2])); // [[1, 0], [0, 2]]
 * diag(tensor([[1, 2], [3, 4]])); // [1, 4]
 */
export function diag(x: TensorLike, { offset = 0 }: { readonly offset?: number } = {}): Tensor {
  const t = asTensor(x, "diag");
  if (t.rank === 2) return diagonal(t, { offset });
  if (t.rank !== 1) throw badShape("diag", { x: t }, "rank 1 or 2");
  checkInteger("diag", "offset", offset);
  const size = t.size + Math.abs(offset);
  const start = offset < 0 ? -offset * size : offset; // of the flat matrix, where elements lie size + 1 apart
  const reach = t.size === 0 ? 0 : (t.size - 1) * (size + 1) + 1;
  return scope(() =>
    reshape(pad(t, { lo: [start], hi: [size * size - start - reach], interior: [size] }), [size, size]),
  );
}
