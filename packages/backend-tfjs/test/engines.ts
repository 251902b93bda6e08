import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { engine as tfEngine } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { createTfjsBackend } from "../src/create-tfjs-backend.js";
import type { TfjsBackend } from "../src/tfjs-backend.js";

const require = createRequire(import.meta.url);
setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist/"));

/** Both engines that run in Node, in one process. */
export const ENGINES = ["cpu", "wasm"] as const;

export const backends: Readonly<Record<(typeof ENGINES)[number], TfjsBackend>> = {
  cpu: await createTfjsBackend({ engine: "cpu" }),
  wasm: await createTfjsBackend({ engine: "wasm" }),
};

/** Buffers that an engine holds, whoever made them. */
export function bufferCount(backend: TfjsBackend): number {
  return tfEngine().registry[backend.name.replace("tfjs-", "")]!.numDataIds();
}
