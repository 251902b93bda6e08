import { broadcastTo, reshape } from "../ops/movement.js";
import type { Handle, Operand } from "../seam/backend.js";
import type { Tensor } from "../tensor.js";

/** A value inside `vmap`: shape and dtype of one example, and the tensor one level out that holds all of them. */
export interface Batched extends Handle {
  /** [N, ...shape] if it is mapped, else `shape`: equal for all examples. */
  readonly tensor: Tensor;
  readonly isMapped: boolean;
}

export function batched(tensor: Tensor, isMapped: boolean): Batched {
  return { shape: isMapped ? tensor.shape.slice(1) : tensor.shape, dtype: tensor.dtype, tensor, isMapped };
}

/** All examples with their own copy: [N, ...shape]. */
export function mapped({ tensor, isMapped, shape }: Batched, size: number): Tensor {
  return isMapped ? tensor : broadcastTo(tensor, [size, ...shape]);
}

/** Mapped values with axes of size 1 behind the first, up to `rank` axes of an example, as broadcasting needs them. */
export function aligned(x: Batched, rank: number): Tensor {
  if (!x.isMapped || x.shape.length >= rank) return x.tensor;
  const ones = new Array<number>(rank - x.shape.length).fill(1);
  return reshape(x.tensor, [x.tensor.shape[0]!, ...ones, ...x.shape]);
}

/** The rank of the broadcast result. */
export function jointRank(inputs: readonly Operand<Batched>[]): number {
  return Math.max(...inputs.map((x) => (typeof x === "number" ? 0 : x.shape.length)));
}
