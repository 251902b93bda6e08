import { createRequire } from "node:module";
import { dirname } from "node:path";
import { createTfjsBackend as createOnRegistered } from "./create-tfjs-backend.js";
import type { TfjsBackend } from "./tfjs-backend.js";

export interface NodeTfjsBackendOptions {
  readonly engine: "cpu" | "wasm";
}

/**
 * `createTfjsBackend` for Node: also imports the engine's package, and shows wasm the folder of its binaries.
 *
 * @throws TenonError `backend_failed` when the engine does not start.
 *
 * @example
 * import { setBackend } from "@tenon/core";
 * import { createTfjsBackend } from "@tenon/backend-tfjs/node";
 *
 * setBackend(await createTfjsBackend({ engine: "wasm" }));
 */
export async function createTfjsBackend({ engine }: NodeTfjsBackendOptions): Promise<TfjsBackend> {
  if (engine === "wasm") await registerWasm();
  else await import("@tensorflow/tfjs-backend-cpu");
  return createOnRegistered({ engine });
}

async function registerWasm(): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const { resolve } = createRequire(import.meta.url);
  setWasmPaths(`${dirname(resolve("@tensorflow/tfjs-backend-wasm/package.json"))}/dist/`);
}
