import type { Handle } from "@tenon/core";
import type { NumberArray } from "./number-array.js";

/**
 * A tensor of the js backend: a strided window on a typed array. Element (i, j, …) lies at
 * `offset + i·strides[0] + j·strides[1] + …`.
 */
export interface JsHandle extends Handle {
  readonly data: NumberArray;
  readonly offset: number;
  /** In elements; 0 where an axis repeats, negative where it is flipped. */
  readonly strides: readonly number[];
  readonly size: number;
  /** True when the elements are adjacent and row-major. */
  readonly contiguous: boolean;
  /** The handle that this one is a view of; absent on the first handle of a buffer. */
  readonly base: JsHandle | undefined;
  /** On the first handle of a buffer: how many handles that are not disposed use it, itself among them. */
  uses: number;
  disposed: boolean;
}

/** True when elements in row-major order lie side by side. */
export function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const n = shape[i]!;
    if (n === 0) return true;
    if (n !== 1) {
      if (strides[i] !== expected) return false;
      expected *= n;
    }
  }
  return true;
}
