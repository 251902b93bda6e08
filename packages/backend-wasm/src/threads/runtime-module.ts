import { atomic, type FunctionBuilder, type I32, i32, ModuleBuilder, select } from "../assembler/index.js";
import { CONTROL } from "./control.js";

/** How often a waiting thread looks before it sleeps: some 50 µs. */
const WORKER_SPINS = 30_000;
/** How often the main thread looks for the others' end before it returns to JavaScript: a few milliseconds. */
const MAIN_SPINS = 2_000_000;

/**
 * The module that every thread runs between kernels.
 *
 * - `serve(worker, threads)`: takes part in jobs until there are modules to install, or for ever.
 * - `dispatch(slot, tasks, grain, arguments, version)`: opens a job, takes part, closes it; true when all are done.
 * - `begin(slot, version)` opens a program that each thread runs once; `finish(workers)`: true when they have.
 * - `settled()`: true when no worker is inside a job.
 *
 * A worker counts itself in before it looks whether the job is still open; the main thread closes the job before it looks
 * whether anyone is in. So nobody starts on a job whose words are being replaced, and a worker that wakes late, or never,
 * costs nothing: its tasks are done by others.
 */
export function runtimeModule(shared: boolean): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder();
  m.importMemory("env", "memory", { initial: 1, maximum: 65536, shared });
  m.importTable("env", "table", 1);

  const takeTasks = (f: FunctionBuilder) => {
    const tasks = f.let(i32.load(CONTROL.tasks));
    const grain = f.let(i32.load(CONTROL.grain));
    const slot = f.let(i32.load(CONTROL.slot));
    const args = f.let(i32.load(CONTROL.arguments));
    const begin = f.local("i32");
    f.loop((again) => {
      f.set(begin, atomic.add(CONTROL.next, grain));
      f.if(i32.ltU(begin, tasks), () => {
        const end = f.let(i32.add(begin, grain));
        const last = select(i32.gtU(end, tasks), tasks, end);
        f.do(m.callIndirect(["i32", "i32", "i32"], "void", slot, begin, last, args));
        f.branch(again);
      });
    });
  };

  const call = (f: FunctionBuilder) => {
    f.drop(atomic.add(CONTROL.epoch, 1));
    f.if(atomic.load(CONTROL.sleepers), () => f.drop(atomic.notify(CONTROL.epoch, -1)));
  };

  m.export(
    "serve",
    m.function(["i32", "i32"], "void", (f, worker, threads) => {
      const own = f.let(i32.add(CONTROL.workers, i32.shl(worker, 6)));
      const seen = f.let(i32.load(own, 4));
      const epoch = f.local("i32");
      const spins = f.local("i32");
      f.loop((again) => {
        f.if(i32.ne(atomic.load(CONTROL.published), i32.load(own)), () => {
          f.do(i32.store(own, seen, 4));
          f.return();
        });
        f.set(epoch, atomic.load(CONTROL.epoch));
        f.if(i32.eq(epoch, seen), () => {
          f.increase(spins, 1);
          f.branchIf(again, i32.ltU(spins, WORKER_SPINS));
          f.set(spins, 0);
          f.drop(atomic.add(CONTROL.sleepers, 1));
          f.drop(atomic.wait(CONTROL.epoch, seen, -1n));
          f.drop(atomic.sub(CONTROL.sleepers, 1));
          f.branch(again);
        });
        f.set(seen, epoch);
        f.set(spins, 0);
        f.do(i32.store(own, seen, 4));
        f.drop(atomic.add(CONTROL.active, 1));
        const open = f.let(atomic.load(CONTROL.open));
        f.if(i32.leU(i32.load(CONTROL.version), i32.load(own)), () => {
          f.if(i32.eq(open, 1), () => takeTasks(f));
          const program = f.let(i32.load(CONTROL.program));
          f.if(i32.and(i32.eq(open, 2), i32.ne(program, i32.load(own, 8))), () => {
            f.do(i32.store(own, program, 8));
            const slot = i32.load(CONTROL.slot);
            f.do(m.callIndirect(["i32", "i32"], "void", slot, i32.add(worker, 1), threads));
            f.drop(atomic.add(CONTROL.finished, 1));
          });
        });
        f.drop(atomic.sub(CONTROL.active, 1));
        f.branch(again);
      });
    }),
  );

  const spinUntil = (f: FunctionBuilder, condition: () => I32) => {
    const spins = f.let(i32.const(0));
    f.loop((again) => {
      f.if(condition(), () => f.return(i32.const(1)));
      f.increase(spins, 1);
      f.branchIf(again, i32.ltU(spins, MAIN_SPINS));
    });
    return i32.const(0);
  };

  m.export(
    "dispatch",
    m.function(["i32", "i32", "i32", "i32", "i32"], "i32", (f, slot, tasks, grain, args, version) => {
      f.do(i32.store(CONTROL.slot, slot));
      f.do(i32.store(CONTROL.tasks, tasks));
      f.do(i32.store(CONTROL.grain, grain));
      f.do(i32.store(CONTROL.arguments, args));
      f.do(i32.store(CONTROL.version, version));
      f.do(atomic.store(CONTROL.next, 0));
      f.do(atomic.store(CONTROL.open, 1));
      call(f);
      takeTasks(f);
      f.do(atomic.store(CONTROL.open, 0));
      return spinUntil(f, () => i32.eqz(atomic.load(CONTROL.active)));
    }),
  );

  m.export(
    "begin",
    m.function(["i32", "i32"], "void", (f, slot, version) => {
      f.do(i32.store(CONTROL.slot, slot));
      f.do(i32.store(CONTROL.version, version));
      f.do(atomic.store(CONTROL.finished, 0));
      f.do(atomic.store(CONTROL.arrived, 0));
      f.drop(atomic.add(CONTROL.program, 1));
      f.do(atomic.store(CONTROL.open, 2));
      call(f);
    }),
  );

  m.export(
    "finish",
    m.function(["i32"], "i32", (f, workers) => {
      const done = () => i32.and(i32.eq(atomic.load(CONTROL.finished), workers), i32.eqz(atomic.load(CONTROL.active)));
      return spinUntil(f, done);
    }),
  );

  m.export(
    "settled",
    m.function([], "i32", (f) => spinUntil(f, () => i32.eqz(atomic.load(CONTROL.active)))),
  );

  m.export(
    "attention",
    m.function([], "void", (f) => call(f)),
  );

  return m.encode();
}
