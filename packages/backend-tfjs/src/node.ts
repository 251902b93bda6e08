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
  const backend = await createOnRegistered({ engine });
  if (engine === "wasm") dropRethrowers();
  return backend;
}

async function registerWasm(): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const { resolve } = createRequire(import.meta.url);
  setWasmPaths(`${dirname(resolve("@tensorflow/tfjs-backend-wasm/package.json"))}/dist/`);
}

/**
 * The wasm module of tfjs listens to uncaught errors only to throw them again, from within its one line of minified code,
 * which Node then prints in full: 200 kB in front of every message.
 */
function dropRethrowers(): void {
  const rethrows = (listener: unknown) =>
    /^function\((ex|reason)\)\{(if\(!\(ex instanceof ExitStatus\)\)\{)?throw \1/.test(
      String(listener).replace(/\s+(?=\W)|(?<=\W)\s+/g, ""),
    );
  for (const listener of process.listeners("uncaughtException"))
    if (rethrows(listener)) process.removeListener("uncaughtException", listener);
  for (const listener of process.listeners("unhandledRejection"))
    if (rethrows(listener)) process.removeListener("unhandledRejection", listener);
}
