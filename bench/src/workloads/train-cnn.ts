import { crossEntropy, tensor } from "@tenon/core";
import { Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential } from "@tenon/layers";
import { labels, numbers } from "../numbers.js";
import { trainingWorkload } from "./train.js";

const BATCH = 64;
const CLASSES = 10;

/** Two convolutions of 32 and 64 channels, max pool, dense 128, dense 10 on 28 × 28 images, cross-entropy. */
export const trainCnn = trainingWorkload("train CNN b64", { unit: "steps/s", work: 1 }, () => {
  const model = new Sequential(
    new Conv2d(1, 32, 3),
    new ReLU(),
    new Conv2d(32, 64, 3),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(), // [64, 64, 12, 12] → [64, 9216]
    new Linear(9216, 128),
    new ReLU(),
    new Linear(128, CLASSES),
  );
  return {
    model,
    x: tensor(numbers(BATCH * 784)).reshape([BATCH, 1, 28, 28]),
    y: tensor(labels(BATCH, CLASSES)),
    loss: (x, y) => crossEntropy(model.call(x), y),
  };
});
