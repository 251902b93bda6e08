import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Result } from "./result.js";

export const BUNDLE = "minified bundle, trains MLP";
export const BINARY = "binary beside the bundle";
export const INSTALLED = "install size";

const KIBI = 1024;

/** What a library weighs. */
export interface Weighed {
  /** A program that trains an MLP in a page. */
  readonly program?: URL;
  /** Conditions under which its imports are resolved. */
  readonly conditions?: readonly string[];
  /** The file that the bundle fetches. */
  readonly binary?: URL;
  /** Everything that installing it puts on the disk. */
  readonly folders: readonly URL[];
}

export async function* measureSizes(
  peer: string,
  { program, conditions = [], binary, folders }: Weighed,
  wants: (name: string) => boolean,
): AsyncGenerator<Result> {
  if (program !== undefined && wants(BUNDLE)) yield weight(peer, BUNDLE, await bundled(program, conditions));
  if (binary !== undefined && wants(BINARY)) yield weight(peer, BINARY, readFileSync(binary));
  if (wants(INSTALLED)) {
    const bytes = folders.reduce((sum, folder) => sum + bytesUnder(fileURLToPath(folder)), 0);
    yield { peer, workload: INSTALLED, value: bytes / KIBI ** 2, unit: "MiB" };
  }
}

function weight(peer: string, workload: string, bytes: Uint8Array): Result {
  const gzipKiB = gzipSync(bytes, { level: 9 }).length / KIBI;
  return { peer, workload, value: bytes.length / KIBI, unit: "KiB", gzipKiB };
}

async function bundled(program: URL, conditions: readonly string[]): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(program)],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: [...conditions],
    external: ["node:*", ...nodeModules],
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]!.contents; // one entry point, one file
}

/** What libraries import from Node behind a check of where they run. */
const nodeModules = ["fs", "path", "os", "crypto", "worker_threads", "perf_hooks", "util", "string_decoder"];

function bytesUnder(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + bytesUnder(path);
    return entry.isFile() ? sum + statSync(path).size : sum;
  }, 0);
}
