import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { checkpoint } from "../autograd/checkpoint.js";
import { grad } from "../autograd/functional.js";
import { batchNorm } from "../ops/batch-norm.js";
import { conv2d } from "../ops/convolution.js";
import { ones, tensor, zeros } from "../ops/create.js";
import { crossEntropy } from "../ops/cross-entropy.js";
import { dropout } from "../ops/dropout.js";
import { layerNorm } from "../ops/layer-norm.js";
import { uniform } from "../random/distributions.js";
import { defaultGenerator, manualSeed } from "../random/generator.js";
import { Counter } from "../state/counter.js";
import { fromHost } from "../state/from-host.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { compile } from "./compile.js";

const js = useJs();

/** A small network with everything that has state, and one step of it. */
function network() {
  const part = (shape: number[], seed: number) => new Parameter(sample(shape, seed, { dtype: "float32" }));
  const p = { kernel: part([4, 1, 3, 3], 1), scale: part([4], 2), head: part([3, 16], 3), shift: part([16], 4) };
  const moments = Object.values(p).map((w) => new Variable(zeros(w.shape)));
  const runningMean = new Variable(zeros([4]));
  const runningVariance = new Variable(ones([4]));
  const steps = new Counter();
  const step = (x: Tensor, y: Tensor) => {
    const t = steps.next();
    const maps = batchNorm(conv2d(x, p.kernel, { padding: 1, stride: 2 }), {
      weight: p.scale,
      runningMean,
      runningVariance,
      training: true,
    });
    const flat = layerNorm(dropout(maps.relu().flatten(1)), { normalizedShape: [16], bias: p.shift });
    const loss = crossEntropy(flat.matmul(p.head, { transposeB: true }), y);
    loss.backward();
    const rate = fromHost(() => 0.1 / (1 + t()));
    for (const [i, w] of Object.values(p).entries()) {
      const moment = moments[i]!;
      moment.assign(moment.value.mul(0.9).add(w.grad!));
      w.assign(w.value.sub(moment.value.mul(rate)));
      w.grad = undefined;
    }
    return { loss, mean: runningMean.value };
  };
  const state = () => [...Object.values(p), ...moments, runningMean, runningVariance].map((v) => v.value.toArraySync());
  return { step, state, steps };
}

const batch = (seed: number) => sample([6, 1, 4, 4], seed, { dtype: "float32" });
const classes = () => tensor([0, 1, 2, 0, 1, 2], { dtype: "int32" });

