import { compile, getBackend, manualSeed, type Tensor } from "@tenon/core";
import type { Module } from "@tenon/layers";
import { Adam } from "@tenon/optimizers";
import type { Run, Workload } from "../workload.js";

/** A training step: what it learns from, and what it does. */
export interface Training {
  readonly model: Module;
  readonly x: Tensor;
  readonly y: Tensor;
  loss(x: Tensor, y: Tensor): Tensor;
}

/** Training with Adam. A run is one whole step, compiled: forward, backward, update. */
export function trainingWorkload(
  name: string,
  { unit, work }: { unit: string; work: number },
  training: () => Training,
): Workload {
  return {
    name,
    unit,
    work,
    hasFirstStep: true,
    prepare() {
      manualSeed(0);
      return trainingRun(training());
    },
  };
}

function trainingRun({ model, x, y, loss }: Training): Run {
  const backend = getBackend();
  const optimizer = new Adam(model.parameters(), { learningRate: 1e-3 });
  const step = compile((inputs: Tensor, targets: Tensor) => {
    const value = loss(inputs, targets);
    value.backward();
    optimizer.step();
    optimizer.zeroGrad();
    return value;
  });
  return () => {
    step(x, y).dispose();
    return backend.sync();
  };
}
