import { compile, crossEntropy, type Parameter, scope, type Tensor } from "@tenon/core";
import type { Module } from "@tenon/layers";
import { AdamW, SGD } from "@tenon/optimizers";
import { classes, floats, initial } from "./fill.js";
import { Block, CNN, MLP, Recurrent } from "./models.js";

type Model = Module & { forward(x: Tensor): Tensor };

interface Setup {
  readonly model: () => Model;
  readonly optimizer: (parameters: Parameter[]) => AdamW | SGD;
  readonly data: () => [x: Tensor, y: Tensor];
}

const adamw = (learningRate: number) => (parameters: Parameter[]) => new AdamW(parameters, { learningRate });

/** The trainings of scripts/training_fixtures.py. */
const SETUPS = {
  MLP: {
    model: () => new MLP(),
    optimizer: adamw(3e-3),
    data: () => [floats("MLP x", 32, 16), classes("MLP y", 4, 32)],
  },
  CNN: {
    model: () => new CNN(),
    optimizer: (p) => new SGD(p, { learningRate: 0.02, momentum: 0.9, nesterov: true, weightDecay: 1e-3 }),
    data: () => [floats("CNN x", 8, 3, 12, 12), classes("CNN y", 5, 8)],
  },
  LSTM: {
    model: () => new Recurrent(),
    optimizer: adamw(1e-2),
    data: () => [floats("LSTM x", 64, 8, 6), classes("LSTM y", 3, 8)],
  },
  attention: {
    model: () => new Block(),
    optimizer: adamw(3e-3),
    data: () => [classes("attention x", 20, 8, 16), classes("attention y", 20, 8 * 16)],
  },
} satisfies Record<string, Setup>;

export type TrainingName = keyof typeof SETUPS;
export const TRAININGS = Object.keys(SETUPS) as TrainingName[]; // its own keys

/** A model with the initial weights of the fixtures, and its training step, which returns the loss. */
export function createTraining(name: TrainingName) {
  const setup: Setup = SETUPS[name];
  const model = setup.model();
  scope(() => {
    for (const [key, parameter] of model.namedParameters())
      parameter.assign(initial(`${name}/${key}`, parameter.shape));
  });
  const optimizer = setup.optimizer(model.parameters());
  const [x, y] = setup.data();
  const body = (inputs: Tensor, targets: Tensor) => {
    const loss = crossEntropy(model.call(inputs), targets);
    loss.backward();
    optimizer.step();
    optimizer.zeroGrad();
    return loss;
  };
  const compiled = compile(body);
  return {
    model,
    optimizer,
    eager: () => scope(() => body(x, y).detach()),
    compiled: () => compiled(x, y),
    dispose() {
      compiled.dispose();
      optimizer.dispose();
      model.dispose();
      x.dispose();
      y.dispose();
    },
  };
}

/** The losses of the first steps. */
export function losses(name: TrainingName, mode: "eager" | "compiled", steps = 20): number[] {
  const training = createTraining(name);
  const result = Array.from({ length: steps }, () => {
    using loss = training[mode]();
    return loss.itemSync();
  });
  training.dispose();
  return result;
}

/** The largest relative difference. */
export function distance(given: readonly number[], expected: readonly number[]): number {
  return Math.max(...given.map((v, i) => Math.abs(v - expected[i]!) / Math.abs(expected[i]!)));
}
