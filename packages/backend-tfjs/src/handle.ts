import type { Handle } from "@tenon/core";
import type { DataId } from "@tensorflow/tfjs-core";

/** What TensorFlow.js engines store and compute. */
export type TfjsDType = "float32" | "int32" | "bool";

/**
 * Elements that live in a TensorFlow.js engine. It has the form of tfjs's `TensorInfo`, so kernels take and return it,
 * but the global tfjs engine does not track it: no `tf.tidy` frees it and `tf.memory()` does not count it.
 */
export interface TfjsHandle extends Handle {
  readonly dataId: DataId;
  readonly shape: readonly number[];
  readonly dtype: TfjsDType;
  /** True when every element is known to be 0, which lets scatter-add skip its base. */
  readonly zeros?: boolean;
}

/** A handle or a number, as elementwise ops take it. */
export type TfjsOperand = TfjsHandle | number;

/** Elements on the host in the types in which engines keep them. */
export type TfjsValues = Float32Array | Int32Array | Uint8Array;

/** Gives a fresh handle another shape of the same size. */
export function reshaped(fresh: TfjsHandle, shape: readonly number[]): TfjsHandle {
  (fresh as { shape: readonly number[] }).shape = shape; // nobody else holds a fresh handle yet
  return fresh;
}

/** `x` under another shape, borrowed: for use as a kernel's input, never to be freed or returned. */
export function viewed(x: TfjsHandle, shape: readonly number[]): TfjsHandle {
  return { dataId: x.dataId, shape, dtype: x.dtype };
}
