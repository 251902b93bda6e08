import { noGrad, Parameter, scope, tensor, uniform } from "@tenon/core";
import type { Metrics, Recipe, RecipeContext } from "../recipe.js";

/**
 * The first lesson: four points on the line y = 2x, and gradient descent that finds the line.
 *
 * The model ŷ = w·x + b starts with a random w and b. The loss is the mean of (ŷ − y)². Its gradients are
 * ∂loss/∂w = mean(2·(ŷ − y)·x) and ∂loss/∂b = mean(2·(ŷ − y)); `backward` computes them, whatever the model is.
 */
export const linearRegression: Recipe = { epochs: 400, run };

const RATE = 0.1;

async function run({ epochs, screen }: RecipeContext): Promise<Metrics> {
  const x = tensor([1, 2, 3, 4]); // [4]
  const y = tensor([2, 4, 6, 8]); // [4]
  const w = new Parameter(uniform([], { low: -1, high: 1 })); // []
  const b = new Parameter(uniform([], { low: -1, high: 1 })); // []

  const step = () =>
    scope(() => {
      const prediction = x.mul(w).add(b); // forward: [4]
      const loss = prediction.sub(y).square().mean(); // loss: []
      loss.backward(); // backward: fills w.grad and b.grad
      const [dw, db] = [w.grad!, b.grad!]; // set: the loss depends on both
      noGrad(() => {
        w.assign(w.value.sub(dw.mul(RATE))); // update: a step downhill
        b.assign(b.value.sub(db.mul(RATE)));
      });
      w.grad = undefined;
      b.grad = undefined;
      return { loss: loss.detach(), dw, db };
    });

  screen.lines([
    "",
    `  ${screen.strong("Linear regression")}: find the line through four points`,
    "",
    `  x   1  2  3  4      ${screen.dim("behind them: y = 2x, which the program is not told")}`,
    "  y   2  4  6  8",
    "",
    "  forward    ŷ = w·x + b",
    "  loss       mean of (ŷ − y)²",
    "  backward   ∂loss/∂w, ∂loss/∂b",
    `  update     w ← w − ${RATE} · ∂loss/∂w,  b ← b − ${RATE} · ∂loss/∂b`,
    "",
    screen.dim(row(["step", "w", "b", "loss", "∂loss/∂w", "∂loss/∂b"])),
  ]);

  let loss = Number.NaN;
  for (let i = 1; i <= epochs; i++) {
    const [wBefore, bBefore] = [await numberIn(w), await numberIn(b)];
    const taken = step();
    loss = await taken.loss.item();
    const figures = [wBefore, bBefore, loss, await taken.dw.item(), await taken.db.item()];
    for (const t of Object.values(taken)) t.dispose();
    if (isShown(i, epochs)) screen.line(row([String(i), ...figures.map((value) => value.toFixed(5))]));
  }

  const metrics = { w: await numberIn(w), b: await numberIn(b), loss };
  const prediction = metrics.w * 5 + metrics.b;
  screen.lines([
    "",
    `  ${screen.accent(`w = ${metrics.w.toFixed(4)}, b = ${tidy(metrics.b)}`)}   so for x = 5 it says ${prediction.toFixed(3)}`,
  ]);
  return metrics;
}

async function numberIn(parameter: Parameter): Promise<number> {
  using value = parameter.value;
  return await value.item();
}

/** 1, 2, 3, 5, 10, 20, 30, 50, 100, … and the last. */
function isShown(step: number, last: number): boolean {
  const scale = 10 ** Math.floor(Math.log10(step));
  return step === last || [1, 2, 3, 5].some((digit) => step === digit * scale);
}

function row([step = "", ...figures]: readonly string[]): string {
  return `  ${step.padStart(4)}${figures.map((text) => text.padStart(11)).join("")}`;
}

/** Four digits, and no minus before zero. */
function tidy(value: number): string {
  return value.toFixed(4).replace(/^-(0\.0+)$/, "$1");
}
