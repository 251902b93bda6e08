import { BYTES, type DType, type HostData } from "@tenon/core";
import { ModuleBuilder } from "../assembler/index.js";
import { SCRATCH_BYTES } from "./scratch.js";
import type { Kernel } from "./spec.js";

/** A memory, a bump allocator and a compiler for the tests of kernels. */
export class TestMachine {
  readonly memory = new WebAssembly.Memory({ initial: 256, maximum: 1024, shared: true });
  /** Bytes that no kernel may touch lie between allocations. */
  private top = 1 << 16;

  /** Copies elements in; 16-bit floats are given as bit patterns. */
  put(data: HostData | Uint16Array): number {
    const at = this.take(data.byteLength);
    new Uint8Array(this.memory.buffer, at).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return at;
  }

  take(bytes: number): number {
    const at = this.top;
    this.top += Math.ceil((bytes + 64) / 64) * 64;
    new Uint8Array(this.memory.buffer, at, this.top - at).fill(0xa5);
    return at;
  }

  /** True when the bytes after an allocation are as `take` left them. */
  intact(at: number, bytes: number): boolean {
    const end = Math.ceil((bytes + 64) / 64) * 64;
    return new Uint8Array(this.memory.buffer, at + bytes, end - bytes).every((byte) => byte === 0xa5);
  }

  bits(at: number, count: number): Uint16Array {
    return new Uint16Array(this.memory.buffer, at, count).slice();
  }

  get(dtype: DType, at: number, count: number): number[] {
    const bytes = new Uint8Array(this.memory.buffer, at, count * BYTES[dtype]).slice().buffer;
    switch (dtype) {
      case "float32":
        return [...new Float32Array(bytes)];
      case "float64":
        return [...new Float64Array(bytes)];
      case "int32":
        return [...new Int32Array(bytes)];
      case "int8":
        return [...new Int8Array(bytes)];
      case "float16":
      case "bfloat16":
        return [...new Uint16Array(bytes)];
      default:
        return [...new Uint8Array(bytes)];
    }
  }

  /** A module with one kernel, as a callable. */
  kernel(emit: (m: ModuleBuilder) => Kernel): { run: (...args: number[]) => void; tasks: number | undefined } {
    const m = new ModuleBuilder();
    m.importMemory("env", "memory", { initial: 1, maximum: 65536, shared: true });
    const kernel = emit(m);
    m.export("run", kernel.run);
    const module = new WebAssembly.Module(m.encode());
    const imports = {
      env: { memory: this.memory, scratch: this.scratch },
      math: Math as unknown as WebAssembly.ModuleImports,
    }; // functions by name
    const { exports } = new WebAssembly.Instance(module, imports);
    return { run: exports.run as (...args: number[]) => void, tasks: kernel.tasks }; // exported above
  }

  private readonly scratch = this.take(SCRATCH_BYTES);
}
