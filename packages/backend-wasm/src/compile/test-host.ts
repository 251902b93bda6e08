import { type Backend, BYTES, type DType, type HostData, hostArray, sizeOf, stridesOf } from "@tenon/core";
import { ModuleBuilder } from "../assembler/index.js";
import type { Region } from "../memory/allocator.js";
import { LinearMemory } from "../memory/linear-memory.js";
import { CONTROL } from "../threads/control.js";
import type { LoadedStep, StepHost } from "./host.js";

/** A tensor of the tests' host: row-major elements at an address. */
export interface TestHandle {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly address: number;
  readonly strides: readonly number[];
  alive: boolean;
}

/** One thread or several that take turns, a bump allocator, and no eager ops: enough to run compiled steps. */
export class TestHost implements StepHost<TestHandle> {
  readonly memory = new LinearMemory(2 ** 24, 2 ** 26, true);
  private top = 1 << 16;

  readonly eager = {
    dispose: (x: TestHandle) => {
      if (!x.alive) throw new Error("disposed twice");
      x.alive = false;
    },
  } as unknown as Backend<TestHandle>; // steps without eager ops only dispose

  put(data: readonly number[], shape: readonly number[], dtype: DType = "float32"): TestHandle {
    const x = this.create(shape, dtype);
    const host = hostArray(dtype, data.length);
    host.set(data);
    this.memory.u8.set(new Uint8Array(host.buffer), x.address);
    return x;
  }

  get(x: TestHandle): number[] {
    if (!x.alive) throw new Error("disposed");
    const data: HostData = hostArray(x.dtype, sizeOf(x.shape));
    const bytes = new Uint8Array(data.buffer);
    bytes.set(this.memory.u8.subarray(x.address, x.address + bytes.length));
    return [...data];
  }

  allocate(bytes: number): Region {
    const region = { address: this.top, size: Math.ceil((bytes + 64) / 64) * 64 };
    this.top += region.size;
    return region;
  }

  release(): void {}

  module(): ModuleBuilder {
    const m = new ModuleBuilder();
    m.importMemory("env", "memory", { initial: 1, maximum: 65536, shared: true });
    return m;
  }

  load(bytes: Uint8Array<ArrayBuffer>): LoadedStep {
    const imports = {
      env: { memory: this.memory.memory, scratch: 1 << 12, maySleep: 1 },
      math: Math as unknown as WebAssembly.ModuleImports, // functions by name
    };
    const { step } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
    return { run: () => (step as (thread: number, threads: number) => void)(0, 1), dispose: () => {} };
  }

  takeIndexError(): boolean {
    const found = this.memory.i32[CONTROL.indexError >> 2] !== 0;
    this.memory.i32[CONTROL.indexError >> 2] = 0;
    return found;
  }

  create(shape: readonly number[], dtype: DType): TestHandle {
    return this.borrow(this.allocate(sizeOf(shape) * BYTES[dtype]).address, shape, dtype);
  }

  borrow(address: number, shape: readonly number[], dtype: DType): TestHandle {
    return { shape, dtype, address, strides: stridesOf(shape), alive: true };
  }

  takeOver(x: TestHandle): TestHandle {
    x.alive = false;
    return { ...x, alive: true };
  }

  addressOf(x: TestHandle): number {
    return x.address;
  }

  isDense(): boolean {
    return true;
  }

  isSole(): boolean {
    return true;
  }

  copy(x: TestHandle): TestHandle {
    return this.put(this.get(x), x.shape, x.dtype);
  }
}
