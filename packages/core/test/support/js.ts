import { createJsBackend } from "@tenon/backend-js";
import { beforeEach } from "vitest";
import { setBackend } from "../../src/engine/context.js";
import type { Backend } from "../../src/seam/backend.js";

/** A js backend without fused kernels, so that what runs is core's own composition. */
export function plainJs(): Backend {
  const { fused: _, ...backend } = createJsBackend();
  return backend as Backend; // a backend over its own handles
}

/** A plain js backend of the calling file's own, chosen anew before each of its tests. */
export function useJs(): Backend {
  const backend = plainJs();
  beforeEach(() => setBackend(backend));
  return backend;
}
