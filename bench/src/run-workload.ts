import { performance } from "node:perf_hooks";
import { measure } from "./measure.js";
import type { Result } from "./result.js";
import { firstStepOf, type Workload } from "./workload.js";

/** Measures what `wants` asks for of one workload; nothing when it wants none of it. */
export async function* runWorkload(
  peer: string,
  { name, unit, work, hasFirstStep = false, prepare }: Workload,
  wants: (name: string) => boolean,
  patienceMs?: number,
): AsyncGenerator<Result> {
  const firstStep = firstStepOf(name);
  const wantsFirst = hasFirstStep && wants(firstStep);
  if (!wantsFirst && !wants(name)) return;

  try {
    const begin = performance.now();
    const run = await prepare();
    const prepared = performance.now();
    await run();
    const end = performance.now();
    const ms = end - begin;
    if (wantsFirst) yield { peer, workload: firstStep, value: ms, unit: "ms", ms, n: 1 };
    if (!wants(name)) return;

    const timing = await measure(run, end - prepared, patienceMs);
    yield {
      peer,
      workload: name,
      value: work / (timing.ms / 1000),
      unit,
      ms: timing.ms,
      best: work / (timing.bestMs / 1000),
      n: timing.n,
      foreign: timing.foreign,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    yield { peer, workload: name, value: null, unit: "error", error: message.slice(0, 400) };
  }
}
