import { createJsBackend } from "@tenon/backend-js";
import {
  compile,
  grad,
  gradcheck,
  noGrad,
  setBackend,
  slice,
  TenonError,
  type Tensor,
  tensor,
  uniform,
  zeros,
} from "@tenon/core";
import { beforeEach, describe, expect, test } from "vitest";
import { LSTM } from "./lstm.js";
import { lstmSequence } from "./lstm-sequence.js";

let backend = createJsBackend();
beforeEach(() => {
  backend = createJsBackend();
  setBackend(backend);
});

const draw = (shape: number[]) => uniform(shape, { low: -1, high: 1, dtype: "float64" });

describe("lstmSequence", () => {
  test.each([false, true])("has right gradients of first and second order (reverse: %s)", async (reverse) => {
    const inputs = [draw([3, 2, 8]), draw([2, 2]), draw([2, 2]), draw([8, 2])];
    const weights = [draw([3, 2, 2]), draw([2, 2]), draw([2, 2])];
    const value = (...[x, h, c, w]: Tensor[]) => {
      const { output, hidden, cell } = lstmSequence(x!, h!, c!, w!, reverse);
      return [output, hidden, cell].map((y, i) => y.mul(weights[i]!).sum()).reduce((a, b) => a.add(b));
    };
    await gradcheck(value, inputs);
    const slope = (...at: Tensor[]) =>
      grad(value)(...at)
        .map((g) => g.square().sum())
        .reduce((a, b) => a.add(b));
    await gradcheck(slope, inputs);
  });
});

describe("LSTM", () => {
  test("goes on from the state it returned", () => {
    const lstm = new LSTM(3, 4, { numLayers: 2, dtype: "float64" });
    const x = draw([6, 2, 3]);
    const whole = lstm.call(x);
    const first = lstm.call(x.at(slice(0, 4)));
    const rest = lstm.call(x.at(slice(4, 6)), first);
    expect(rest.hidden.toArraySync()).toEqual(whole.hidden.toArraySync());
    expect(rest.cell.toArraySync()).toEqual(whole.cell.toArraySync());
  });

  test("gives the same without recording", () => {
    const lstm = new LSTM(3, 4, { bidirectional: true });
    const x = uniform([5, 2, 3]);
    const numbers = () => {
      const { output, hidden, cell } = lstm.call(x);
      return [output, hidden, cell].map((y) => y.toArraySync());
    };
    expect(noGrad(numbers)).toEqual(numbers());
  });

  test("drops between layers in training only", () => {
    const lstm = new LSTM(3, 4, { numLayers: 2, dropout: 1 });
    const x = uniform([5, 2, 3]);
    const dropped = lstm.call(x).output.toArraySync();
    const alone = lstm.call(zeros([5, 2, 3])).output.toArraySync();
    expect(dropped).toEqual(alone); // the second layer sees zeros either way
    expect(lstm.eval().call(x).output.toArraySync()).not.toEqual(dropped);
  });

  test("of 64 steps keeps to a node count that grows linearly and small", () => {
    const lstm = new LSTM(4, 8);
    const nodes = (length: number) => {
      let count = 0;
      const counting = {
        ...backend,
        compile(graph: { nodes: readonly unknown[] }) {
          count = graph.nodes.length;
          return undefined;
        },
      };
      const x = tensor(new Float32Array(length * 8), { shape: [length, 2, 4], backend: counting });
      lstm.to(counting);
      const step = compile((input: Tensor) => lstm.call(input).hidden.sum().backward());
      step(x);
      lstm.to(backend);
      return count;
    };
    const [short, long] = [nodes(8), nodes(16)];
    expect((long - short) / 8).toBeLessThanOrEqual(60);
  });

  test("says which shapes it takes", () => {
    const lstm = new LSTM(3, 4, { batchFirst: true });
    for (const [x, state] of [
      [zeros([2, 5, 4])],
      [zeros([3])],
      [zeros([2, 0, 3])],
      [zeros([2, 5, 3]), { hidden: zeros([1, 3, 4]), cell: zeros([1, 2, 4]) }],
      [zeros([2, 5, 3]), { hidden: zeros([1, 2, 4]), cell: zeros([2, 2, 4]) }],
    ] as const)
      expect(() => lstm.call(x, state)).toThrow(TenonError);
    expect(() => new LSTM(0, 4)).toThrow("inputSize");
    expect(() => new LSTM(3, 4, { dropout: 2 })).toThrow("dropout");
  });
});
