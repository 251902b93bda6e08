import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Someone who is measured, by a program that takes a pattern of names and prints a line per result. */
export interface Contender {
  /** As its results call it. */
  readonly peer: string;
  readonly version: string;
  readonly command: string;
  readonly args: (only: string) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const loader = new URL("./typescript/register.mjs", import.meta.url).href;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tenon on a backend. */
export function ours(backend: string): Contender {
  const node = ["--conditions=@tenon/source", "--import", loader, here("./cli.ts"), "--backend", backend];
  return {
    peer: `tenon-${backend}`,
    version: versionIn(here("../../packages/core/package.json")),
    command: process.execPath,
    args: (only) => [...node, "--only", only],
  };
}

/** What each peer from npm is known by in bench/peers/node_modules. */
const packages: Readonly<Record<string, string>> = {
  "tfjs-cpu": "@tensorflow/tfjs-core",
  "tfjs-wasm": "@tensorflow/tfjs-core",
  "jax-js-wasm": "@jax-js/jax",
  "ort-web-1t": "onnxruntime-web",
  "ort-node-1t": "onnxruntime-node",
  "ort-node-2t": "onnxruntime-node",
};

const PYTHON = "/usr/bin/python3"; // Debian's, for its package python3-torch
const pytorch = ["torch-1t", "torch-2t"];

/** A C library that gives freed pages back pays for them again at every op; PyTorch trains up to three times slower so. */
const keepsPages = {
  MALLOC_MMAP_THRESHOLD_: "8589934592",
  MALLOC_TRIM_THRESHOLD_: "17179869184",
  MALLOC_TOP_PAD_: "268435456",
};

export const peerNames: readonly string[] = [...Object.keys(packages), ...pytorch];

/** Another library, by its name in `peerNames`; undefined where it is not installed. */
export function other(peer: string): Contender | undefined {
  const name = packages[peer];
  if (name === undefined) {
    const version = torchVersion();
    const program = [here("../peers/pytorch.py"), peer, /\d/.exec(peer)![0]]; // its threads
    const args = (only: string) => [...program, only];
    return version === undefined ? undefined : { peer, version, command: PYTHON, args, environment: keepsPages };
  }
  const manifest = here(`../peers/node_modules/${name}/package.json`);
  if (!existsSync(manifest)) return undefined;
  const node = ["--import", loader, here("../peers/run.mjs"), peer, "--only"];
  return { peer, version: versionIn(manifest), command: process.execPath, args: (only) => [...node, only] };
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version; // npm's own format
}

function torchVersion(): string | undefined {
  const program = "import importlib.metadata as m; print(m.version('torch'))";
  return /^[\d.]+\w*/.exec(spawnSync(PYTHON, ["-c", program], { encoding: "utf8" }).stdout ?? "")?.[0];
}
