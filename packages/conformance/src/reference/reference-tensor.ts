import { type DType, type HostData, hostArray, sizeOf } from "@tenon/core";
import { convert } from "./convert.js";

/** Elements on the host with shape and dtype: what cases feed in and what runs give back. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Row-major, in the array type in which `dtype` crosses the seam. */
  readonly data: HostData;
}

/** A tensor of the reference: every element as a float64 that `dtype` can hold, and how far a backend may stray. */
export interface ReferenceTensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: Float64Array;
  /**
   * Largest absolute error allowed per element. Absent: the same bits on every backend. Zero: one correct rounding,
   * exact where `numerics` is "strict".
   */
  readonly bound?: Float64Array | undefined;
  /** The sign of zeros is not promised: `-0` and `+0` both pass. */
  readonly anyZero?: boolean | undefined;
}

/** A reference tensor with the elements of `x`, which are exact. */
export function fromHost(x: HostTensor): ReferenceTensor {
  return { shape: x.shape, dtype: x.dtype, data: new Float64Array(x.data) };
}

/** The elements of `x` as they cross the seam. */
export function toHost(x: ReferenceTensor): HostTensor {
  const data = hostArray(x.dtype, x.data.length);
  data.set(x.data);
  return { shape: x.shape, dtype: x.dtype, data };
}

/** A host tensor from plain numbers, converted as `cast` converts float64. */
export function hostTensor(shape: readonly number[], dtype: DType, values: ArrayLike<number>): HostTensor {
  const data = hostArray(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = convert(values[i]!, "float64", dtype);
  return { shape, dtype, data };
}
