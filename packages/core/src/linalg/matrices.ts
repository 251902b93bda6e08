import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import { unsqueeze } from "../ops/axes.js";
import { toDType } from "../ops/cast.js";
import { equal } from "../ops/compare.js";
import { eye, iota } from "../ops/create.js";
import { diagonal } from "../ops/diagonal.js";
import { broadcastTo, transpose } from "../ops/movement.js";
import { tril, triu } from "../ops/triangle.js";
import { where } from "../ops/where.js";
import { type DType, isFloat, promote, toFloat } from "../seam/dtype.js";
import { broadcastShapes, sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";

/** The tensor as matrices on its last two axes; throws unless its rank is 2 or more. */
export function asMatrix(op: string, x: TensorLike): Tensor {
  const t = asTensor(x, op);
  if (t.rank < 2)
    throw new TenonError(
      "shape_mismatch",
      `${op}: matrices were expected, ${showShape(t.shape)} was given`,
      "a tensor of rank 2 or more, whose last two axes are the matrices",
      { shape: t.shape },
    );
  return t;
}

/** As `asMatrix`; throws unless the last two sizes are equal. */
export function asSquare(op: string, x: TensorLike): Tensor {
  const t = asMatrix(op, x);
  const [m, n] = t.shape.slice(-2);
  if (m !== n)
    throw new TenonError(
      "shape_mismatch",
      `${op}: square matrices were expected, ${showShape(t.shape)} was given`,
      `a shape [..., ${m}, ${m}]`,
      { shape: t.shape },
    );
  return t;
}

/**
 * Runs `f` on the tensors as float32 or float64, the dtype in which they meet; its float results go back to the dtype of
 * 16-bit floats. Frees everything else.
 */
export function onFloats(inputs: readonly Tensor[], f: (...floats: Tensor[]) => readonly Tensor[]): Tensor[] {
  const dtype = toFloat(inputs.map((x) => x.dtype).reduce(promote));
  const inside: DType = dtype === "float64" ? "float64" : "float32";
  return scope(() =>
    f(...inputs.map((x) => toDType(x, inside))).map((y) => {
      const z = isFloat(y.dtype) ? toDType(y, dtype) : y;
      return inputs.includes(z) ? z.alias() : z;
    }),
  );
}

/** As `onFloats`, for a function with one result. */
export const onFloat = (inputs: readonly Tensor[], f: (...floats: Tensor[]) => Tensor): Tensor =>
  onFloats(inputs, (...floats) => [f(...floats)])[0]!;

/** Stretches the leading axes of two matrices to the shape in which they meet. */
export function alignBatches(op: string, a: Tensor, b: Tensor): [Tensor, Tensor] {
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch === undefined)
    throw new TenonError(
      "shape_mismatch",
      `${op}: leading axes do not broadcast: ${showShape(a.shape)} and ${showShape(b.shape)}`,
      "leading sizes that are equal or 1",
      { a: a.shape, b: b.shape },
    );
  const stretch = (x: Tensor) => {
    const shape = [...batch, ...x.shape.slice(-2)];
    return sameShape(shape, x.shape) ? x : broadcastTo(x, shape);
  };
  return [stretch(a), stretch(b)];
}

/** The diagonal [..., min(m, n)] of matrices [..., m, n]. */
export const diagonalOf = (x: Tensor): Tensor => diagonal(x, { axis1: -2, axis2: -1 });

/** Matrices [..., n, n] with the diagonals `d` [..., n] and zeros elsewhere. */
export const diagonalMatrix = (d: Tensor): Tensor => onDiagonal(unsqueeze(d, -1), 0);

/** `inside` on the diagonal of matrices, `outside` elsewhere; both broadcast to [..., n, n]. */
export function onDiagonal(inside: Tensor | number, outside: Tensor | number): Tensor {
  const like = (typeof inside === "number" ? outside : inside) as Tensor; // at most one is a number
  const n = like.shape.at(-2)!;
  const { backend } = like;
  return where(equal(iota([n, n], 0, { backend }), iota([n, n], 1, { backend })), inside, outside);
}

/** The lower (upper) triangle with zeros elsewhere, without the diagonal where `strict`. */
export const triangleOf = (x: Tensor, upper: boolean, strict = false): Tensor =>
  upper ? triu(x, { diagonal: strict ? 1 : 0 }) : tril(x, { diagonal: strict ? -1 : 0 });

/** Identity matrices in the shape of `x` [..., n, n]. */
export function identityLike(x: Tensor): Tensor {
  const { dtype, backend } = x;
  return broadcastTo(eye(x.shape.at(-1)!, x.shape.at(-1)!, { dtype, backend }), x.shape);
}

/** aᵀ on the last two axes. */
export const transposed = (x: Tensor): Tensor => transpose(x, -2, -1);
