import { type Backend, compile, type Tensor } from "@tenon/core";
import type { Module } from "@tenon/layers";
import { Adam } from "@tenon/optimizers";

/** A training step: what it learns from, and what it does. */
export interface Training {
  readonly model: Module;
  readonly x: Tensor;
  readonly y: Tensor;
  loss(x: Tensor, y: Tensor): Tensor;
}

/** A run that is one whole step, compiled: forward, backward, Adam. */
export function trainingRun(backend: Backend, { model, x, y, loss }: Training): () => Promise<void> {
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
