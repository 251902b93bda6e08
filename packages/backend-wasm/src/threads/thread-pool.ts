import { TenonError } from "@tenon/core";
import { maySleep, startThread, type Thread } from "../host.js";
import type { LinearMemory } from "../memory/linear-memory.js";
import { ARGUMENTS, CONTROL } from "./control.js";
import { runtimeModule } from "./runtime-module.js";

/** A function that every thread has in its table at `slot` once it has installed `version` modules. */
export interface Installed {
  readonly slot: number;
  readonly version: number;
}

interface Runtime {
  dispatch(slot: number, tasks: number, grain: number, args: number, version: number): number;
  begin(slot: number, version: number): void;
  finish(workers: number): number;
  settled(): number;
  attention(): void;
}

/** How long to wait for a worker that is inside a job, or for new modules to arrive, in milliseconds. */
const PATIENCE = 4000;
const START_PATIENCE = 20_000;

/**
 * The main thread, which is thread 0, and its workers. Jobs of tasks never wait for a worker that is late; programs that
 * all threads run do. A worker that fails makes this call or the next one throw, and the pool is of no use from then on.
 */
export class ThreadPool {
  readonly threads: number;
  private readonly table = new WebAssembly.Table({ initial: 1, element: "anyfunc" });
  private readonly runtime: Runtime;
  private readonly workers: Thread[] = [];
  private published = 0;
  private slots = 1;
  private readonly free: number[] = [];
  private failure: string | undefined;
  private closed = false;

  private constructor(
    private readonly memory: LinearMemory,
    private readonly scratch: readonly number[],
    private readonly spawn: typeof startThread,
  ) {
    this.threads = scratch.length;
    const module = new WebAssembly.Module(runtimeModule(memory.shared));
    this.runtimeSource = module;
    this.runtime = new WebAssembly.Instance(module, this.imports).exports as unknown as Runtime; // as runtimeModule exports
  }

  private readonly runtimeSource: WebAssembly.Module;

  /** Starts the workers: one per scratch address but the first, which is the main thread's. */
  static async start(memory: LinearMemory, scratch: readonly number[], spawn = startThread): Promise<ThreadPool> {
    const pool = new ThreadPool(memory, scratch, spawn);
    try {
      await Promise.all(scratch.slice(1).map((address, worker) => pool.startWorker(worker, address)));
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  /** What every module of kernels is instantiated with on the main thread. */
  get imports(): WebAssembly.Imports {
    const env = {
      memory: this.memory.memory,
      table: this.table,
      scratch: this.scratch[0]!,
      maySleep: maySleep() ? 1 : 0,
    };
    return { env, math: Math as unknown as WebAssembly.ModuleImports }; // functions by name
  }

  /** Puts exported functions into every thread's table; workers get theirs when they next look. */
  install(module: WebAssembly.Module, instance: WebAssembly.Instance, names: readonly string[]): Installed[] {
    const slots = names.map((name): [string, number] => [name, this.free.pop() ?? this.slots++]);
    if (this.slots > this.table.length) this.table.grow(this.slots - this.table.length);
    for (const [name, slot] of slots) this.table.set(slot, instance.exports[name]);
    const { length } = this.table;
    this.published++;
    for (const worker of this.workers) worker.post({ modules: [{ module, slots, length }], version: this.published });
    this.word(CONTROL.published, this.published);
    if (this.workers.length > 0) this.runtime.attention();
    return slots.map(([, slot]) => ({ slot, version: this.published }));
  }

  /** Frees a slot for the next module; workers let go of the function when that one arrives. */
  uninstall({ slot }: Installed): void {
    this.table.set(slot, null);
    this.free.push(slot);
  }

  /** Runs `function(begin, end, arguments)` over all tasks, `grain` at a time; `args` are words at `arguments`. */
  run({ slot, version }: Installed, tasks: number, grain: number, args: readonly number[]): void {
    this.check();
    this.memory.i32.set(args, ARGUMENTS >> 2);
    if (!this.runtime.dispatch(slot, tasks, grain, ARGUMENTS, version)) this.await(() => this.runtime.settled() !== 0);
    this.check();
  }

  /** Runs `function(thread, threads)` once on every thread at the same time; inside, `emitBarrier` lets them meet. */
  runOnAll({ slot, version }: Installed): void {
    this.check();
    const program = this.table.get(slot) as (thread: number, threads: number) => void; // as its installer promised
    if (this.workers.length === 0) {
      program(0, 1);
      return;
    }
    this.await(() => this.workers.every((_, i) => this.loaded(i) >= version));
    this.runtime.begin(slot, version);
    try {
      program(0, this.threads);
      if (!this.runtime.finish(this.workers.length)) this.await(() => this.runtime.finish(this.workers.length) !== 0);
    } catch (error) {
      this.failure ??= String(error);
    }
    this.word(CONTROL.open, 0);
    this.check();
  }

  /** Ends the workers. */
  close(): void {
    this.closed = true;
    this.word(CONTROL.published, -1);
    this.runtime.attention();
    for (const worker of this.workers) worker.terminate();
    this.workers.length = 0;
  }

  private startWorker(index: number, scratch: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(broken("a worker did not start in time")), START_PATIENCE);
      const worker = this.spawn({
        message: (data) => {
          const message = data as { ready?: number; trapped?: string }; // what worker.js posts
          if (message.ready !== undefined) {
            clearTimeout(timer);
            worker.release();
            resolve();
          }
          if (message.trapped !== undefined) this.failure ??= message.trapped;
        },
        failed: (reason) => {
          if (!this.closed) this.failure ??= reason;
          clearTimeout(timer);
          reject(broken(reason));
        },
      });
      this.workers.push(worker);
      worker.post({
        start: {
          memory: this.memory.memory,
          runtime: this.runtimeSource,
          worker: index,
          threads: this.threads,
          scratch,
          loaded: (CONTROL.workers >> 2) + 16 * index,
          trapped: CONTROL.trapped >> 2,
          active: CONTROL.active >> 2,
        },
      });
    });
  }

  private loaded(worker: number): number {
    return Atomics.load(this.memory.i32, (CONTROL.workers >> 2) + 16 * worker);
  }

  private word(address: number, value: number): void {
    Atomics.store(this.memory.i32, address >> 2, value);
  }

  private await(done: () => boolean): void {
    const end = performance.now() + PATIENCE;
    while (!done()) {
      if (this.failure === undefined && performance.now() < end) continue;
      this.failure ??= `a worker gave no sign of life for ${PATIENCE} ms`;
      break;
    }
  }

  private check(): void {
    if (this.memory.i32[CONTROL.trapped >> 2] !== 0) this.failure ??= "a kernel trapped in a worker";
    if (this.failure !== undefined) throw broken(this.failure);
    if (this.closed)
      throw new TenonError("backend_failed", "wasm: the backend is closed", "a new one from createWasmBackend()");
  }
}

function broken(reason: string): TenonError {
  return new TenonError(
    "backend_failed",
    `wasm: a thread failed: ${reason}`,
    "a new backend from createWasmBackend(), perhaps with { threads: 1 }",
  );
}