describe("a compiled step", () => {
  test("equals the eager one to the bit: losses, parameters, moments, statistics, draws and counters", () => {
    const [eager, traced] = [network(), network()];
    const compiled = compile(traced.step);
    const run = (step: typeof compiled | typeof eager.step) => {
      manualSeed(8);
      return [1, 2, 3, 4, 5].map((seed) => step(batch(seed), classes()).loss.itemSync());
    };
    const expected = run(eager.step);
    const drawn = defaultGenerator().draws.value;
    expect(run(compiled)).toEqual(expected);
    expect(traced.state()).toEqual(eager.state());
    expect(traced.steps.value).toBe(5);
    expect(defaultGenerator().draws.value).toBe(drawn);
    expect(compiled.stats()).toEqual({ traces: 1, runs: 5, cached: 1 });
  });

  test("keeps memory flat", () => {
    const { step } = network();
    const compiled = compile(step);
    const once = () => {
      const { loss, mean } = compiled(batch(1), classes());
      loss.dispose();
      mean.dispose();
    };
    const inputs = 2; // that batch() and classes() make in each run and nobody disposes
    once();
    const before = js.memory().tensors;
    for (let i = 0; i < 20; i++) once();
    expect(js.memory().tensors - before).toBe(20 * inputs);
  });

  test("takes and returns trees of tensors and anything else", () => {
    const model = new (class Model {
      readonly factor = 3;
    })();
    const step = compile(
      (input: { x: Tensor; pair: readonly [Tensor, number]; name: string; model: typeof model }) => ({
        sum: input.x.add(input.pair[0]).mul(input.pair[1]).mul(input.model.factor),
        list: [input.x.mul(2), "text", null, { deep: input.x.neg() }],
        name: input.name,
        same: input.x,
      }),
    );
    const x = tensor([1, 2]);
    for (let run = 0; run < 2; run++) {
      const y = step({ x, pair: [tensor([10, 20]), 2], name: "a", model });
      expectClose(y.sum, [66, 132]);
      expectClose(y.list[0] as Tensor, [2, 4]); // what the step put there
      expect(y.list.slice(1, 3)).toEqual(["text", null]);
      expectClose((y.list[3] as { deep: Tensor }).deep, [-1, -2]); // as above
      expect(y.name).toBe("a");
      expect(y.same).not.toBe(x);
      y.same.dispose();
      expectClose(x, [1, 2]);
    }
    expect(step.stats().traces).toBe(1);
  });

  test("may return inputs, constants, host numbers, Variables' values and one tensor twice", () => {
    const constant = tensor([7]);
    const v = new Variable(tensor([5]));
    let host = 1;
    const step = compile((x: Tensor) => {
      const y = x.mul(2);
      return [x, constant, fromHost(() => host, { dtype: "int32" }), v.value, y, y];
    });
    for (host of [1, 2]) {
      const [x, c, h, value, y, again] = step(tensor([3])) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
      expectClose(x, [3]);
      expectClose(c, [7]);
      expectClose(h, host);
      expect(h.dtype).toBe("int32");
      expectClose(value, [5]);
      y.dispose();
      expectClose(again, [6]);
      for (const t of [x, c, h, value]) t.dispose();
    }
    expectClose(constant, [7]);
    expectClose(v.value, [5]);
  });

  test("may return nothing, and do nothing", () => {
    const v = new Variable(tensor([1]));
    const step = compile(() => {
      v.assign(v.value.mul(2));
    });
    expect(step()).toBeUndefined();
    step();
    expectClose(v.value, [4]);
    expect(compile(() => 3, { backend: js })()).toBe(3);
  });

  test("gives results without a graph; backward outside says so", () => {
    const w = new Parameter(tensor([2]));
    const loss = compile(() => w.value.square().sum())();
    expect(loss.requiresGrad).toBe(true);
    expectError(() => loss.backward(), "graph_released", "inside the compiled function");
    const done = compile(() => {
      const inner = w.value.square().sum();
      inner.backward();
      return inner;
    })();
    expect(done.requiresGrad).toBe(false);
  });

  test("differentiates arguments by grad, and refuses to collect .grad in them", () => {
    const x = tensor([3], { requiresGrad: true });
    expectClose(compile((t: Tensor) => grad((u) => u.square().sum())(t)[0]!)(x), [6]);
    expectError(() => compile((t: Tensor) => t.square().sum().backward())(x), "no_gradient", "argument");
    expect(x.grad).toBeUndefined();
  });

  test("equals the eager one with a checkpoint that draws random numbers", () => {
    const gradients = (isCompiled: boolean) => {
      manualSeed(2);
      const w = new Parameter(ones([8]));
      const step = (x: Tensor) => {
        checkpoint((t) => dropout(t.mul(w)).mul(uniform([8])), x)
          .sum()
          .backward();
        const slope = w.grad!;
        w.grad = undefined;
        return slope;
      };
      const f = isCompiled ? compile(step) : step;
      return [f(ones([8])).toArraySync(), f(ones([8])).toArraySync(), defaultGenerator().draws.value];
    };
    expect(gradients(true)).toEqual(gradients(false));
  });

  test("nested in another is part of it", () => {
    const inner = compile((x: Tensor) => x.mul(2));
    const outer = compile((x: Tensor) => inner(x).add(1));
    expectClose(outer(tensor([1])), [3]);
    expect(inner.stats().traces).toBe(0);
    expect(outer.stats().traces).toBe(1);
  });
});
