import { availableParallelism, cpus } from "node:os";
import type { Contender } from "./contenders.js";

/** Where, when and with what a comparison was made; the first of its lines. */
export interface Facts {
  readonly peer: "machine";
  readonly workload: "facts";
  /** Cores. */
  readonly value: number;
  readonly unit: "cores";
  readonly cpu: string;
  readonly node: string;
  readonly date: string;
  readonly rounds: number;
  /** By peer. */
  readonly versions: Readonly<Record<string, string>>;
}

export function factsOf(contenders: readonly Contender[], rounds: number): Facts {
  return {
    peer: "machine",
    workload: "facts",
    value: availableParallelism(),
    unit: "cores",
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    rounds,
    versions: Object.fromEntries(contenders.map(({ peer, version }) => [peer, version])),
  };
}

export function isFacts(line: { readonly peer: string; readonly workload: string }): line is Facts {
  return line.peer === "machine" && line.workload === "facts";
}
