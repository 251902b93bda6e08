import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { TenonError } from "@tenon/core";
import { MODES, type Mode } from "./case.js";
import { replayCase } from "./cases/graph-cases.js";
import { loadBackend, loadModule } from "./load-backend.js";
import { reportTable } from "./runner/report-table.js";
import { runSuite, type Selection } from "./runner/run-suite.js";
import { parseGraph } from "./samples/graph.js";

const USAGE = `Usage: tenon-conformance MODULE | --backend js|wasm|tfjs-cpu|tfjs-wasm
  --mode eager|compiled|async   one mode instead of all; may be given again
  --filter REGEX                only cases whose id matches
  --sample SHARE --seed N       a seeded share of the cases, such as 0.2
  --graphs N --graph-seed N     how many random graphs of which seed beside those of the suite; 20 of a new seed
  --replay FILE                 only the random graph that a failed run has written there
  --json FILE                   every result as JSON`;

/** Where the smallest failing random graphs of a run go. */
const REPLAY_FILE = (i: number) => `failing-graph-${i}.json`;

/** Where the command writes; `progress` replaces the line that it wrote before. */
export interface Output {
  readonly log: (text: string) => void;
  readonly error: (text: string) => void;
  readonly progress?: ((line: string) => void) | undefined;
}

/** The command line: prints to `out` and resolves to the exit code: 1 when cases failed, 2 when it was not understood. */
export async function command(args: readonly string[], out: Output): Promise<number> {
  try {
    return await certifyAs(args, out);
  } catch (error) {
    out.error(error instanceof Error ? error.message : String(error));
    out.error(USAGE);
    return 2;
  }
}

async function certifyAs(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      backend: { type: "string" },
      mode: { type: "string", multiple: true },
      filter: { type: "string" },
      sample: { type: "string" },
      seed: { type: "string", default: "0" },
      graphs: { type: "string" },
      "graph-seed": { type: "string" },
      replay: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    out.log(USAGE);
    return 0;
  }
  const [module] = positionals;
  if (!module && !values.backend)
    throw new TenonError("invalid_argument", "no backend was named", "a module or --backend");
  const certificate = module ? await loadModule(resolve(module)) : await loadBackend(values.backend ?? "");
  const report = await runSuite(certificate, {
    ...(values.mode && { modes: values.mode.map(modeNamed) }),
    ...(values.filter && { filter: new RegExp(values.filter) }),
    ...(values.sample && { sample: { share: fraction(values.sample), seed: Number(values.seed) } }),
    ...(values.replay && { cases: [replayCase(parseGraph(await readFile(values.replay, "utf8")))] }),
    graphs: { count: whole("--graphs", values.graphs), seed: whole("--graph-seed", values["graph-seed"]) },
    onStart: (id, mode) => out.progress?.(`${id} (${mode})`),
  } satisfies Selection);
  out.progress?.("");
  if (values.json) await writeFile(values.json, `${JSON.stringify(report, undefined, 1)}\n`);
  out.log(reportTable(report));
  for (const [i, { replay }] of report.results.filter((result) => result.replay !== undefined).entries()) {
    await writeFile(REPLAY_FILE(i), `${replay}\n`);
    out.error(`a failing graph: --replay ${REPLAY_FILE(i)}`);
  }
  return report.failed > 0 ? 1 : 0;
}

function modeNamed(name: string): Mode {
  const mode = MODES.find((candidate) => candidate === name);
  if (!mode) throw new TenonError("invalid_argument", `--mode: there is no mode ${name}`, MODES.join(", "));
  return mode;
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined || (/^\d+$/.test(text) && Number(text) < 2 ** 32))
    return text === undefined ? text : Number(text);
  throw new TenonError("invalid_argument", `${name}: got ${text}`, "a whole number below 2³²");
}

function fraction(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1))
    throw new TenonError("invalid_argument", `--sample: got ${text}`, "a share in (0, 1]");
  return value;
}
