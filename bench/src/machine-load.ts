import { cpus } from "node:os";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Starts watching; the returned function says how many cores other processes kept busy since. */
export function watchForeignLoad(): () => number {
  const begin = performance.now();
  const busy = busySeconds();
  const own = ownSeconds();
  return () => {
    const seconds = (performance.now() - begin) / 1000;
    return Math.max(0, (busySeconds() - busy - (ownSeconds() - own)) / seconds);
  };
}

/** Waits until other processes leave the machine alone, for `patienceMs` at most. */
export async function quietMachine(patienceMs: number): Promise<void> {
  const begin = performance.now();
  while (performance.now() - begin < patienceMs) {
    const foreignLoad = watchForeignLoad();
    await sleep(200);
    if (foreignLoad() < 0.25) return;
  }
}

/** Work of all cores, for anybody. */
function busySeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
