import { createJsBackend } from "@tenon/backend-js";
import { createTfjsBackend } from "@tenon/backend-tfjs/node";
import { createWasmBackend } from "@tenon/backend-wasm";
import type { Backend } from "@tenon/core";

const CREATE = {
  js: () => createJsBackend(),
  "tfjs-cpu": () => createTfjsBackend({ engine: "cpu" }),
  "tfjs-wasm": () => createTfjsBackend({ engine: "wasm" }),
  wasm: () => createWasmBackend(),
} satisfies Record<string, () => Promise<Backend> | Backend>;

export type BackendName = keyof typeof CREATE;

/** The four backends on which everything must train. */
export const BACKENDS = Object.keys(CREATE) as BackendName[]; // its own keys

const made = new Map<BackendName, Promise<Backend> | Backend>();

/** The backend of a name, made once. */
export async function backendNamed(name: BackendName): Promise<Backend> {
  const backend = made.get(name) ?? CREATE[name]();
  made.set(name, backend);
  return backend;
}
