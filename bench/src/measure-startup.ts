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

/** A fresh process that imports the built packages and adds two tensors, beside one that does nothing. */
export async function measureStartup(backendName: string): Promise<Result[]> {
  const program = fileURLToPath(new URL(`./startup/${backendName}.mjs`, import.meta.url));
  const empty = fileURLToPath(new URL("./startup/empty.mjs", import.meta.url));
  if (!existsSync(program)) return [];

  const peer = `tenon-${backendName}`;
  const failure = run(program).error;
  if (failure !== undefined) return [{ peer, workload: STARTUP, value: null, unit: "error", error: failure }];
  await quietMachine(5000);
  const rounds = Array.from({ length: ROUNDS }, () => ({ empty: run(empty).ms, program: run(program).ms }));
  const emptyTimes = rounds.map((round) => round.empty);
  const times = rounds.map((round) => round.program);
  return [
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
}

function startup(peer: string, workload: string, times: readonly number[], best: number): Result {
  const ms = median(times);
  return { peer, workload, value: ms, unit: "ms", ms, best, n: times.length };
}

function run(file: string): { ms: number; error?: string } {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  const ms = performance.now() - begin;
  if (status === 0) return { ms };
  const reason = /^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr.slice(0, 200);
  return { ms, error: `${reason} (npm run build comes first)` };
}
