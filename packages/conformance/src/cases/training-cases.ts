import {
  type Backend,
  compile,
  crossEntropy,
  type DType,
  Generator,
  mseLoss,
  scope,
  type Tensor,
  tensor,
} from "@tenon/core";
import { AdamW, SGD } from "@tenon/optimizers";
import type { Case } from "../case.js";
import { createReferenceBackend } from "../reference/reference-backend.js";
import { type HostTensor, hostTensor } from "../reference/reference-tensor.js";
import type { Tester } from "../runner/tester.js";
import { Stream } from "../samples/stream.js";
import {
  type Net,
  type Place,
  SmallAttentionBlock,
  SmallRecurrentNet,
  smallConvolutionNet,
  smallPerceptron,
} from "./small-nets.js";

const STEPS = 4;

interface Training {
  readonly build: (place: Place) => Net;
  /** Shape of a batch and of what it should give; with `classes` that is a class per example. */
  readonly input: readonly number[];
  readonly target: readonly number[];
  readonly classes?: number;
  readonly optimizer: typeof SGD | typeof AdamW;
}

const TRAININGS: Readonly<Record<string, Training>> = {
  mlp: { build: smallPerceptron, input: [9, 6], target: [9], classes: 3, optimizer: AdamW },
  cnn: { build: smallConvolutionNet, input: [4, 1, 6, 6], target: [4], classes: 3, optimizer: SGD },
  lstm: { build: (place) => new SmallRecurrentNet(place), input: [6, 2, 3], target: [6, 2, 2], optimizer: AdamW },
  attention: { build: (place) => new SmallAttentionBlock(place), input: [2, 5, 8], target: [2, 5, 8], optimizer: SGD },
};

/** Small nets trained for a few steps with layers and optimizers: the reference's losses, and the same bits when compiled. */
export const trainingCases: readonly Case[] = Object.entries(TRAININGS).map(
  ([name, training]): Case => ({
    id: `training/${name}`,
    needs: { compute: ["float32", "int32", "bool"], rank: 6 },
    run: async (_, t) => {
      const losses = await train(t, name, training, t.backend, "float32", t.mode === "compiled");
      if (t.mode === "compiled") {
        const eager = await train(t, name, training, t.backend, "float32", false);
        t.require(losses.join() === eager.join(), `compiled losses ${losses.join(", ")}, eager ${eager.join(", ")}`);
      }
      const expected = await referenceLosses(t, name, training);
      const near = { relative: 1e-4, absolute: 1e-6 };
      t.close("losses", hostTensor([STEPS], "float64", losses), { shape: [STEPS], data: expected }, near);
    },
  }),
);

const known = new Map<string, Promise<number[]>>();

/** The losses in float64 on the naive reference, computed once. */
function referenceLosses(t: Tester, name: string, training: Training): Promise<number[]> {
  let losses = known.get(name);
  if (!losses) {
    losses = train(t, name, training, createReferenceBackend(), "float64", false);
    known.set(name, losses);
  }
  return losses;
}

async function train(
  t: Tester,
  name: string,
  { build, input, target, classes, optimizer: Optimizer }: Training,
  backend: Backend,
  dtype: DType,
  compiled: boolean,
): Promise<number[]> {
  const stream = new Stream(name);
  const generator = new Generator(5);
  const model = build({ backend, dtype, generator });
  const optimizer = new Optimizer(model.parameters(), { learningRate: 0.05 });
  const step = (x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad();
    const loss = classes ? crossEntropy(model.call(x), y) : mseLoss(model.call(x), y);
    loss.backward();
    optimizer.step();
    return loss.detach();
  };
  const run = compiled
    ? compile(step)
    : Object.assign((x: Tensor, y: Tensor) => scope(() => step(x, y)), { dispose: () => {} });
  const losses: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const batch = stream.tensor(input, "float32", { low: -1, high: 1 });
    const wanted = classes
      ? stream.tensor(target, "int32", { low: 0, high: classes - 1 })
      : stream.tensor(target, "float32", { low: -1, high: 1 });
    const [x, y] = [on(backend, batch, dtype), on(backend, wanted, dtype)];
    const value = run(x, y);
    losses.push(await value.item());
    for (const made of [x, y, value]) made.dispose();
  }
  run.dispose();
  optimizer.zeroGrad();
  optimizer.dispose();
  model.dispose();
  generator.dispose();
  t.require(losses.every(Number.isFinite), `a loss is not finite: ${losses.join(", ")}`);
  return losses;
}

/** The host tensor on a backend, a float one in `dtype`. */
function on(backend: Backend, { data, shape, dtype: own }: HostTensor, dtype: DType): Tensor {
  return tensor(data, { shape, dtype: own === "int32" ? own : dtype, backend });
}
