import { TenonError } from "../errors.js";
import { isTensor } from "../memory/scope.js";
import { toDType } from "../ops/cast.js";
import { narrow, permute, reshape } from "../ops/movement.js";
import { pad } from "../ops/pad.js";
import { concat } from "../ops/pieces.js";
import { type DType, promote, toFloat } from "../seam/dtype.js";
import { normalizeAxis, sameShape, showShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";

/** Complex numbers as two real tensors of one shape. */
export interface Complex<T = Tensor> {
  readonly real: T;
  readonly imaginary: T;
}

/** What a transform takes: complex numbers, or real ones. */
export type ComplexLike = TensorLike | Complex<TensorLike>;

/** Real and imaginary part; the real part alone where there is no other. */
export function partsOf(op: string, x: ComplexLike): readonly Tensor[] {
  const isPair = typeof x === "object" && x !== null && !isTensor(x) && "real" in x;
  if (!isPair) return [asTensor(x, op)];
  const parts = [asTensor(x.real, op), asTensor(x.imaginary, op)] as const;
  if (!sameShape(parts[0].shape, parts[1].shape))
    throw new TenonError(
      "shape_mismatch",
      `${op}: the real part is ${showShape(parts[0].shape)}, the imaginary part ${showShape(parts[1].shape)}`,
      "two tensors of one shape",
      { real: parts[0].shape, imaginary: parts[1].shape },
    );
  return parts;
}

/** One axis of complex numbers, as `dft` takes it, and the way back. */
export interface Rows {
  /** [B, parts, n] */
  readonly rows: Tensor;
  /** [B, parts, m] → parts with their axis of size m where it was. */
  readonly restore: (rows: Tensor) => Tensor[];
}

/** Brings `axis` to the end, cut or filled with zeros to `n`, and joins all others; in float32 or float64. */
export function toRows(op: string, parts: readonly Tensor[], axis: number, n: number | undefined): Rows {
  const { shape, rank } = parts[0]!;
  const a = axisOf(op, parts, axis);
  const size = n ?? shape[a]!;
  checkLength(op, size, shape);
  const order = [...shape.keys()].filter((i) => i !== a);
  const others = order.map((i) => shape[i]!);
  const dtype = toFloat(parts.map((x) => x.dtype).reduce(promote));
  const inside: DType = dtype === "float64" ? "float64" : "float32";
  const flat = parts.map((x) => {
    const moved = a === rank - 1 ? x : permute(x, [...order, a]);
    return resized(reshape(toDType(moved, inside), [sizeOf(others), 1, shape[a]!]), size);
  });
  const back = Array.from({ length: rank }, (_, i) => (i === a ? rank - 1 : order.indexOf(i)));
  return {
    rows: flat.length === 1 ? flat[0]! : concat(flat, { axis: 1 }),
    restore: (rows) =>
      Array.from({ length: rows.shape[1]! }, (_, i) => {
        const part = reshape(narrow(rows, 1, i, 1), [...others, rows.shape[2]!]);
        return toDType(a === rank - 1 ? part : permute(part, back), dtype);
      }),
  };
}

export function axisOf(op: string, parts: readonly Tensor[], axis: number): number {
  return normalizeAxis(op, axis, parts[0]!.rank);
}

export function checkLength(op: string, n: number, shape: readonly number[]): void {
  if (Number.isInteger(n) && n >= 1) return;
  throw new TenonError(
    "invalid_argument",
    `${op}: a transform of ${n} elements, of a tensor of shape ${showShape(shape)}`,
    "an integer n ≥ 1",
    { n, shape },
  );
}

/** The last of three axes, cut or filled with zeros. */
function resized(x: Tensor, n: number): Tensor {
  const size = x.shape[2]!;
  if (size === n) return x;
  return pad(x, { lo: [0, 0, 0], hi: [0, 0, n - size], interior: [0, 0, 0] });
}
