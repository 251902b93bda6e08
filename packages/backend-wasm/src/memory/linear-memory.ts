import type { DType } from "@tenon/core";

const PAGE = 65536;
/** Kernels read whole vectors and panels past the last element; nothing is allocated in the last bytes of memory. */
const MARGIN = 1024;

/** One growing WebAssembly memory and typed views of all of it. */
export class LinearMemory {
  readonly memory: WebAssembly.Memory;
  readonly shared: boolean;
  readonly maximumPages: number;
  u8!: Uint8Array<ArrayBufferLike>;
  i8!: Int8Array<ArrayBufferLike>;
  u16!: Uint16Array<ArrayBufferLike>;
  i32!: Int32Array<ArrayBufferLike>;
  f32!: Float32Array<ArrayBufferLike>;
  f64!: Float64Array<ArrayBufferLike>;

  constructor(initialBytes: number, maximumBytes: number, shared: boolean) {
    const initial = Math.ceil(initialBytes / PAGE);
    this.shared = shared;
    let maximum = Math.max(initial, Math.min(65536, Math.floor(maximumBytes / PAGE)));
    // Hosts that cannot reserve the address space refuse: ask for less.
    for (;;) {
      try {
        this.memory = new WebAssembly.Memory({ initial, maximum, shared });
        break;
      } catch (error) {
        if (maximum <= initial) throw error;
        maximum = Math.max(initial, maximum >> 1);
      }
    }
    this.maximumPages = maximum;
    this.refresh();
  }

  /** Bytes that may be allocated as things stand. */
  get capacity(): number {
    return this.u8.byteLength - MARGIN;
  }

  /** Grows until `bytes` may be allocated; false when the memory's maximum or the host forbids it. */
  grow(bytes: number): boolean {
    const pages = this.u8.byteLength / PAGE;
    const needed = Math.ceil((bytes + MARGIN) / PAGE) - pages;
    const wished = Math.max(needed, Math.ceil(pages / 2));
    for (const more of [Math.min(wished, this.maximumPages - pages), needed]) {
      if (more < needed) continue;
      try {
        this.memory.grow(more);
        this.refresh();
        return true;
      } catch {
        // Less may do.
      }
    }
    return false;
  }

  /** `count` elements at `address`, as the seam carries them; 16-bit floats as bit patterns. */
  view(dtype: DType, address: number, count: number) {
    const { buffer } = this.u8;
    switch (dtype) {
      case "float32":
        return new Float32Array(buffer, address, count);
      case "float64":
        return new Float64Array(buffer, address, count);
      case "int32":
        return new Int32Array(buffer, address, count);
      case "int8":
        return new Int8Array(buffer, address, count);
      case "float16":
      case "bfloat16":
        return new Uint16Array(buffer, address, count);
      default:
        return new Uint8Array(buffer, address, count);
    }
  }

  private refresh(): void {
    const { buffer } = this.memory;
    this.u8 = new Uint8Array(buffer);
    this.i8 = new Int8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
  }
}
