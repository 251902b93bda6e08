import { spawnSync } from "node:child_process";
import { appendFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setBackend } from "@tenon/core";
import { backends } from "./backends.js";
import { measureStartup, STARTUP, STARTUP_OVER_EMPTY } from "./measure-startup.js";
import { type Result, resultLine } from "./result.js";
import { runWorkload } from "./run-workload.js";
import { workloads } from "./workloads.js";

const usage = `npm run bench -- [OPTIONS]

  --backend NAME   ${Object.keys(backends).join(", ")}; may be given again; default js and wasm
  --only REGEX     only the workloads whose name it matches
  --out FILE       also appends the lines there
  --list           the workloads

Prints one JSON object per result: { peer, workload, value, unit, ms, best, n, foreign }. value comes from the median run, best
from the fastest; foreign is how many cores other processes kept busy meanwhile.`;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      backend: { type: "string", multiple: true, default: ["js", "wasm"] },
      only: { type: "string", default: "" },
      out: { type: "string" },
      list: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help || values.list) {
    console.log(values.help ? usage : [...workloads.map(({ name }) => name), STARTUP].join("\n"));
    return 0;
  }
  const only = new RegExp(values.only);
  const unknown = values.backend.find((name) => !Object.hasOwn(backends, name));
  if (unknown !== undefined) throw new Error(`there is no backend "${unknown}"`);

  const [name, ...others] = values.backend;
  if (name === undefined) return 0;
  if (others.length > 0) return Math.max(...values.backend.map((one) => inOwnProcess(one, values.only, values.out)));
  return benchBackend(name, (workload) => only.test(workload), values.out);
}

/** Backends must not spoil each other's inline caches. Returns the exit code. */
function inOwnProcess(backend: string, only: string, out: string | undefined): number {
  const args = ["--backend", backend, "--only", only, ...(out === undefined ? [] : ["--out", out])];
  const self = fileURLToPath(import.meta.url);
  return spawnSync(process.execPath, [...process.execArgv, self, ...args], { stdio: "inherit" }).status ?? 1;
}

/** Measures one backend. Returns 1 when something failed. */
async function benchBackend(name: string, wants: (workload: string) => boolean, out: string | undefined) {
  let failed = 0;
  const emit = async (result: Result) => {
    if (result.value === null) failed = 1;
    console.log(resultLine(result));
    if (out !== undefined) await appendFile(out, `${resultLine(result)}\n`);
  };
  if (wants(STARTUP) || wants(STARTUP_OVER_EMPTY))
    for (const result of await measureStartup(name)) if (wants(result.workload)) await emit(result);

  const backend = await backends[name]!().catch((error: unknown) => String(error)); // a known name
  if (typeof backend === "string") {
    await emit({ peer: `tenon-${name}`, workload: "init", value: null, unit: "error", error: backend });
    return failed;
  }
  setBackend(backend);
  for (const workload of workloads)
    for await (const result of runWorkload(`tenon-${name}`, workload, wants)) await emit(result);
  return failed;
}
