import { TenonError } from "@tenon/core";
import { afterEach, describe, expect, it } from "vitest";
import { atomic, call, type FunctionBuilder, i32, type Local, ModuleBuilder } from "../assembler/index.js";
import { startThread, type Thread } from "../host.js";
import { SCRATCH_BYTES } from "../kernels/index.js";
import { LinearMemory } from "../memory/linear-memory.js";
import { emitBarrier } from "./barrier.js";
import { CONTROL_BYTES } from "./control.js";
import { ThreadPool } from "./thread-pool.js";

const DATA = 1 << 23;
const open: ThreadPool[] = [];

afterEach(() => {
  for (const pool of open.splice(0)) pool.close();
});

async function start(threads: number, spawn = startThread) {
  const memory = new LinearMemory(1 << 24, 1 << 26, true);
  const scratch = Array.from({ length: threads }, (_, i) => CONTROL_BYTES + i * SCRATCH_BYTES);
  const pool = await ThreadPool.start(memory, scratch, spawn);
  open.push(pool);
  return { memory, pool };
}

function install(pool: ThreadPool, build: (m: ModuleBuilder) => void) {
  const m = new ModuleBuilder();
  m.importMemory("env", "memory", { initial: 1, maximum: 65536, shared: true });
  build(m);
  const module = new WebAssembly.Module(m.encode());
  return pool.install(module, new WebAssembly.Instance(module, pool.imports), ["run"])[0]!;
}

/** A job that adds 1 to the word of each of its tasks. */
function counting(pool: ThreadPool) {
  return install(pool, (m) => {
    const run = m.function(["i32", "i32", "i32"], "void", (f, begin, end, args) => {
      const base = f.let(i32.load(args));
      f.range(begin, end, 1, (task) => {
        const at = f.let(i32.add(base, i32.shl(task, 2)));
        f.do(i32.store(at, i32.add(i32.load(at), 1)));
      });
    });
    m.export("run", run);
  });
}

/** A program for every thread. */
function program(
  pool: ThreadPool,
  body: (f: FunctionBuilder, m: ModuleBuilder, thread: Local<"i32">, threads: Local<"i32">) => void,
) {
  return install(pool, (m) => {
    m.export(
      "run",
      m.function(["i32", "i32"], "void", (f, thread, threads) => body(f, m, thread, threads)),
    );
  });
}

describe("ThreadPool", () => {
  it.each([1, 2, 3])("does every task of a job once on %i threads, job after job", async (threads) => {
    const { memory, pool } = await start(threads);
    const job = counting(pool);
    for (let round = 1; round <= 300; round++) {
      pool.run(job, 1000, 1 + (round % 7), [DATA]);
      if (round % 50 > 0) continue;
      expect(new Set(memory.i32.subarray(DATA >> 2, (DATA >> 2) + 1000))).toEqual(new Set([round]));
    }
  });

  it("runs a program once on every thread, however soon after its installation", async () => {
    const { memory, pool } = await start(2);
    for (let round = 1; round <= 1000; round++) {
      const step = program(pool, (f, m, _, threads) => {
        f.drop(atomic.add(DATA, 1));
        f.do(call(emitBarrier(m), threads));
      });
      pool.runOnAll(step);
      pool.uninstall(step);
      expect(memory.i32[DATA >> 2]).toBe(2 * round);
    }
  });

  it("wakes workers that have gone to sleep, and hands them modules while they sleep", async () => {
    const { memory, pool } = await start(2);
    for (let round = 1; round <= 5; round++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      pool.run(counting(pool), 1000, 10, [DATA]);
      expect(memory.i32[DATA >> 2]).toBe(round);
    }
  });

  it.each([1, 2, 3])("runs a program once on each of %i threads, meeting at barriers", async (threads) => {
    const { memory, pool } = await start(threads);
    // Each round every thread adds up what all threads wrote in the round before.
    const job = program(pool, (f, m, thread, all) => {
      const barrier = emitBarrier(m);
      const own = f.let(i32.add(DATA, i32.shl(thread, 6)));
      f.do(i32.store(own, 1));
      f.range(0, 50, 1, () => {
        f.do(call(barrier, all));
        const sum = f.let(i32.const(0));
        f.range(0, all, 1, (other) => f.set(sum, i32.add(sum, i32.load(i32.add(DATA, i32.shl(other, 6))))));
        f.do(call(barrier, all));
        f.do(i32.store(own, i32.remU(sum, 1009)));
      });
    });
    let expected = 1;
    for (let i = 0; i < 50; i++) expected = (expected * threads) % 1009;
    for (let run = 0; run < 20; run++) {
      pool.runOnAll(job);
      for (let i = 0; i < threads; i++) expect(memory.i32[(DATA + 64 * i) >> 2]).toBe(expected);
    }
  });

  it("throws when a worker traps, at once and from then on", async () => {
    const { pool } = await start(2);
    const trap = program(pool, (f, m, thread, threads) => {
      f.if(thread, () => f.unreachable());
      f.do(call(emitBarrier(m), threads));
    });
    const before = performance.now();
    expect(() => pool.runOnAll(trap)).toThrowError(TenonError);
    expect(performance.now() - before).toBeLessThan(8000);
    expect(() => pool.run(counting(pool), 10, 1, [DATA])).toThrowError(/thread failed/);
  });

  it("does jobs without a worker that has ended, and refuses programs", async () => {
    const workers: Thread[] = [];
    const { memory, pool } = await start(2, (events) => {
      workers.push(startThread(events));
      return workers[0]!;
    });
    const job = counting(pool);
    const all = program(pool, () => {});
    for (const worker of workers) worker.terminate();
    pool.run(job, 100, 1, [DATA]);
    expect(memory.i32[DATA >> 2]).toBe(1);
    expect(() => pool.runOnAll(all)).toThrowError(TenonError);
  });

  it("starts and ends many times", async () => {
    for (let i = 0; i < 10; i++) {
      const { memory, pool } = await start(2);
      pool.run(counting(pool), 10, 1, [DATA]);
      expect(memory.i32[DATA >> 2]).toBe(1);
      pool.close();
      expect(() => pool.run(counting(pool), 10, 1, [DATA])).toThrowError(TenonError);
    }
  });
});
