import { createJsBackend } from "@tenon/backend-js";
import {
  checkpoint,
  compile,
  crossEntropy,
  grad,
  manualSeed,
  normal,
  ones,
  Parameter,
  scope,
  setBackend,
  stack,
  type Tensor,
  tensor,
  vmap,
} from "@tenon/core";
import { beforeEach, describe, expect, test } from "vitest";
import { ReLU } from "../activations/activations.js";
import { Sequential } from "../containers/sequential.js";
import { Conv2d } from "../convolution/conv2d.js";
import { Linear } from "../linear/linear.js";
import { BatchNorm2d } from "../normalization/batch-norm-2d.js";
import { MaxPool2d } from "../pooling/max-pool-2d.js";
import { Flatten } from "../reshaping/flatten.js";
import { functionalCall, functionalCallWithState } from "./functional-call.js";
import { Module } from "./module.js";

const js = createJsBackend();
beforeEach(() => {
  setBackend(js);
  manualSeed(0);
});

const values = (x: Tensor) => [...x.dataSync()];
const net = () =>
  new Sequential(new Conv2d(1, 2, 3, { padding: 1 }), new BatchNorm2d(2), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(8, 3)); // biome-ignore format: one line

function expectNear(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const wanted = values(expected);
  for (const [i, a] of values(actual).entries()) expect(Math.abs(a - wanted[i]!)).toBeLessThan(1e-5);
}

describe("functionalCall", () => {
  test("runs with the given values, keeps the others, and leaves the model as it was", () => {
    const model = new Linear(2, 1);
    const before = values(model.weight.value);
    const y = functionalCall(model, { weight: tensor([[1, 10]]), bias: tensor([100]) }, tensor([[2, 3]]));
    expect(values(y)).toEqual([132]);
    const partial = functionalCall(model, { weight: tensor([[0, 0]]) }, tensor([[2, 3]]));
    expect(values(partial)).toEqual(values(model.bias!.value));
    expect(values(model.weight.value)).toEqual(before);
  });

  test("refuses names that the model does not have, and values of another shape", () => {
    const model = new Linear(2, 1);
    const x = ones([1, 2]);
    expect(() => functionalCall(model, { weights: x }, x)).toThrow(/the model has no weights.*stateDict/);
    expect(() => functionalCall(model, { weight: ones([2, 2]) }, x)).toThrow(/\[1, 2\].*\[2, 2\]/);
    expect(() => functionalCall(model, { weight: x.cast("float16") }, x)).toThrow(/float16/);
    expect(() => functionalCall(model, {}, ones([1, 3]))).toThrow(/3/); // and what the model refuses
    expect(values(functionalCall(model, {}, x))).toEqual(values(model.call(x)));
  });

  test("is differentiable by the values, not by the parameters that they stand for", () => {
    const model = new Linear(2, 1);
    const loss = (w: Record<string, Tensor>, x: Tensor) => functionalCall(model, w, x).sum();
    const [g] = grad(loss, { argument: 0 })({ weight: ones([1, 2]) }, tensor([[3, 4]]));
    expect(values(g.weight!)).toEqual([3, 4]);
    expect(model.weight.grad).toBeUndefined();
    functionalCall(model, { weight: ones([1, 2]) }, tensor([[3, 4]]))
      .sum()
      .backward();
    expect(model.weight.grad).toBeUndefined();
    expect(values(model.bias!.grad!)).toEqual([1]);
  });

  test("gives per-example gradients that equal a loop over examples", () => {
    const model = net().eval();
    const [x, y] = [normal([4, 1, 4, 4]), tensor([0, 2, 1, 1], { dtype: "int32" })];
    const loss = (w: Record<string, Tensor>, image: Tensor, label: Tensor) =>
      crossEntropy(functionalCall(model, w, image.unsqueeze(0)), label.unsqueeze(0));
    const weights = Object.fromEntries([...model.namedParameters()].map(([name, p]) => [name, p.value.detach()]));
    const slope = grad(loss, { argument: 0 });
    const [all] = vmap(slope, { inAxes: [null, 0, 0] })(weights, x, y);
    const each = [0, 1, 2, 3].map((i) => slope(weights, x.at(i), y.at(i))[0]);
    expect(Object.keys(all)).toEqual([...model.namedParameters().keys()]);
    for (const name of Object.keys(all)) expectNear(all[name]!, stack(each.map((g) => g[name]!)));
  });

  test("runs an ensemble of models as one", () => {
    const models = [new Linear(3, 2), new Linear(3, 2), new Linear(3, 2)];
    const stacked = Object.fromEntries(
      ["weight", "bias"].map((name) => [name, stack(models.map((m) => m.stateDict()[name]!))]),
    );
    const x = normal([5, 3]);
    const call = (w: Record<string, Tensor>, input: Tensor) => functionalCall(models[0]!, w, input);
    const y = vmap(call, { inAxes: [0, null] })(stacked, x);
    expectNear(y, stack(models.map((m) => m.call(x))));
  });

  test("works inside compile, and a compiled model inside it sees the values", () => {
    const model = new Linear(2, 1);
    const call = (w: Tensor, x: Tensor) => functionalCall(model, { weight: w, bias: tensor([0]) }, x);
    const step = compile(call);
    for (const k of [1, 2]) expect(values(step(tensor([[k, 1]]), ones([1, 2])))).toEqual([k + 1]);
    expect(step.stats().traces).toBe(1);
    class Compiled extends Module {
      readonly inner = new Linear(2, 1);
      readonly step = compile((x: Tensor) => this.inner.call(x));
      forward(x: Tensor): Tensor {
        return this.step(x);
      }
    }
    const compiled = new Compiled();
    const zero = { "inner.weight": tensor([[0, 0]]), "inner.bias": tensor([7]) };
    const own = values(compiled.call(ones([1, 2])));
    expect(values(functionalCall(compiled, zero, ones([1, 2])))).toEqual([7]);
    expect(values(compiled.call(ones([1, 2])))).toEqual(own);
  });

  test("a checkpoint inside runs again with the values", () => {
    class Block extends Module {
      readonly inner = new Linear(2, 2);
      forward(x: Tensor): Tensor {
        return checkpoint((t) => this.inner.call(t).tanh(), x);
      }
    }
    const model = new Block();
    const x = normal([3, 2]);
    const weight = tensor([[1, 2], [3, 4]], { requiresGrad: true }); // biome-ignore format: rows
    functionalCall(model, { "inner.weight": weight }, x).sum().backward();
    const plain = (w: Tensor) => x.matmul(w, { transposeB: true }).add(model.inner.bias!.value).tanh().sum();
    expectNear(weight.grad!, grad(plain)(weight.detach())[0]!);
  });

  test("knows a tied variable under each of its names", () => {
    class Tied extends Module {
      readonly a = new Parameter(ones([2]));
      readonly b = this.a;
      forward(x: Tensor): Tensor {
        return x.mul(this.a).add(this.b);
      }
    }
    const model = new Tied();
    for (const name of ["a", "b"])
      expect(values(functionalCall(model, { [name]: tensor([3, 4]) }, ones([2])))).toEqual([6, 8]);
    const outer = functionalCall(model, { a: tensor([3, 4]) }, functionalCall(model, { a: tensor([0, 1]) }, ones([2])));
    expect(values(outer)).toEqual([0 * 3 + 3, 2 * 4 + 4]);
  });
});

