import { BYTES, type DType, type Handle, sizeOf } from "@tenon/core";
import { isDense, type Layout } from "./compile/layout.js";
import type { Region } from "./memory/allocator.js";

/** Elements in linear memory, shared by the handles that are views of them. */
export interface Storage {
  readonly region: Region;
  /** Bytes that the elements occupy. */
  readonly bytes: number;
  references: number;
}

/** A tensor of the wasm backend: a view of a storage. */
export class WasmHandle implements Handle {
  readonly shape: readonly number[];
  /** Elements in row-major order one after the other. */
  readonly dense: boolean;
  readonly size: number;

  constructor(
    readonly storage: Storage,
    readonly dtype: DType,
    readonly layout: Layout,
    dense?: boolean,
  ) {
    this.shape = layout.shape;
    this.size = sizeOf(layout.shape);
    this.dense = dense ?? isDense(layout);
  }

  /** Of the first element, in bytes. */
  get address(): number {
    return this.storage.region.address + this.layout.offset * BYTES[this.dtype];
  }
}
