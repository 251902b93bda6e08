import { compile, crossEntropy, noGrad, permutation, scope, slice, type Tensor, tensor } from "@tenon/core";
import { Linear, Module } from "@tenon/layers";
import { AdamW } from "@tenon/optimizers";
import { confusionMatrix } from "../data/confusion-matrix.js";
import { MEASUREMENTS, type Penguin, readPenguins, SPECIES } from "../data/penguin-table.js";
import { stratifiedSplit } from "../data/split.js";
import { columnStatistics, standardize } from "../data/standardize.js";
import type { Metrics, Recipe, RecipeContext } from "../recipe.js";
import { confusionTable, percent } from "../terminal/confusion-table.js";

/** Which of three species is a penguin? A small network learns it from beak, flipper and weight. */
export const penguins: Recipe = { epochs: 30, run };

const HELD_OUT = 0.2;
const BATCH = 16;
const HIDDEN = 16;

class PenguinNet extends Module {
  readonly hidden = new Linear(MEASUREMENTS.length, HIDDEN);
  readonly output = new Linear(HIDDEN, SPECIES.length);

  forward(x: Tensor): Tensor {
    return this.output.call(this.hidden.call(x).relu()); // [N, 4] → [N, 16] → [N, 3]
  }
}

/** Penguins as tensors: x [N, 4] in standard deviations, y [N] species. */
interface Part {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly species: readonly number[];
}

async function run({ backend, seed, epochs, screen }: RecipeContext): Promise<Metrics> {
  const all = await readPenguins();
  const split = await stratifiedSplit(all, ({ species }) => species, HELD_OUT);
  const statistics = columnStatistics(split.train.map(({ measurements }) => measurements)); // of the seen part only
  const asTensors = (part: readonly Penguin[]): Part => {
    const species = part.map((penguin) => penguin.species);
    const rows = part.map(({ measurements }) => standardize(measurements, statistics));
    return { x: tensor(rows), y: tensor(species, { dtype: "int32" }), species };
  };
  const train = asTensors(split.train);
  const heldOut = asTensors(split.heldOut);

  const model = new PenguinNet();
  const optimizer = new AdamW(model.parameters(), { learningRate: 0.01 });
  const step = compile((x: Tensor, y: Tensor) => {
    const loss = crossEntropy(model.call(x), y);
    loss.backward();
    optimizer.step();
    optimizer.zeroGrad();
  });
  const evaluate = compile((x: Tensor, y: Tensor) =>
    noGrad(() => {
      const logits = model.call(x);
      return { loss: crossEntropy(logits, y), predicted: logits.argMax({ axis: 1 }) };
    }),
  );

  /** One pass over the training part in random order; the few that fill no batch wait for another epoch. */
  const trainEpoch = (epoch: number): void =>
    scope(() => {
      const order = permutation(split.train.length);
      const batches = Math.floor(split.train.length / BATCH);
      for (let i = 0; i < batches; i++) {
        const rows = order.at(slice(i * BATCH, (i + 1) * BATCH));
        step(train.x.at(rows), train.y.at(rows));
        screen.progress(epoch - 1 + (i + 1) / batches, epochs, `epoch ${epoch} of ${epochs}`);
      }
    });
  const assess = async ({ x, y, species }: Part) => {
    const { loss, predicted } = evaluate(x, y);
    const matrix = confusionMatrix(species, await predicted.data(), SPECIES.length);
    const right = matrix.reduce((sum, row, i) => sum + row[i]!, 0); // a square matrix
    const result = { loss: await loss.item(), right, accuracy: right / species.length, matrix };
    loss.dispose();
    predicted.dispose();
    return result;
  };

  screen.lines([
    "",
    `  ${screen.strong("Palmer penguins")}: which of three species, by beak, flipper and weight?`,
    "",
    `  data      ${all.length} penguins: ${split.train.length} to learn from, ${split.heldOut.length} held out`,
    `  model     ${MEASUREMENTS.length} → ${HIDDEN} → ${SPECIES.length}, relu, AdamW, batches of ${BATCH}`,
    `  backend   ${backend.name}, seed ${seed}`,
    "",
    screen.dim("              learning from              held out"),
    screen.dim("  epoch      loss   accuracy        loss   accuracy"),
  ]);
  let [seen, unseen] = [await assess(train), await assess(heldOut)];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    trainEpoch(epoch);
    [seen, unseen] = [await assess(train), await assess(heldOut)];
    const figures = [seen, unseen].map(
      ({ loss, accuracy }) => `${loss.toFixed(4).padStart(8)}${percent(accuracy).padStart(11)}`,
    );
    screen.line(`  ${String(epoch).padStart(5)}  ${figures.join("    ")}`);
  }
  screen.lines([
    "",
    ...confusionTable(unseen.matrix, SPECIES, screen),
    "",
    `  ${screen.accent(`${percent(unseen.accuracy)} right`)} on penguins it had not seen (${unseen.right} of ${split.heldOut.length})`,
  ]);
  return {
    accuracy: unseen.accuracy,
    loss: unseen.loss,
    trainAccuracy: seen.accuracy,
    trainLoss: seen.loss,
    confusion: unseen.matrix,
  };
}
