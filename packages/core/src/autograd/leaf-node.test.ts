import { createJsBackend } from "@tenon/backend-js";
import { expect, test } from "vitest";
import { withBackend } from "../engine/context.js";
import { scope } from "../memory/scope.js";
import { tensor } from "../ops/create.js";
import { Parameter } from "../state/variable.js";

test("a parameter whose value was read and disposed still collects gradients", () => {
  withBackend(createJsBackend(), () => {
    const w = new Parameter(tensor([2]));
    w.value.dispose();
    w.value.square().sum().backward();
    expect([...w.grad!.dataSync()]).toEqual([4]);
  });
});

test("a gradient goes with the last tensor that could show it", () => {
  const backend = createJsBackend();
  withBackend(backend, () => {
    const x = tensor([2], { requiresGrad: true });
    const loss = scope(() => x.square().sum());
    loss.backward();
    loss.dispose();
    x.dispose();
    expect(backend.memory()).toEqual({ tensors: 0, bytes: 0 });
  });
});
