import type { HostData } from "../seam/dtype.js";
import { stridesOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { tensor } from "./create.js";
import { readFirst, readFirstSync, type Unread } from "./read-first.js";

/**
 * The indices of all elements that are not 0, row-major: x [...S] → int32 [count, rank], as torch.nonzero. NaN is not 0.
 *
 * Their count depends on data, so the tensor is read; inside `compile` that throws `read_in_trace`.
 * @example
 * await nonzero(tensor([[0, 5], [7, 0]])); // [[0, 1], [1, 0]]
 */
export async function nonzero(x: TensorLike): Promise<Tensor> {
  return readFirst(() => ({ wanted: asTensor(x, "nonzero").detach() }), indexRows);
}

/**
 * As `nonzero`, at once.
 * @throws TenonError `sync_read_unavailable` on a backend that answers later.
 * @example
 * nonzeroSync(tensor([0, 5, 7])); // [[1], [2]]
 */
export const nonzeroSync = (x: TensorLike): Tensor =>
  readFirstSync("nonzeroSync", "await nonzero(x)", () => ({ wanted: asTensor(x, "nonzeroSync").detach() }), indexRows);

function indexRows({ wanted: x }: Unread, values: HostData): Tensor {
  const columns = coordinatesOf(values, x.shape);
  const count = x.rank === 0 ? positionsOf(values).length : columns[0]!.length;
  const rows = Int32Array.from({ length: count * x.rank }, (_, i) => columns[i % x.rank]![Math.floor(i / x.rank)]!);
  return tensor(rows, { shape: [count, x.rank], backend: x.backend });
}

/** Where values are not 0, counted in row-major order. */
export function positionsOf(values: HostData): number[] {
  const positions: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) positions.push(i);
  return positions;
}

/** The same places as one list of indices for each axis of `shape`. */
export function coordinatesOf(values: HostData, shape: readonly number[]): number[][] {
  const positions = positionsOf(values);
  const strides = stridesOf(shape);
  return shape.map((n, axis) => positions.map((p) => Math.floor(p / strides[axis]!) % n));
}
