import { mseLoss, type Tensor, uniform } from "@tenon/core";
import { Linear, LSTM, Module } from "@tenon/layers";
import type { Workload } from "../workload.js";
import { trainingRun } from "./train.js";

const BATCH = 32;
const STEPS = 64;
const INPUTS = 32;
const HIDDEN = 128;

/** An LSTM over 64 time steps; its last state through a dense layer to one number, mean squared error. */
export const trainLstm: Workload = {
  name: "train LSTM h128 t64 b32",
  unit: "steps/s",
  work: 1,
  hasFirstStep: true,
  prepare(backend) {
    const model = new LastState();
    const x = uniform([BATCH, STEPS, INPUTS], { low: -1, high: 1 });
    const y = uniform([BATCH, 1], { low: -1, high: 1 });
    return trainingRun(backend, { model, x, y, loss: (inputs, targets) => mseLoss(model.call(inputs), targets) });
  },
};

class LastState extends Module {
  readonly lstm = new LSTM(INPUTS, HIDDEN, { batchFirst: true });
  readonly dense = new Linear(HIDDEN, 1);

  forward(x: Tensor): Tensor {
    return this.dense.call(this.lstm.call(x).hidden.at(0)); // [N, T, 32] → [1, N, 128] → [N, 1]
  }
}
