import { BYTES, type DType, TenonError } from "@tenon/core";
import { isHalf, type NumberArray, newArray } from "./number-array.js";

/** V8 keeps typed arrays up to this many bytes in its own heap, where a new one costs less than a look into the pool. */
const SMALL_BYTES = 64;

/**
 * Arrays that no tensor uses any more, by type and length; when they pass a limit in bytes, all are dropped. Training asks for the same lengths in
 * each step, and fresh memory is dear: the system clears it page by page.
 */
export class BufferPool {
  readonly #limit: number;
  readonly #bins = new Map<string, Map<number, NumberArray[]>>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** An array whose contents are undefined. */
  take(dtype: DType, length: number): NumberArray {
    if (length * BYTES[dtype] <= SMALL_BYTES) return newArray(dtype, length);
    const array = this.#bins.get(kindOf(dtype))?.get(length)?.pop();
    if (array === undefined) return allocate(dtype, length);
    this.#bytes -= array.byteLength;
    return array;
  }

  give(dtype: DType, array: NumberArray): void {
    const bytes = array.byteLength;
    if (bytes <= SMALL_BYTES || bytes > this.#limit) return;
    if (this.#bytes + bytes > this.#limit) this.clear();
    const kind = kindOf(dtype);
    const lengths = this.#bins.get(kind) ?? new Map<number, NumberArray[]>();
    const bin = lengths.get(array.length) ?? [];
    bin.push(array);
    lengths.set(array.length, bin);
    this.#bins.set(kind, lengths);
    this.#bytes += bytes;
  }

  clear(): void {
    this.#bins.clear();
    this.#bytes = 0;
  }
}

function kindOf(dtype: DType): string {
  return dtype === "bool" ? "uint8" : isHalf(dtype) ? "float16" : dtype;
}

function allocate(dtype: DType, length: number): NumberArray {
  try {
    return newArray(dtype, length);
  } catch (cause) {
    throw new TenonError(
      "out_of_memory",
      `js backend: no memory for ${length} elements of ${dtype} (${cause instanceof Error ? cause.message : cause})`,
      "smaller batches, or scope(fn) to free what a step leaves behind",
      { length, dtype },
    );
  }
}
