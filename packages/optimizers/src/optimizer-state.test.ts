import { createJsBackend } from "@tenon/backend-js";
import { setBackend, TenonError, type Tensor, zeros } from "@tenon/core";
import { beforeEach, describe, expect, test } from "vitest";
import { createProblem } from "../test/problem.js";
import { Adam, AdamW } from "./adam.js";
import type { OptimizerState } from "./optimizer-state.js";
import { SGD } from "./sgd.js";

beforeEach(() => setBackend(createJsBackend()));

/** A problem that was trained for `steps`. */
function trained(steps: number) {
  const problem = createProblem();
  const optimizer = new AdamW([{ parameters: [problem.w], weightDecay: 0.1 }, { parameters: [problem.b] }]);
  const train = (count: number) => {
    for (let i = 0; i < count; i++) {
      optimizer.zeroGrad();
      problem.backward();
      optimizer.step();
    }
  };
  train(steps);
  return { ...problem, optimizer, train };
}

describe("an optimizer's state", () => {
  test("goes on exactly where it was saved", () => {
    const [saved, resumed] = [trained(4), trained(2)];
    saved.optimizer.groups[1]!.learningRate = 0.5;
    const state = saved.optimizer.stateDict();
    const [w, b] = [saved.w.value, saved.b.value];
    saved.train(3); // the state is a snapshot
    resumed.w.assign(w);
    resumed.b.assign(b);
    resumed.optimizer.loadStateDict(state);
    expect(resumed.optimizer.stepCount).toBe(4);
    expect(resumed.optimizer.groups.map((group) => group.learningRate)).toEqual([1e-3, 0.5]);
    resumed.train(3);
    expect(resumed.values()).toEqual(saved.values());
    expect(resumed.optimizer.stateDict().parameters.map((p) => p.updates)).toEqual([7, 7]);
  });

  test("is plain data and tensors, without schedules", () => {
    const { optimizer } = trained(2);
    optimizer.groups[0]!.learningRate = () => 0.1;
    const { parameters, ...data } = optimizer.stateDict();
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      optimizer: "AdamW",
      steps: 2,
      groups: [
        { size: 1, settings: { weightDecay: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } },
        { size: 1, settings: { learningRate: 1e-3, weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } },
      ],
    });
    expect(parameters.map((p) => Object.keys(p.memory))).toEqual([
      ["firstMoment", "secondMoment"],
      ["firstMoment", "secondMoment"],
    ]);
    const schedule = optimizer.groups[0]!.learningRate;
    optimizer.loadStateDict(optimizer.stateDict());
    expect(optimizer.groups[0]!.learningRate).toBe(schedule);
  });

  const spoiled: Record<string, [RegExp, (state: OptimizerState) => OptimizerState]> = {
    "of another optimizer": [/the state is of SGD/, () => new SGD([createProblem().w]).stateDict()],
    "of the other Adam": [/the state is of Adam/, () => new Adam([createProblem().w]).stateDict()],
    "with other groups": [
      /groups of \[1, 1\] parameters were expected, \[2\]/,
      () => new AdamW([createProblem().w, createProblem().b]).stateDict(),
    ],
    "with a tensor missing": [
      /parameter 0 has firstMoment, secondMoment, the state firstMoment/,
      (state) => withMemory(state, ({ firstMoment }) => ({ firstMoment: firstMoment! })),
    ],
    "with a tensor of another shape": [
      /secondMoment of parameter 0 is float32 \[4, 3\], the state's float32 \[3\]/,
      (state) => withMemory(state, (memory) => ({ ...memory, secondMoment: zeros([3]) })),
    ],
    "with a tensor of another dtype": [
      /int32/,
      (state) => withMemory(state, (memory) => ({ ...memory, secondMoment: zeros([4, 3], { dtype: "int32" }) })),
    ],
    "with half a step": [/count of parameter 0 is 0\.5/, (state) => withMemory(state, (memory) => memory, 0.5)],
    "with negative steps": [/step count is -1/, (state) => ({ ...state, steps: -1 })],
  };

  test.each(Object.keys(spoiled))("%s is refused and changes nothing", (name) => {
    const [message, spoil] = spoiled[name]!; // its own key
    const [a, b] = [trained(3), trained(3)];
    const state = spoil(a.optimizer.stateDict());
    expect(() => a.optimizer.loadStateDict(state)).toThrow(TenonError);
    expect(() => a.optimizer.loadStateDict(state)).toThrow(message);
    a.train(2);
    b.train(2);
    expect(a.values()).toEqual(b.values());
  });

  test("with a setting out of range is refused and changes nothing", () => {
    const [a, b] = [trained(3), trained(3)];
    const state = trained(1).optimizer.stateDict();
    const groups = state.groups.map((group, i) => (i === 1 ? { ...group, settings: { beta1: 1.5 } } : group));
    expect(() => a.optimizer.loadStateDict({ ...state, groups })).toThrow(/beta1/);
    a.train(2);
    b.train(2);
    expect(a.values()).toEqual(b.values());
  });
});

function withMemory(
  state: OptimizerState,
  change: (memory: Readonly<Record<string, Tensor>>) => Record<string, Tensor>,
  updates = 3,
): OptimizerState {
  const [first, ...rest] = state.parameters;
  return { ...state, parameters: [{ updates, memory: change(first!.memory) }, ...rest] };
}