describe("what the model assigns", () => {
  const x = () => tensor([1, 3], { shape: [2, 1, 1, 1] });

  test("stays inside, whether its buffers were given or not", () => {
    const norm = new BatchNorm2d(1);
    const state = norm.stateDict();
    functionalCall(norm, {}, x());
    functionalCall(norm, state, x());
    expect(values(norm.runningMean!.value)).toEqual([0]);
    expect(values(state.running_mean!)).toEqual([0]);
  });

  test("is returned on demand, and goes on from what was given", () => {
    const norm = new BatchNorm2d(1);
    const first = functionalCallWithState(norm, {}, x());
    expect(values(first.state.running_mean!)[0]).toBeCloseTo(0.1 * 2);
    expect(values(first.state.running_var!)[0]).toBeCloseTo(0.9 + 0.1 * 2);
    expect("weight" in first.state).toBe(false);
    const second = functionalCallWithState(norm, first.state, x());
    expect(values(second.state.running_mean!)[0]).toBeCloseTo(0.9 * 0.2 + 0.1 * 2);
  });

  test("may differ between examples", () => {
    const norm = new BatchNorm2d(1);
    const each = vmap((t: Tensor) => functionalCallWithState(norm, {}, t).state)(stack([x(), x().mul(2)]));
    expect(values(each.running_mean!).map((v) => Math.round(v * 100))).toEqual([20, 40]);
  });
});

test("leaves its result only, also when the model throws", () => {
  const norm = new BatchNorm2d(1);
  const image = normal([2, 1, 2, 2]);
  const before = js.memory().tensors;
  const y = functionalCall(norm, norm.stateDict(), image);
  y.dispose();
  scope(() => {
    functionalCallWithState(norm, norm.stateDict(), image);
  });
  const state = norm.stateDict();
  expect(() => functionalCall(norm, state, ones([1]))).toThrow();
  for (const tensor of Object.values(state)) tensor.dispose();
  expect(js.memory().tensors - before).toBeLessThanOrEqual(1); // ones([1])
});
