import { BYTES, type DType, sizeOf, TenonError } from "@tenon/core";
import { call, i32, ModuleBuilder } from "./assembler/index.js";
import { type Layout, rowMajor } from "./compile/layout.js";
import { availableThreads, canShareMemory } from "./host.js";
import { type Kernel, SCRATCH_BYTES } from "./kernels/index.js";
import { Allocator } from "./memory/allocator.js";
import { LinearMemory } from "./memory/linear-memory.js";
import { CONTROL, CONTROL_BYTES, MOST_WORKERS } from "./threads/control.js";
import { type Installed, ThreadPool } from "./threads/thread-pool.js";
import { WasmHandle } from "./wasm-handle.js";

export interface WasmOptions {
  /** Threads that share large ops, the calling one included; default: 2, or 1 where memory cannot be shared or worker.js is missing. */
  readonly threads?: number;
  /** The most linear memory to use, in bytes; default 4 GiB, which is all that WebAssembly addresses. */
  readonly maximumBytes?: number;
}

/** A kernel in a module of its own, called from JavaScript. */
export interface EagerKernel {
  /** `(begin, end, ...addresses, ...sizes)` */
  readonly run: (...args: readonly number[]) => void;
  readonly module: WebAssembly.Module;
  readonly instance: WebAssembly.Instance;
  installed: Installed | undefined;
}

/** Work, in elements times instructions, below which waking a thread costs more than it saves. */
const WORTH_SHARING = 150_000;
const PIECES_PER_THREAD = 8;

/** Memory, threads and kernels of one backend. */
export class Machine {
  private readonly kernels = new Map<string, EagerKernel>();
  private tensors = 0;
  private bytes = 0;

  private constructor(
    readonly memory: LinearMemory,
    readonly allocator: Allocator,
    readonly pool: ThreadPool,
  ) {}

  static async start(options: WasmOptions): Promise<Machine> {
    const shared = canShareMemory();
    const threads = threadCount(options.threads, shared);
    const scratch = Array.from({ length: threads }, (_, i) => CONTROL_BYTES + i * SCRATCH_BYTES);
    const start = CONTROL_BYTES + threads * SCRATCH_BYTES;
    const memory = new LinearMemory(start + 2 ** 20, options.maximumBytes ?? 2 ** 32, shared);
    const pool = await ThreadPool.start(memory, scratch).catch((error: unknown) => {
      // A program bundled into one file has no worker.js beside it.
      if (options.threads !== undefined) throw error;
      return ThreadPool.start(memory, scratch.slice(0, 1));
    });
    return new Machine(memory, new Allocator(memory, start), pool);
  }

  get usage() {
    return { tensors: this.tensors, bytes: this.bytes };
  }

  /** A tensor with memory of its own, not filled. */
  create(shape: readonly number[], dtype: DType): WasmHandle {
    const bytes = sizeOf(shape) * BYTES[dtype];
    const storage = { region: this.allocator.take(bytes), bytes, references: 1 };
    this.tensors++;
    this.bytes += bytes;
    return new WasmHandle(storage, dtype, rowMajor(shape), true);
  }

  /** Another view of the memory of `x`. */
  view(x: WasmHandle, layout: Layout): WasmHandle {
    x.storage.references++;
    this.tensors++;
    return new WasmHandle(x.storage, x.dtype, layout);
  }

  /** A tensor on memory that something else owns: it counts as no bytes and gives none back. */
  borrow(address: number, shape: readonly number[], dtype: DType): WasmHandle {
    this.tensors++;
    const storage = { region: { address, size: 0 }, bytes: 0, references: 1 };
    return new WasmHandle(storage, dtype, rowMajor(shape), true);
  }

  dispose({ storage }: WasmHandle): void {
    this.tensors--;
    if (--storage.references > 0) return;
    this.bytes -= storage.bytes;
    if (storage.region.size > 0) this.allocator.give(storage.region);
  }

  /** Runs `body` with temporaries, which are disposed when it returns or throws. */
  with<R>(body: (keep: (x: WasmHandle) => WasmHandle) => R): R {
    const temporary: WasmHandle[] = [];
    try {
      return body((x) => {
        temporary.push(x);
        return x;
      });
    } finally {
      for (const x of temporary) this.dispose(x);
    }
  }

  /** A builder with the imports of every module of this machine. */
  module(): ModuleBuilder {
    const m = new ModuleBuilder();
    m.importMemory("env", "memory", { initial: 1, maximum: 65536, shared: this.memory.shared });
    return m;
  }

  /** The kernel known by `key`, made on first use. */
  kernel(key: string, emit: (m: ModuleBuilder) => Kernel): EagerKernel {
    const known = this.kernels.get(key);
    if (known) return known;
    const m = this.module();
    const { run } = emit(m);
    m.export("run", run);
    // The same kernel for threads, which find its arguments in memory.
    const job = m.function(["i32", "i32", "i32"], "void", (f, begin, end, args) => {
      f.do(call(run, begin, end, ...run.params.slice(2).map((_, i) => i32.load(args, 4 * i))));
    });
    m.export("job", job);
    const module = new WebAssembly.Module(m.encode());
    const instance = new WebAssembly.Instance(module, this.pool.imports);
    const kernel = { run: instance.exports.run as EagerKernel["run"], module, instance, installed: undefined }; // exported above
    this.kernels.set(key, kernel);
    return kernel;
  }

  /** Runs all tasks of a kernel, on all threads if `work` (instructions, roughly) is worth it. */
  launch(kernel: EagerKernel, tasks: number, work: number, args: readonly number[]): void {
    const { pool } = this;
    if (work < WORTH_SHARING || tasks < 2 || pool.threads < 2) {
      kernel.run(0, tasks, ...args);
      return;
    }
    kernel.installed ??= pool.install(kernel.module, kernel.instance, ["job"])[0]!;
    const grain = Math.max(1, Math.floor(tasks / (PIECES_PER_THREAD * pool.threads)));
    pool.run(kernel.installed, tasks, grain, args);
  }

  /** True if a kernel met an index out of range since the last call. */
  takeIndexError(): boolean {
    const at = CONTROL.indexError >> 2;
    const found = this.memory.i32[at] !== 0;
    if (found) this.memory.i32[at] = 0;
    return found;
  }
}

function threadCount(wished: number | undefined, shared: boolean): number {
  if (wished === undefined) return shared ? Math.min(2, availableThreads()) : 1;
  if (!Number.isInteger(wished) || wished < 1 || wished > MOST_WORKERS + 1)
    throw new TenonError(
      "invalid_argument",
      `createWasmBackend: threads is ${wished}`,
      `an integer from 1 to ${MOST_WORKERS + 1}`,
      { threads: wished },
    );
  return shared ? wished : 1;
}
