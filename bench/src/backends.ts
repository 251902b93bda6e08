import type { Backend } from "@tenon/core";

/** Every backend that runs in Node. Each is imported when it is asked for. */
export const backends: Readonly<Record<string, () => Promise<Backend>>> = {
  js: async () => (await import("@tenon/backend-js")).createJsBackend(),
  wasm: async () => (await import("@tenon/backend-wasm")).createWasmBackend(),
  "tfjs-cpu": () => createTfjs("cpu"),
  "tfjs-wasm": () => createTfjs("wasm"),
  "wasm-1t": async () => (await import("@tenon/backend-wasm")).createWasmBackend({ threads: 1 }),
};

async function createTfjs(engine: "cpu" | "wasm"): Promise<Backend> {
  const { enableProdMode } = await import("@tensorflow/tfjs-core");
  enableProdMode(); // no checks of its own, no greeting
  const { createTfjsBackend } = await import("@tenon/backend-tfjs/node");
  return createTfjsBackend({ engine });
}
