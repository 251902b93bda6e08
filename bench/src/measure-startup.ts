import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { quietMachine } from "./machine-load.js";
import { median } from "./median.js";
import type { Result } from "./result.js";

export const STARTUP = "startup process+import+first op";
export const STARTUP_OVER_EMPTY = "startup over an empty program";

const ROUNDS = 15;

/** A fresh process that imports a library and adds two tensors, beside one that does nothing. Nothing where there is no such program. */
export async function* measureStartup(
  peer: string,
  program: URL,
  wants: (name: string) => boolean,
): AsyncGenerator<Result> {
  if (!(wants(STARTUP) || wants(STARTUP_OVER_EMPTY)) || !existsSync(program)) return;

  const failure = run(program).error;
  if (failure !== undefined) {
    yield { peer, workload: STARTUP, value: null, unit: "error", error: failure };
    return;
  }
  await quietMachine(5000);
  const empty = new URL("./startup/empty.mjs", import.meta.url);
  const rounds = Array.from({ length: ROUNDS }, () => ({ empty: run(empty).ms, program: run(program).ms }));
  const emptyTimes = rounds.map((round) => round.empty);
  const times = rounds.map((round) => round.program);
  const results = [
    startup("node (empty program)", STARTUP, emptyTimes, Math.min(...emptyTimes)),
    startup(peer, STARTUP, times, Math.min(...times)),
    // Neighbouring rounds share what else the machine does.
    startup(
      peer,
      STARTUP_OVER_EMPTY,
      rounds.map((round) => round.program - round.empty),
      Math.min(...times) - Math.min(...emptyTimes),
    ),
  ];
  yield* results.filter(({ workload }) => wants(workload));
}

function startup(peer: string, workload: string, times: readonly number[], best: number): Result {
  const ms = median(times);
  return { peer, workload, value: ms, unit: "ms", ms, best, n: times.length };
}

function run(program: URL): { ms: number; error?: string } {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(program)], { encoding: "utf8" });
  const ms = performance.now() - begin;
  if (status === 0) return { ms };
  const reason = /^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr.slice(0, 200);
  return { ms, error: `${reason} (npm run build comes first)` };
}
