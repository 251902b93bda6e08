import { createJsBackend } from "@tenon/backend-js";
import {
  compile,
  mul,
  Parameter,
  scope,
  setBackend,
  sub,
  TenonError,
  type Tensor,
  tensor,
  Variable,
  zeros,
} from "@tenon/core";
import { beforeEach, describe, expect, test } from "vitest";
import { createProblem } from "../test/problem.js";
import { Adam, AdamW } from "./adam.js";
import { Optimizer, type UpdateContext } from "./optimizer.js";
import type { Memory, Slot } from "./parameter-group.js";
import { nonNegative, type OptimizerSettings, rate } from "./settings.js";
import { SGD } from "./sgd.js";

let backend = createJsBackend();
beforeEach(() => {
  backend = createJsBackend();
  setBackend(backend);
});

const parameter = (...values: number[]) => new Parameter(tensor(values));

function refused(run: () => unknown, message: RegExp, code = "invalid_argument") {
  let error: unknown;
  try {
    run();
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(TenonError);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
}

describe("settings", () => {
  test("out of range are refused where they are given", () => {
    const p = [parameter(1)];
    refused(() => new SGD(p, { learningRate: Number.NaN }), /SGD: learningRate must be a finite number ≥ 0.* NaN/);
    refused(() => new SGD(p, { learningRate: -1 }), /learningRate/);
    refused(() => new SGD(p, { momentum: Number.POSITIVE_INFINITY }), /momentum/);
    refused(() => new SGD(p, { nesterov: true }), /nesterov needs momentum/);
    refused(() => new SGD(p, { momentum: 0.9, nesterov: true, dampening: 0.1 }), /dampening/);
    refused(() => new Adam(p, { beta1: 1 }), /beta1 must be a number in \[0, 1\)/);
    refused(() => new AdamW(p, { weightDecay: -0.1 }), /weightDecay/);
    refused(() => new AdamW([{ parameters: p, epsilon: Number.NaN }]), /epsilon/);
    refused(() => new AdamW(p, { lr: 0.1 } as object), /AdamW: there is no setting lr.* learningRate/);
    const optimizer = new AdamW(p, { learningRate: 0.5 });
    refused(() => {
      optimizer.learningRate = Number.NaN;
    }, /learningRate/);
    expect(optimizer.learningRate).toBe(0.5);
  });

  test("that go wrong later change nothing, eager or compiled", () => {
    for (const compiled of [false, true])
      for (const spoil of [
        (optimizer: AdamW) => (optimizer.groups[1]!.learningRate = Number.NaN),
        (optimizer: AdamW) => (optimizer.groups[1]!.beta1 = 2),
        (optimizer: AdamW) => (optimizer.groups[0]!.learningRate = (step) => (step < 2 ? 0.1 : Number.NaN)),
      ]) {
        const { w, b, backward, values } = createProblem();
        const optimizer = new AdamW([{ parameters: [w] }, { parameters: [b] }]);
        const body = () => {
          optimizer.zeroGrad();
          backward();
          optimizer.step();
        };
        const step = compiled ? compile(body) : body;
        step();
        step();
        const [before, state] = [values(), JSON.stringify(numbers(optimizer.stateDict()))];
        const { groups } = optimizer.stateDict();
        spoil(optimizer);
        refused(step, /AdamW: (learningRate|beta1)/);
        expect(values()).toEqual(before);
        for (const [i, group] of optimizer.groups.entries()) Object.assign(group, groups[i]!.settings);
        expect(JSON.stringify(numbers(optimizer.stateDict()))).toBe(state);
        step();
        expect(optimizer.stepCount).toBe(3);
        expect(values()).not.toEqual(before);
      }
  });

  test("may change between compiled steps without recompiling", () => {
    const { w, b, backward } = createProblem();
    const optimizer = new SGD([w, b], { learningRate: (s) => 0.1 / (s + 1), momentum: 0.9, weightDecay: 0.1 });
    const step = compile(() => {
      optimizer.zeroGrad();
      backward();
      optimizer.step();
    });
    step(); // no gradient before
    step();
    const { traces } = step.stats();
    for (let i = 1; i < 10; i++) {
      optimizer.learningRate = 0.1 / i;
      for (const group of optimizer.groups) {
        group.momentum = 0.9 - 0.01 * i;
        group.weightDecay = 0.1 + 0.01 * i;
      }
      step();
    }
    expect(step.stats().traces).toBe(traces);
    for (const group of optimizer.groups) group.weightDecay = 0; // another computation
    step();
    expect(step.stats().traces).toBe(traces + 1);
  });

  test("cannot bring in momentum that has no velocity", () => {
    const p = parameter(1);
    const optimizer = new SGD([p]);
    p.grad = tensor([1]);
    optimizer.groups[0]!.momentum = 0.9;
    refused(() => optimizer.step(), /momentum was 0/);
    expect(p.value.itemSync()).toBe(1);
  });
});

describe("parameters", () => {
  test("must be parameters, at least one, each once", () => {
    const p = parameter(1);
    refused(() => new SGD([]), /no parameters/);
    refused(() => new SGD([p, p]), /given twice/);
    refused(() => new SGD([{ parameters: [p] }, { parameters: [p] }]), /given twice/);
    refused(() => new SGD([p, { parameters: [parameter(2)] }]), /mixed/);
    refused(() => new SGD([{ parameters: [zeros([1]) as unknown as Parameter] }]), /not a Parameter/); // without types
  });

  test("that are frozen, or have no gradient, stay", () => {
    const [a, b] = [parameter(1), parameter(1)];
    const optimizer = new SGD([a, b], { learningRate: 1, momentum: 0.5 });
    a.grad = tensor([1]);
    optimizer.step();
    b.grad = tensor([1]);
    a.requiresGrad = false;
    optimizer.step();
    expect([a.value.itemSync(), b.value.itemSync()]).toEqual([0, 0]);
    expect(optimizer.stateDict().parameters.map((p) => p.updates)).toEqual([1, 1]);
  });

  test("can join later, with settings of their own", () => {
    const [a, b] = [parameter(1), parameter(1)];
    const optimizer = new SGD([a], { learningRate: 0.5 });
    optimizer.addGroup({ parameters: [b], learningRate: 0.25 });
    a.grad = tensor([1]);
    b.grad = tensor([1]);
    optimizer.step();
    expect([a.value.itemSync(), b.value.itemSync()]).toEqual([0.5, 0.75]);
    optimizer.zeroGrad();
    expect([a.grad, b.grad]).toEqual([undefined, undefined]);
  });
});

describe("a compiled step", () => {
  test("leaves a held tensor, a view of it and a retained graph as they were", () => {
    for (const make of [
      (p: Parameter[]) => new SGD(p, { learningRate: 0.1, momentum: 0.9 }),
      (p: Parameter[]) => new AdamW(p, { learningRate: 0.1 }),
    ]) {
      const { w, b, x, backward } = createProblem();
      const optimizer = make([w, b]);
      const step = compile(() => {
        backward();
        optimizer.step();
        optimizer.zeroGrad();
      });
      step();
      const held = w.value;
      const view = held.at(1);
      const graph = x.matmul(w).square().sum();
      const before = [held, view, graph].map((t) => t.toArraySync());
      const slope = x.transpose().matmul(x.matmul(held)).mul(2).toArraySync() as number[][];
      for (let i = 0; i < 3; i++) step();
      expect([held, view, graph].map((t) => t.toArraySync())).toEqual(before);
      expect(w.value.toArraySync()).not.toEqual(before[0]);
      graph.backward();
      const gradient = w.grad!.toArraySync() as number[][];
      for (const [i, g] of gradient.flat().entries()) expect(g).toBeCloseTo(slope.flat()[i]!, 4);
    }
  });
});

describe("memory", () => {
  test("stays flat over 2,000 steps without an await", () => {
    const { w, b, backward } = createProblem();
    const optimizer = new AdamW([w, b]);
    const uses = Array.from({ length: 2000 }, () => {
      scope(() => {
        backward();
        optimizer.step();
        optimizer.zeroGrad();
      });
      return backend.memory();
    });
    expect(new Set(uses.slice(9).map((use) => `${use.tensors} ${use.bytes}`)).size).toBe(1);
  });

  test("is freed by dispose", () => {
    const before = backend.memory().tensors;
    const p = scope(() => parameter(1, 2, 3));
    new AdamW([p]).dispose();
    expect(backend.memory().tensors).toBe(before + 1);
  });
});

test("a rule of one's own needs an update and its memory", () => {
  type Count = { readonly signs: Variable };
  class SignDescent extends Optimizer<OptimizerSettings, Count> {
    constructor(parameters: Iterable<Parameter>) {
      const rules = { learningRate: rate, weightDecay: nonNegative };
      super("SignDescent", parameters, { learningRate: 0.5, weightDecay: 0 }, rules);
    }
    protected createMemory(p: Parameter): Count {
      return { signs: new Variable(zeros(p.shape)) };
    }
    protected update({ parameter: p, memory }: Slot<Count>, g: Tensor, { scalar }: UpdateContext<OptimizerSettings>) {
      memory.signs.assign(g.sign());
      p.assign(
        sub(
          p,
          mul(
            memory.signs,
            scalar((s) => s.learningRate),
          ),
        ),
      );
    }
  }
  const p = parameter(1, 2);
  p.grad = tensor([-3, 0.1]);
  const optimizer = new SignDescent([p]);
  optimizer.step();
  expect(p.value.toArraySync()).toEqual([1.5, 1.5]);
  expect(optimizer.stateDict().parameters[0]!.memory.signs!.toArraySync()).toEqual([-1, 1]);
});

/** A state with its tensors read. */
function numbers(state: ReturnType<Optimizer<OptimizerSettings, Memory>["stateDict"]>) {
  return {
    ...state,
    parameters: state.parameters.map(({ updates, memory }) => ({
      updates,
      memory: Object.fromEntries(Object.entries(memory).map(([name, value]) => [name, value.toArraySync()])),
    })),
  };
}
