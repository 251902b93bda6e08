import { withBackend } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { BACKENDS, type BackendName, backendNamed } from "./backends.js";
import fixtures from "./fixtures/losses.json" with { type: "json" };
import { distance, losses, TRAININGS } from "./trainings.js";

/** `npm run bars` takes 20 steps everywhere; here the slow engines take the first ones. */
const LIGHT: Readonly<Record<BackendName, { readonly steps: number; readonly tolerance: number }>> = {
  js: { steps: 20, tolerance: 1e-5 },
  wasm: { steps: 20, tolerance: 1e-4 },
  "tfjs-cpu": { steps: 2, tolerance: 1e-4 },
  "tfjs-wasm": { steps: 4, tolerance: 1e-4 },
};

describe.each(BACKENDS)("%s trains as PyTorch does", (backendName) => {
  const { steps, tolerance } = LIGHT[backendName];
  test.each(TRAININGS)("%s", async (name) => {
    const backend = await backendNamed(backendName);
    const [eager, compiled] = (["eager", "compiled"] as const).map((mode) =>
      withBackend(backend, () => losses(name, mode, steps)),
    );
    expect(distance(eager!, fixtures.losses[name])).toBeLessThanOrEqual(tolerance);
    expect(compiled).toEqual(eager);
  });
});
