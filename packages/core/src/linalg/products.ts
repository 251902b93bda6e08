import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { unsqueeze } from "../ops/axes.js";
import { mul, pow, sub } from "../ops/binary.js";
import { toDType } from "../ops/cast.js";
import { arange } from "../ops/create.js";
import { flip, narrow, reshape } from "../ops/movement.js";
import { concat } from "../ops/pieces.js";
import { sum } from "../ops/reduce.js";
import { isFloat, promote } from "../seam/dtype.js";
import { normalizeAxis, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { contractPair } from "./contract.js";
import { asMatrix, diagonalOf } from "./matrices.js";

/**
 * The sum of a contraction over several axes: the last `axes` of a with the first of b, or pairs [of a, of b]; default 2
 * (torch.tensordot). The result has the other axes of a, then those of b.
 *
 * @throws TenonError `shape_mismatch` when sizes differ; `invalid_argument` for axes that do not pair.
 * @example
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])); // 5
 * tensordot(tensor([[1, 2], [3, 4]]), tensor([1, 10]), { axes: [[0], [0]] }); // [31, 42]
 */
export function tensordot(
  a: TensorLike,
  b: TensorLike,
  { axes = 2 }: { readonly axes?: number | readonly [a: readonly number[], b: readonly number[]] } = {},
): Tensor {
  const x = asTensor(a, "tensordot");
  const y = asTensor(b, "tensordot");
  const [ofA, ofB] = pairedAxes(x, y, axes);
  if (ofA.some((axis, i) => x.shape[axis] !== y.shape[ofB[i]!]))
    throw new TenonError(
      "shape_mismatch",
      `tensordot: axes ${showShape(ofA)} of ${showShape(x.shape)} and ${showShape(ofB)} of ${showShape(y.shape)} differ in size`,
      "axes of equal sizes",
      { a: x.shape, b: y.shape, axes },
    );
  const labelsOf = (t: Tensor, name: string, joint: readonly number[]) =>
    t.shape.map((_, i) => (joint.includes(i) ? `joint${joint.indexOf(i)}` : `${name}${i}`));
  return scope(() => {
    const meeting = promote(x.dtype, y.dtype);
    const dtype = isFloat(meeting) ? meeting : "int32";
    return contractPair(
      { tensor: toDType(x, dtype), labels: labelsOf(x, "a", ofA) },
      { tensor: toDType(y, dtype), labels: labelsOf(y, "b", ofB) },
      () => false,
    ).tensor;
  });
}

function pairedAxes(
  x: Tensor,
  y: Tensor,
  axes: number | readonly [readonly number[], readonly number[]],
): [number[], number[]] {
  if (typeof axes === "number" && Number.isInteger(axes) && axes >= 0 && axes <= Math.min(x.rank, y.rank))
    return [Array.from({ length: axes }, (_, i) => x.rank - axes + i), Array.from({ length: axes }, (_, i) => i)];
  if (Array.isArray(axes) && axes.length === 2 && axes[0].length === axes[1].length) {
    const ofA = axes[0].map((axis: number) => normalizeAxis("tensordot", axis, x.rank));
    const ofB = axes[1].map((axis: number) => normalizeAxis("tensordot", axis, y.rank));
    if (new Set(ofA).size === ofA.length && new Set(ofB).size === ofB.length) return [ofA, ofB];
  }
  throw new TenonError(
    "invalid_argument",
    `tensordot: axes ${JSON.stringify(axes)} do not pair those of ${showShape(x.shape)} and ${showShape(y.shape)}`,
    "a count, or two lists of as many different axes",
    { axes },
  );
}

/**
 * Kronecker product: each element of a times all of b. Shapes: [...A] and [...B] of ranks that are made equal by leading ones →
 * sizes multiply (torch.kron).
 *
 * @example
 * kron(tensor([1, 10]), tensor([1, 2])); // [1, 2, 10, 20]
 */
export function kron(a: TensorLike, b: TensorLike): Tensor {
  const x = asTensor(a, "kron");
  const y = asTensor(b, "kron");
  const rank = Math.max(x.rank, y.rank);
  const sized = (t: Tensor) => [...Array.from({ length: rank - t.rank }, () => 1), ...t.shape];
  return scope(() => {
    const left = reshape(x, sized(x).flatMap((n) => [n, 1])); // biome-ignore format: short
    const right = reshape(y, sized(y).flatMap((n) => [1, n])); // biome-ignore format: short
    const sizes = sized(y);
    return reshape(mul(left, right), sized(x).map((n, i) => n * sizes[i]!)); // biome-ignore format: short
  });
}

/**
 * The sum of the diagonal of matrices. Shapes: x [..., m, n] → [...].
 *
 * @throws TenonError `shape_mismatch` below rank 2.
 * @example
 * trace(tensor([[1, 2], [3, 4]])); // 5
 */
export function trace(x: TensorLike): Tensor {
  const t = asMatrix("trace", x);
  return scope(() => sum(diagonalOf(t), { axis: -1 }));
}

/**
 * Cross product of vectors of 3 elements along an axis (default the last); other axes broadcast (torch.linalg.cross).
 *
 * @throws TenonError `shape_mismatch` unless both have size 3 there.
 * @example
 * cross(tensor([1, 0, 0]), tensor([0, 1, 0])); // [0, 0, 1]
 */
export function cross(a: TensorLike, b: TensorLike, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  const [x, y] = [asTensor(a, "cross"), asTensor(b, "cross")];
  for (const t of [x, y])
    if (t.shape[normalizeAxis("cross", axis, t.rank)] !== 3)
      throw new TenonError(
        "shape_mismatch",
        `cross: size 3 was expected along axis ${axis}, shapes are ${showShape(x.shape)} and ${showShape(y.shape)}`,
        "vectors of 3 elements, or another axis",
        { a: x.shape, b: y.shape, axis },
      );
  const turn = (t: Tensor, by: 1 | 2) => concat([narrow(t, axis, by, 3 - by), narrow(t, axis, 0, by)], { axis });
  return scope(() => sub(mul(turn(x, 1), turn(y, 2)), mul(turn(x, 2), turn(y, 1))));
}

export interface VanderOptions {
  /** How many powers; default as many as elements. */
  readonly columns?: number;
  /** False starts with the highest power. */
  readonly increasing?: boolean;
}

/**
 * Vandermonde matrices of powers 0 … columns − 1. Shapes: x [..., n] → [..., n, columns] (torch.linalg.vander).
 *
 * @throws TenonError `shape_mismatch` for rank 0; `invalid_argument` for a count that is not one.
 * @example
 * vander(tensor([2, 3]), { columns: 3 }); // [[1, 2, 4], [1, 3, 9]]
 */
export function vander(x: TensorLike, { columns, increasing = true }: VanderOptions = {}): Tensor {
  const t = asTensor(x, "vander");
  if (t.rank === 0)
    throw new TenonError("shape_mismatch", "vander: a vector was expected, a number was given", "rank 1 or more");
  const count = columns ?? t.shape.at(-1)!;
  if (!Number.isInteger(count) || count < 0)
    throw new TenonError("invalid_argument", `vander: ${count} columns`, "a count ≥ 0", { columns });
  return scope(() => {
    const powers = pow(unsqueeze(t, -1), arange(0, count, 1, { backend: t.backend }));
    return increasing ? powers : flip(powers, -1);
  });
}
