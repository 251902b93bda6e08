import { spawnSync } from "node:child_process";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { setBackend } from "@tenon/core";
import { backends } from "./backends.js";
import { benchmarksPage } from "./benchmarks-page.js";
import { other, ours } from "./contenders.js";
import { type Facts, factsOf, isFacts } from "./facts.js";
import { measureSizes } from "./measure-sizes.js";
import { measureStartup } from "./measure-startup.js";
import { type Options, parseOptions, usage } from "./options.js";
import { type Result, resultLine } from "./result.js";
import { parseResults } from "./run-contender.js";
import { ratioLines, runPeers } from "./run-peers.js";
import { runWorkload } from "./run-workload.js";
import { weighed } from "./weighed.js";
import { reportedNames, workloads } from "./workloads.js";

try {
  process.exitCode = await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}

/** Returns the exit code: 1 when something of ours failed. */
async function main(options: Options): Promise<number> {
  if (options.help || options.list) {
    console.log(options.help ? usage : reportedNames.join("\n"));
    return 0;
  }
  if (options.from !== undefined) return pageFrom(options.from, options.markdown);
  if (options.peers !== undefined) return benchPeers(options, options.peers);
  const [name, ...others] = options.backends;
  if (name === undefined) return 0;
  return others.length > 0
    ? Math.max(...options.backends.map((one) => inOwnProcess(one, options)))
    : benchBackend(name, options);
}

/** Backends must not spoil each other's inline caches. Returns the exit code. */
function inOwnProcess(backend: string, { only, out }: Options): number {
  const args = ["--backend", backend, "--only", only, ...(out === undefined ? [] : ["--out", out])];
  const self = fileURLToPath(import.meta.url);
  return spawnSync(process.execPath, [...process.execArgv, self, ...args], { stdio: "inherit" }).status ?? 1;
}

async function benchBackend(name: string, { wants, out }: Options): Promise<number> {
  let failed = 0;
  for await (const result of resultsOf(name, wants)) {
    if (result.value === null) failed = 1;
    await print(result, out);
  }
  return failed;
}

async function* resultsOf(name: string, wants: (workload: string) => boolean): AsyncGenerator<Result> {
  const peer = `tenon-${name}`;
  yield* measureStartup(peer, new URL(`./startup/${name}.mjs`, import.meta.url), wants);
  const sizes = weighed(name);
  if (sizes !== undefined) yield* measureSizes(peer, sizes, wants);

  const backend = await backends[name]!().catch((error: unknown) => String(error)); // a known name
  if (typeof backend === "string") {
    yield { peer, workload: "init", value: null, unit: "error", error: backend };
    return;
  }
  setBackend(backend);
  for (const workload of workloads) yield* runWorkload(peer, workload, wants);
}

async function benchPeers(options: Options, peers: readonly string[]): Promise<number> {
  const { backends: names, out, wants, rounds, limit, markdown } = options;
  const others = peers.flatMap((peer) => {
    const contender = other(peer);
    if (contender === undefined) console.error(`${peer} is not installed: npm run bench:peers-install`);
    return contender ?? [];
  });
  const contenders = [...names.map(ours), ...others];
  const facts = factsOf(contenders, rounds);
  const all: Result[] = [];
  await print(facts, out);
  for (const results of runPeers(contenders, wants, { rounds, limit })) {
    for (const result of results) await print(result, out);
    for (const line of ratioLines(results)) console.error(line);
    all.push(...results);
  }
  if (markdown !== undefined) await writeFile(markdown, benchmarksPage(facts, all));
  return all.some(({ peer, value }) => value === null && peer.startsWith("tenon-")) ? 1 : 0;
}

/** The page of results that were measured before; a later line replaces an earlier one of the same name and peer. */
async function pageFrom(from: string, markdown: string | undefined): Promise<number> {
  const lines: (Facts | Result)[] = parseResults(await readFile(from, "utf8"));
  const facts = lines.findLast(isFacts);
  if (facts === undefined) throw new Error(`${from} has no comparison: --peers --out ${from} writes one`);
  const results = new Map(
    lines.filter((line): line is Result => !isFacts(line)).map((line) => [`${line.workload}\n${line.peer}`, line]),
  );
  const page = benchmarksPage(facts, [...results.values()]);
  if (markdown === undefined) console.log(page);
  else await writeFile(markdown, page);
  return 0;
}

async function print(line: Result | Facts, out: string | undefined): Promise<void> {
  console.log(resultLine(line));
  if (out !== undefined) await appendFile(out, `${resultLine(line)}\n`);
}
