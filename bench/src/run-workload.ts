import { performance } from "node:perf_hooks";
import { type Backend, manualSeed } from "@tenon/core";
import { measure } from "./measure.js";
import type { Result } from "./result.js";
import type { Workload } from "./workload.js";

/** Measures what `wants` asks for of one workload; nothing when it wants none of it. */
export async function* runWorkload(
  workload: Workload,
  backend: Backend,
  wants: (name: string) => boolean,
  patienceMs?: number,
): AsyncGenerator<Result> {
  const { name, unit, work } = workload;
  const firstStep = `${name} first step (trace+compile)`;
  const wantsFirst = workload.hasFirstStep === true && wants(firstStep);
  if (!wantsFirst && !wants(name)) return;

  const peer = `tenon-${backend.name}`;
  try {
    manualSeed(0);
    const begin = performance.now();
    const run = workload.prepare(backend);
    await run();
    const ms = performance.now() - begin;
    if (wantsFirst) yield { peer, workload: firstStep, value: ms, unit: "ms", ms, n: 1 };
    if (!wants(name)) return;

    const timing = await measure(run, patienceMs);
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
