import { atomic, type FunctionRef, i32, type ModuleBuilder } from "../assembler/index.js";
import { CONTROL } from "./control.js";

/** How often a thread looks before it sleeps: some 30 µs. */
const SPINS = 20_000;
/** A sleep ends after so many nanoseconds to look again; so many in vain are a failure. */
const NAP = 50_000_000n;
const MOST_NAPS = 80;

/**
 * `barrier(threads)`: returns when all threads have called it. The last to arrive starts the next round; the others watch
 * the round's number, first spinning, then asleep. A thread that stays away for 4 seconds makes the others trap.
 */
export function emitBarrier(m: ModuleBuilder): FunctionRef<readonly ["i32"], "void"> {
  return m.once("barrier", () => {
    const maySleep = m.importGlobal("env", "maySleep");
    return m.function(["i32"], "void", (f, threads) => {
      f.if(i32.leU(threads, 1), () => f.return());
      const round = f.let(atomic.load(CONTROL.round));
      f.if(i32.eq(i32.add(atomic.add(CONTROL.arrived, 1), 1), threads), () => {
        f.do(atomic.store(CONTROL.arrived, 0));
        f.drop(atomic.add(CONTROL.round, 1));
        f.if(atomic.load(CONTROL.waiting), () => f.drop(atomic.notify(CONTROL.round, -1)));
        f.return();
      });
      const spins = f.let(i32.const(0));
      const naps = f.let(i32.const(0));
      f.loop((again) => {
        f.if(i32.ne(atomic.load(CONTROL.round), round), () => f.return());
        f.increase(spins, 1);
        f.branchIf(again, i32.ltU(spins, SPINS));
        f.increase(naps, 1);
        f.if(atomic.load(CONTROL.trapped), () => f.unreachable());
        f.if(
          maySleep,
          () => {
            f.drop(atomic.add(CONTROL.waiting, 1));
            f.drop(atomic.wait(CONTROL.round, round, NAP));
            f.drop(atomic.sub(CONTROL.waiting, 1));
            f.branchIf(again, i32.ltU(naps, MOST_NAPS));
          },
          () => {
            f.set(spins, 0);
            f.branchIf(again, i32.ltU(naps, 200_000));
          },
        );
        f.unreachable();
      });
    });
  });
}
