import { crossEntropy, tensor } from "@tenon/core";
import { Linear, ReLU, Sequential } from "@tenon/layers";
import { labels, numbers } from "../numbers.js";
import { trainingWorkload } from "./train.js";

const BATCH = 128;
const CLASSES = 10;

/** 784 – 512 – 256 – 10 with relu, cross-entropy. */
export const trainMlp = trainingWorkload("train MLP b128", { unit: "steps/s", work: 1 }, () => {
  const model = new Sequential(
    new Linear(784, 512),
    new ReLU(),
    new Linear(512, 256),
    new ReLU(),
    new Linear(256, CLASSES),
  );
  return {
    model,
    x: tensor(numbers(BATCH * 784)).reshape([BATCH, 784]),
    y: tensor(labels(BATCH, CLASSES)),
    loss: (x, y) => crossEntropy(model.call(x), y),
  };
});
