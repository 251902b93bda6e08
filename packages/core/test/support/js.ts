import { createJsBackend, type JsBackend } from "@tenon/backend-js";
import { beforeEach } from "vitest";
import { setBackend } from "../../src/engine/context.js";

/** A js backend of the calling file's own, chosen anew before each of its tests. */
export function useJs(): JsBackend {
  const backend = createJsBackend();
  beforeEach(() => setBackend(backend));
  return backend;
}
