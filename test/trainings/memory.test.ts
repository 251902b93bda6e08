import { withBackend } from "@tenon/core";
import { describe, expect, test } from "vitest";
import { BACKENDS, backendNamed } from "./backends.js";
import { longRun } from "./long-run.js";
import { createTraining, TRAININGS } from "./trainings.js";

describe.each(BACKENDS)("on %s", (backendName) => {
  test("2,000 synchronous steps keep live tensors and bytes flat after step 10", async () => {
    const uses = longRun(await backendNamed(backendName), 2000);
    expect([...new Set(uses.slice(9))]).toHaveLength(1);
  });

  test.each(TRAININGS)("%s: five steps, eager or compiled, leave what two left", async (name) => {
    const backend = await backendNamed(backendName);
    withBackend(backend, () => {
      const training = createTraining(name);
      for (const mode of ["eager", "compiled"] as const) {
        const uses = Array.from({ length: 5 }, () => {
          training[mode]().dispose();
          return backend.memory();
        });
        expect(uses.slice(2)).toEqual(Array.from({ length: 3 }, () => uses[1]));
      }
      training.dispose();
    });
  });

  test("a compiled optimizer step leaves a held tensor, a view of it and a retained graph as they were", async () => {
    const backend = await backendNamed(backendName);
    withBackend(backend, () => {
      const { model, compiled } = createTraining("MLP");
      compiled().dispose();
      const parameter = model.namedParameters().get("fc2.weight")!;
      const held = parameter.value;
      const view = held.transpose().at(3);
      const graph = parameter.value.square().sum();
      const before = [held, view, graph].map((t) => t.toArraySync());
      for (let i = 0; i < 3; i++) compiled().dispose();
      expect([held, view, graph].map((t) => t.toArraySync())).toEqual(before);
      expect(parameter.value.toArraySync()).not.toEqual(before[0]);
      graph.backward();
      const gradient = (parameter.grad!.toArraySync() as number[][]).flat();
      expect(gradient).toEqual((before[0] as number[][]).flat().map((w) => Math.fround(2 * w)));
    });
  });
});
