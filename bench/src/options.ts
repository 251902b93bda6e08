import { parseArgs } from "node:util";
import { backends } from "./backends.js";
import { peerNames } from "./contenders.js";

export const usage = `npm run bench -- [OPTIONS]

  --backend NAME   ${Object.keys(backends).join(", ")}; may be given again; default js and wasm
  --only REGEX     only the workloads whose name it matches
  --out FILE       also appends the lines there
  --list           the workloads

Tenon beside other libraries (npm run bench:peers-install comes first):
  --peers          every library that is installed here, in turn with Tenon
  --peer NAME      this one: ${peerNames.join(", ")}; may be given again
  --rounds N       how often each runs; default 3
  --limit SECONDS  how long one run may take; default 120
  --markdown FILE  writes the results as a page
  --from FILE      takes them from lines that were written with --out, and runs nothing

Prints one JSON object per result: { peer, workload, value, unit, ms, best, n, foreign }. value comes from the median run, best
from the fastest; foreign is how many cores other processes kept busy meanwhile. Beside others it is the median over rounds.`;

export interface Options {
  readonly backends: readonly string[];
  readonly wants: (name: string) => boolean;
  readonly only: string;
  /** Libraries to stand beside; undefined: none. */
  readonly peers: readonly string[] | undefined;
  readonly rounds: number;
  readonly limit: number;
  readonly out?: string | undefined;
  readonly markdown?: string | undefined;
  readonly from?: string | undefined;
  readonly list: boolean;
  readonly help: boolean;
}

/** @throws Error that says what cannot be understood. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      backend: { type: "string", multiple: true, default: ["js", "wasm"] },
      only: { type: "string", default: "" },
      out: { type: "string" },
      peers: { type: "boolean" },
      peer: { type: "string", multiple: true },
      rounds: { type: "string", default: "3" },
      limit: { type: "string", default: "120" },
      markdown: { type: "string" },
      from: { type: "string" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { backend, only, peer, rounds, limit, peers, ...rest } = values;
  known("backend", backend, Object.keys(backends));
  known("peer", peer ?? [], peerNames);
  const pattern = new RegExp(only);
  return {
    ...rest,
    backends: backend,
    only,
    wants: (name) => pattern.test(name),
    peers: peer ?? (peers ? peerNames : undefined),
    rounds: count("rounds", rounds),
    limit: count("limit", limit),
  };
}

function known(what: string, given: readonly string[], names: readonly string[]): void {
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`there is no ${what} "${unknown}"`);
}

function count(what: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${what} ${text}: a positive integer was expected`);
}
