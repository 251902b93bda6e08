import type { Tensor } from "@tenon/core";
import { crossEntropy, tensor, uniform } from "@tenon/core";
import { Linear, Module } from "@tenon/layers";
import type { Workload } from "../workload.js";
import { trainingRun } from "./train.js";

const BATCH = 128;
const CLASSES = 10;

/** 784 – 512 – 256 – 10 with relu, cross-entropy. */
export const trainMlp: Workload = {
  name: "train MLP b128",
  unit: "steps/s",
  work: 1,
  hasFirstStep: true,
  prepare(backend) {
    const model = new Mlp();
    const x = uniform([BATCH, 784], { low: -1, high: 1 });
    const y = tensor(Int32Array.from({ length: BATCH }, (_, i) => (i * 7) % CLASSES));
    return trainingRun(backend, { model, x, y, loss: (inputs, labels) => crossEntropy(model.call(inputs), labels) });
  },
};

class Mlp extends Module {
  readonly first = new Linear(784, 512);
  readonly second = new Linear(512, 256);
  readonly third = new Linear(256, CLASSES);

  forward(x: Tensor): Tensor {
    return this.third.call(this.second.call(this.first.call(x).relu()).relu());
  }
}
