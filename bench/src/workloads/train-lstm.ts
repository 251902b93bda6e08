import { mseLoss, type Tensor, tensor } from "@tenon/core";
import { Linear, LSTM, Module } from "@tenon/layers";
import { numbers } from "../numbers.js";
import { trainingWorkload } from "./train.js";

const BATCH = 32;
const STEPS = 64;
const INPUTS = 32;
const HIDDEN = 128;

/** An LSTM over 64 time steps; its last state through a dense layer to one number, mean squared error. */
export const trainLstm = trainingWorkload("train LSTM h128 t64 b32", { unit: "steps/s", work: 1 }, () => {
  const model = new LastState();
  return {
    model,
    x: tensor(numbers(BATCH * STEPS * INPUTS)).reshape([BATCH, STEPS, INPUTS]),
    y: tensor(numbers(BATCH)).reshape([BATCH, 1]),
    loss: (x, y) => mseLoss(model.call(x), y),
  };
});

class LastState extends Module {
  readonly lstm = new LSTM(INPUTS, HIDDEN, { batchFirst: true });
  readonly dense = new Linear(HIDDEN, 1);

  forward(x: Tensor): Tensor {
    return this.dense.call(this.lstm.call(x).hidden.at(0)); // [N, T, 32] → [1, N, 128] → [N, 1]
  }
}
