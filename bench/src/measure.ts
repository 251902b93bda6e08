import { performance } from "node:perf_hooks";
import { quietMachine, watchForeignLoad } from "./machine-load.js";
import { median } from "./median.js";
import type { Run } from "./workload.js";

/** Timings of many runs. */
export interface Timing {
  /** Median milliseconds. */
  readonly ms: number;
  readonly bestMs: number;
  readonly n: number;
  readonly foreign: number;
}

const WARM_UP = { runs: 3, ms: 400 };
const SAMPLE = { runs: 5, ms: 1500 };
/** A workload that is slower than this runs fewer times. */
const LIMIT = { warmUpMs: 6000, sampleMs: 15_000, runs: 1 };
const DISTURBED = 0.3;

/**
 * Runs `run`, which ran once before and took `firstMs`, until its time is known, after waiting for a quiet machine for
 * `patienceMs` at most; once more when something else was busy meanwhile.
 */
export async function measure(run: Run, firstMs: number, patienceMs = 5000): Promise<Timing> {
  const begin = performance.now() - firstMs;
  for (let runs = 1; ; runs++) {
    const spent = performance.now() - begin;
    if ((runs >= WARM_UP.runs && spent >= WARM_UP.ms) || spent >= LIMIT.warmUpMs) break;
    await run();
  }
  const first = await sample(run, patienceMs);
  if (first.foreign < DISTURBED || first.ms * first.n > LIMIT.sampleMs) return first;
  const second = await sample(run, patienceMs);
  return second.ms < first.ms ? second : first;
}

async function sample(run: Run, patienceMs: number): Promise<Timing> {
  await quietMachine(patienceMs);
  const foreignLoad = watchForeignLoad();
  const times: number[] = [];
  const begin = performance.now();
  for (let now = begin; ; ) {
    const spent = now - begin;
    if (times.length >= SAMPLE.runs && spent >= SAMPLE.ms) break;
    if (times.length >= LIMIT.runs && spent >= LIMIT.sampleMs) break;
    await run();
    const end = performance.now();
    times.push(end - now);
    now = end;
  }
  return { ms: median(times), bestMs: Math.min(...times), n: times.length, foreign: foreignLoad() };
}
