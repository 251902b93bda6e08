import { spawnSync } from "node:child_process";
import type { Contender } from "./contenders.js";
import type { Result } from "./result.js";

/** Measures `names` in a process of its own, which is ended after `limitSeconds`. */
export function runContender(contender: Contender, names: readonly string[], limitSeconds: number): Result[] {
  const { peer, command, args, environment } = contender;
  const { stdout, stderr, status, signal } = spawnSync(command, args(exactly(names)), {
    env: { ...process.env, ...environment },
    encoding: "utf8",
    timeout: limitSeconds * 1000,
    killSignal: "SIGKILL",
  });
  const results = parseResults(stdout);
  const failure = (error: string): Result => ({ peer, workload: names[0]!, value: null, unit: "error", error });
  if (signal !== null) return [...results, failure(`no result within ${limitSeconds} s`)];
  if (status !== 0 && results.length === 0)
    return [failure(/^\w*Error.*$/m.exec(stderr)?.[0] ?? `exit code ${status}`)];
  return results;
}

/** A pattern that matches these names and no others, in JavaScript and in Python. */
export function exactly(names: readonly string[]): string {
  return `^(?:${names.map((name) => name.replace(/[[\]()*+.]/g, "\\$&")).join("|")})$`;
}

/** The results among lines of output. */
export function parseResults(output: string): Result[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Result); // programs of this folder print them
}
