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
const HIDDEN = 16;
const BATCH = 16;
const LEARNING_RATE = 0.01;

class PenguinNet extends Module {
  readonly hidden = new Linear(MEASUREMENTS.length, HIDDEN);
  readonly output = new Linear(HIDDEN, SPECIES.length);

  forward(x: Tensor): Tensor {
    return this.output.call(this.hidden.call(x).relu()); // [N, 4] → [N, 16] → [N, 3]
  }
}

async function run({ backend, seed, epochs, screen }: RecipeContext): Promise<Metrics> {
  const { train, heldOut } = await readParts();
  const model = new PenguinNet();
  const optimizer = new AdamW(model.parameters(), { learningRate: LEARNING_RATE });

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

  screen.lines([
    "",
    `  ${screen.strong("Palmer penguins")}: which of three species, by beak, flipper and weight?`,
    "",
    `  data      ${train.size + heldOut.size} penguins: ${train.size} to learn from, ${heldOut.size} held out`,
    `  model     ${MEASUREMENTS.length} → ${HIDDEN} → ${SPECIES.length}, relu, AdamW, batches of ${BATCH}`,
    `  backend   ${backend.name}, seed ${seed}`,
    "",
    screen.dim("              learning from              held out"),
    screen.dim("  epoch      loss   accuracy        loss   accuracy"),
  ]);

  const batches = Math.floor(train.size / BATCH); // the few that fill no batch wait for another epoch
  let [seen, unseen] = [await assess(evaluate, train), await assess(evaluate, heldOut)];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    scope(() => {
      const order = permutation(train.size);
      for (let i = 0; i < batches; i++) {
        const rows = order.at(slice(i * BATCH, (i + 1) * BATCH));
        step(train.x.at(rows), train.y.at(rows));
        screen.progress(epoch - 1 + (i + 1) / batches, epochs, `epoch ${epoch} of ${epochs}`);
      }
    });
    [seen, unseen] = [await assess(evaluate, train), await assess(evaluate, heldOut)];
    screen.line(`  ${String(epoch).padStart(5)}  ${figures(seen)}    ${figures(unseen)}`);
  }

  screen.lines([
    "",
    ...confusionTable(unseen.confusion, SPECIES, screen),
    "",
    `  ${screen.accent(`${percent(unseen.accuracy)} right`)} on ${heldOut.size} penguins it had not seen`,
  ]);
  return { ...unseen, trainLoss: seen.loss, trainAccuracy: seen.accuracy };
}

/** Penguins as tensors. */
interface Part {
  readonly size: number;
  /** [N, 4] in standard deviations from the mean. */
  readonly x: Tensor;
  /** [N], int32. */
  readonly y: Tensor;
  readonly species: readonly number[];
}

async function readParts(): Promise<{ train: Part; heldOut: Part }> {
  const { train, heldOut } = await stratifiedSplit(await readPenguins(), ({ species }) => species, HELD_OUT);
  const statistics = columnStatistics(train.map(({ measurements }) => measurements)); // held out means unseen here too
  const part = (members: readonly Penguin[]): Part => {
    const species = members.map((penguin) => penguin.species);
    const x = tensor(members.map(({ measurements }) => standardize(measurements, statistics)));
    return { size: members.length, x, y: tensor(species, { dtype: "int32" }), species };
  };
  return { train: part(train), heldOut: part(heldOut) };
}

interface Score {
  readonly accuracy: number;
  readonly loss: number;
  readonly confusion: readonly (readonly number[])[];
}

type Evaluate = (x: Tensor, y: Tensor) => { readonly loss: Tensor; readonly predicted: Tensor };

async function assess(evaluate: Evaluate, { size, x, y, species }: Part): Promise<Score> {
  const { loss, predicted } = evaluate(x, y);
  const confusion = confusionMatrix(species, await predicted.data(), SPECIES.length);
  const right = confusion.reduce((sum, row, i) => sum + row[i]!, 0); // a square matrix
  const score = { accuracy: right / size, loss: await loss.item(), confusion };
  loss.dispose();
  predicted.dispose();
  return score;
}

function figures({ loss, accuracy }: Score): string {
  return `${loss.toFixed(4).padStart(8)}${percent(accuracy).padStart(11)}`;
}
