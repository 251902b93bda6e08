import { createJsBackend } from "@tenon/backend-js";
import { compile, type DType, type Parameter, setBackend } from "@tenon/core";
import { beforeAll, describe, expect, test } from "vitest";
import fixtures from "../fixtures/optimizers.json" with { type: "json" };
import { Adam, AdamW, SGD } from "../src/index.js";
import { createProblem } from "./problem.js";

beforeAll(() => setBackend(createJsBackend()));

type Name = keyof typeof fixtures.cases;

interface Setup {
  readonly make: (w: Parameter, b: Parameter) => SGD | Adam | AdamW;
  /** Runs before each step, outside of what is compiled. */
  readonly before?: (step: number, optimizer: SGD) => void;
  readonly usesBias?: (step: number) => boolean;
}

const thawing = { usesBias: (step: number) => step >= 7 };

const SETUPS: Record<Name, Setup> = {
  SGD: { make: (...p) => new SGD(p, { learningRate: 0.05 }) },
  "SGD, weight decay": { make: (...p) => new SGD(p, { learningRate: 0.05, weightDecay: 0.1 }) },
  "SGD, momentum": { make: (...p) => new SGD(p, { learningRate: 0.05, momentum: 0.9 }) },
  "SGD, momentum, dampening, weight decay": {
    make: (...p) => new SGD(p, { learningRate: 0.05, momentum: 0.8, dampening: 0.3, weightDecay: 0.02 }),
  },
  "SGD, Nesterov": {
    make: (...p) => new SGD(p, { learningRate: 0.03, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  },
  "SGD, cycled momentum": {
    make: (...p) => new SGD(p, { learningRate: 0.02, momentum: 0.95 }),
    before: (step, optimizer) => {
      for (const group of optimizer.groups) group.momentum = 0.95 - 0.01 * step;
    },
  },
  Adam: { make: (...p) => new Adam(p, { learningRate: 0.05 }) },
  "Adam, weight decay, betas, epsilon": {
    make: (...p) => new Adam(p, { learningRate: 0.05, beta1: 0.8, beta2: 0.9, epsilon: 1e-3, weightDecay: 0.1 }),
  },
  "Adam, decaying rate": { make: (...p) => new Adam(p, { learningRate: (step) => 0.1 / (1 + step) }) },
  AdamW: { make: (...p) => new AdamW(p, { learningRate: 0.05 }) },
  "AdamW, two groups": {
    make: (w, b) =>
      new AdamW(
        [
          { parameters: [w], weightDecay: 0.3 },
          { parameters: [b], learningRate: 0.2 },
        ],
        { learningRate: 0.01, weightDecay: 0 },
      ),
  },
  "AdamW, bias frozen at first": { make: (...p) => new AdamW(p, { learningRate: 0.05 }), ...thawing },
  "SGD, bias frozen at first": {
    make: (...p) => new SGD(p, { learningRate: 0.05, momentum: 0.9, dampening: 0.5 }),
    ...thawing,
  },
};

/** The parameters after every fifth of 25 steps. */
function run(name: Name, dtype: DType, compiled: boolean): number[][] {
  const { make, before, usesBias = () => true } = SETUPS[name];
  const problem = createProblem(dtype);
  const optimizer = make(problem.w, problem.b);
  const body = (withBias: boolean) => {
    optimizer.zeroGrad();
    problem.backward(withBias);
    optimizer.step();
  };
  const step = compiled ? compile(body) : body;
  return Array.from({ length: 25 }, (_, i) => {
    before?.(i, optimizer as SGD); // set up together
    step(usesBias(i));
    return problem.values();
  }).filter((_, i) => i % 5 === 4);
}

describe("optimizers give PyTorch's parameters over 25 steps", () => {
  const names = Object.keys(SETUPS) as Name[]; // its own keys
  test.each(names)("%s, float32", (name) => expectClose(run(name, "float32", false), fixtures.cases[name], 1e-5));
  test.each(names)("%s, float64", (name) => expectClose(run(name, "float64", false), fixtures.cases[name], 1e-11));
  test.each(names)("%s, compiled as eager to the bit", (name) =>
    expect(run(name, "float32", true)).toEqual(run(name, "float32", false)),
  );
});

function expectClose(given: number[][], expected: number[][], tolerance: number) {
  const scale = Math.max(...expected.flat().map(Math.abs));
  const worst = Math.max(...given.flatMap((row, i) => row.map((v, k) => Math.abs(v - expected[i]![k]!) / scale)));
  expect(given.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  expect(worst).toBeLessThanOrEqual(tolerance);
}
