import { type DType, type MemoryUse, sizeOf, stridesOf } from "@tenon/core";
import { BufferPool } from "./buffer-pool.js";
import { isContiguous, type JsHandle } from "./js-handle.js";
import type { NumberArray } from "./number-array.js";

/** Makes and frees handles, and counts those that are not disposed. */
export class Memory {
  readonly #pool: BufferPool;
  #tensors = 0;
  #bytes = 0;

  constructor(poolBytes: number) {
    this.#pool = new BufferPool(poolBytes);
  }

  use(): MemoryUse {
    return { tensors: this.#tensors, bytes: this.#bytes };
  }

  /** A row-major handle with undefined contents. */
  allocate(shape: readonly number[], dtype: DType): JsHandle {
    return this.#own(shape, dtype, this.#pool.take(dtype, sizeOf(shape)), stridesOf(shape));
  }

  /** As `allocate`, in the shape of `x`, which is contiguous: its strides serve again. */
  like(x: JsHandle, dtype: DType): JsHandle {
    const size = x.size;
    // the path of every small eager op: no call between here and the array
    const data = dtype === "float32" && size <= 16 ? new Float32Array(size) : this.#pool.take(dtype, size);
    return this.#own(x.shape, dtype, data, x.strides);
  }

  /** Another window on the buffer of `x`. */
  view(x: JsHandle, shape: readonly number[], strides: readonly number[], offset: number): JsHandle {
    return this.#view(x, shape, strides, offset, sizeOf(shape), isContiguous(shape, strides));
  }

  /** A second handle on exactly what `x` shows. */
  alias(x: JsHandle): JsHandle {
    return this.#view(x, x.shape, x.strides, x.offset, x.size, x.contiguous);
  }

  dispose(x: JsHandle): void {
    if (x.disposed) return;
    x.disposed = true;
    this.#tensors--;
    const base = x.base ?? x;
    if (--base.uses > 0) return;
    this.#bytes -= base.data.byteLength;
    this.#pool.give(base.dtype, base.data);
  }

  #own(shape: readonly number[], dtype: DType, data: NumberArray, strides: readonly number[]): JsHandle {
    this.#tensors++;
    this.#bytes += data.byteLength;
    return {
      shape,
      dtype,
      data,
      offset: 0,
      strides,
      size: data.length,
      contiguous: true,
      base: undefined,
      uses: 1,
      disposed: false,
    };
  }

  #view(
    x: JsHandle,
    shape: readonly number[],
    strides: readonly number[],
    offset: number,
    size: number,
    contiguous: boolean,
  ): JsHandle {
    const base = x.base ?? x;
    base.uses++;
    this.#tensors++;
    return {
      shape,
      dtype: x.dtype,
      data: x.data,
      offset,
      strides,
      size,
      contiguous,
      base,
      uses: 0,
      disposed: false,
    };
  }
}
