import type { Backend } from "@tenon/core";

/** Every backend that runs in Node. Each is imported when it is asked for. */
export const backends: Readonly<Record<string, () => Promise<Backend>>> = {
  js: async () => (await import("@tenon/backend-js")).createJsBackend(),
  "tfjs-cpu": () => createTfjs("cpu"),
  "tfjs-wasm": () => createTfjs("wasm"),
  wasm: async () => (await import("@tenon/backend-wasm")).createWasmBackend(),
};

async function createTfjs(engine: "cpu" | "wasm"): Promise<Backend> {
  const { enableProdMode } = await import("@tensorflow/tfjs-core");
  enableProdMode(); // no greeting in the terminal
  const { createTfjsBackend } = await import("@tenon/backend-tfjs/node");
  return createTfjsBackend({ engine });
}
