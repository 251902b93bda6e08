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
  const times: number[] = [];
  const emptyTimes: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    emptyTimes.push(run(empty).ms);
    times.push(run(program).ms);
  }
  const [ms, emptyMs] = [median(times), median(emptyTimes)];
  return [
    { peer: "node (empty program)", workload: STARTUP, value: emptyMs, unit: "ms", best: Math.min(...emptyTimes) },
    { peer, workload: STARTUP, value: ms, unit: "ms", best: Math.min(...times) },
    { peer, workload: STARTUP_OVER_EMPTY, value: ms - emptyMs, unit: "ms" },
  ];
}

function run(file: string): { ms: number; error?: string } {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  const ms = performance.now() - begin;
  if (status === 0) return { ms };
  const reason = /^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr.slice(0, 200);
  return { ms, error: `${reason} (npm run build comes first)` };
}
