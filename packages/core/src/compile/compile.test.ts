import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { check } from "../decorators/check.js";
import { noGrad, setBackend, withBackend } from "../engine/context.js";
import { conv2d } from "../ops/convolution.js";
import { ones, tensor, zeros } from "../ops/create.js";
import { crossEntropy } from "../ops/cross-entropy.js";
import { dropout } from "../ops/dropout.js";
import { batchNorm, layerNorm } from "../ops/normalize.js";
import { normal, permutation, uniform } from "../random/distributions.js";
import { defaultGenerator, Generator, manualSeed } from "../random/generator.js";
import { Counter } from "../state/counter.js";
import { fromHost } from "../state/from-host.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { compile } from "./compile.js";
import { guard } from "./guard.js";

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

  test("nested in another is part of it", () => {
    const inner = compile((x: Tensor) => x.mul(2));
    const outer = compile((x: Tensor) => inner(x).add(1));
    expectClose(outer(tensor([1])), [3]);
    expect(inner.stats().traces).toBe(0);
    expect(outer.stats().traces).toBe(1);
  });
});

describe("Variables, hosts and counters", () => {
  test("Variables are found wherever they are, and read afresh by each run", () => {
    const v = new Variable(tensor([1]));
    const step = compile((x: Tensor) => x.mul(v));
    expectClose(step(tensor([10])), [10]);
    v.assign(tensor([5]));
    expectClose(step(tensor([10])), [50]);
    expect(step.stats().traces).toBe(1);
  });

  test("captured tensors are constants that outlive their owner", () => {
    const captured = tensor([4]);
    const step = compile((x: Tensor) => x.mul(captured));
    expectClose(step(tensor([1])), [4]);
    captured.dispose();
    expectClose(step(tensor([2])), [8]);
    const before = js.memory().tensors;
    step.dispose();
    expect(js.memory().tensors).toBe(before - 1);
  });

  test("fromHost is read once for each run, in float64", () => {
    let reads = 0;
    const step = compile((x: Tensor) => x.mul(fromHost(() => 1 - 0.999 ** ++reads)));
    for (let run = 1; run <= 3; run++) expectClose(step(tensor([1])), [Math.fround(1 - 0.999 ** run)], 0);
    expect(reads).toBe(3);
  });

  test("a Counter advances by as many as were drawn, after a run that succeeds", () => {
    const counter = new Counter(10);
    const seen: number[] = [];
    const step = compile((x: Tensor) => {
      const [a, b] = [counter.next(), counter.next()];
      return x.add(fromHost(() => seen.push(a(), b())));
    });
    step(tensor([0]));
    step(tensor([0]));
    expect(seen).toEqual([10, 11, 12, 13]);
    expect(counter.value).toBe(14);
    counter.value = 0;
    step(tensor([0]));
    expect(seen.slice(4)).toEqual([0, 1]);
  });

  test("random draws go on where eager code stopped, and after manualSeed start anew", () => {
    const draws = () => [uniform([3]), normal([3]), permutation(5)].map((x) => x.toArraySync());
    manualSeed(6);
    const expected = [draws(), draws(), draws()];
    const step = compile(() => [uniform([3]), normal([3]), permutation(5)], { backend: js });
    const compiledDraws = () => step().map((x) => x.toArraySync());
    manualSeed(6);
    expect([compiledDraws(), draws(), compiledDraws()]).toEqual(expected);
    manualSeed(6);
    expect(compiledDraws()).toEqual(expected[0]);
  });

  test("a generator of one's own is advanced too", () => {
    const [a, b] = [new Generator(3), new Generator(3)];
    const step = compile(() => uniform([2], { generator: a }), { backend: js });
    const eager = [1, 2].map(() => uniform([2], { generator: b }).toArraySync());
    expect([step().toArraySync(), step().toArraySync()]).toEqual(eager);
    expect(a.draws.value).toBe(2);
  });

  test("gradients gather over runs until they are cleared", () => {
    const w = new Parameter(tensor([3]));
    const collect = compile((x: Tensor) => x.mul(w).sum().backward());
    collect(tensor([1]));
    collect(tensor([10]));
    collect(tensor([100]));
    expectClose(w.grad!, [111]);
    expect(collect.stats().traces).toBe(2); // without a gradient, and with one
    w.grad = undefined;
    collect(tensor([5]));
    expectClose(w.grad!, [5]);
    expect(collect.stats().traces).toBe(2);
  });
});

describe("gradients of gradients", () => {
  test("are traced with the step, and leave no graph behind", () => {
    const w = new Parameter(tensor([3]));
    const step = compile(() => {
      w.value.pow(3).sum().backward({ createGraph: true });
      const slope = w.grad!;
      w.grad = undefined;
      slope.square().sum().backward({ createGraph: true }); // (3w²)², so 36w³
    });
    step();
    expectClose(w.grad!, [972]);
    expect(w.grad!.requiresGrad).toBe(false);
    w.value.square().sum().backward();
    expectClose(w.grad!, [978]);
  });

  test("that eager code recorded stay with the gradient that they belong to", () => {
    const w = new Parameter(tensor([3]));
    const x = tensor([2], { requiresGrad: true });
    w.value.square().mul(x).sum().backward({ createGraph: true });
    const collect = compile(() => w.value.sum().backward());
    const eager = w.grad!;
    expect(eager.requiresGrad).toBe(true);
    collect();
    expectClose(w.grad!, [13]);
    expect(w.grad!.requiresGrad).toBe(false);
    eager.sum().backward(); // d(2wx)/dx
    expectClose(x.grad!, [9 + 6]);
  });
});

describe("what a step is compiled for", () => {
  test("shapes, dtypes, structure and values of other arguments", () => {
    const step = compile((x: Tensor, options?: { readonly scale?: number }) => x.mul(options?.scale ?? 1));
    const calls: [Tensor, { readonly scale?: number }?][] = [
      [zeros([1])],
      [zeros([2])],
      [zeros([1, 1])],
      [zeros([1], { dtype: "int32" })],
      [zeros([1]), {}],
      [zeros([1]), { scale: 2 }],
      [zeros([1]), { scale: Number.NaN }],
      [zeros([1]), { scale: 0 }],
      [zeros([1]), { scale: -0 }],
      [zeros([1], { requiresGrad: true })],
    ];
    for (const [i, args] of calls.entries()) {
      step(...args);
      expect(step.stats().traces, `call ${i}`).toBe(i + 1);
    }
    for (const args of calls) step(...args);
    expect(step.stats().traces).toBe(calls.length);
  });

  test("objects and functions count by identity, strings apart from numbers", () => {
    const step = compile((x: Tensor, _: unknown) => x.add(1));
    const [map, other, f] = [new Map(), new Map(), () => 1];
    for (const mode of [map, other, f, "1", 1, 1n, true, null, undefined, [1], ["1"], Symbol.for("m")])
      step(zeros([1]), mode);
    expect(step.stats().traces).toBe(12);
    for (const mode of [map, f, "1", [1], Symbol.for("m")]) step(zeros([1]), mode);
    expect(step.stats().traces).toBe(12);
  });

  test("guarded modes", () => {
    let training = true;
    const step = compile((x: Tensor) => (guard(() => training) ? x.mul(2) : x));
    expectClose(step(tensor([1])), [2]);
    training = false;
    expectClose(step(tensor([1])), [1]);
    training = true;
    expectClose(step(tensor([1])), [2]);
    expect(step.stats().traces).toBe(2);
  });

  test("frozen or trainable parameters", () => {
    const w = new Parameter(tensor([2]));
    const step = compile((x: Tensor) => {
      const y = x.mul(w).sum();
      return { y, trains: y.requiresGrad };
    });
    expect(step(tensor([1])).trains).toBe(true);
    w.requiresGrad = false;
    expect(step(tensor([1])).trains).toBe(false);
    w.requiresGrad = true;
    expect(step(tensor([1])).trains).toBe(true);
    expect(step.stats().traces).toBe(2);
  });

  test("recording or not", () => {
    const w = new Parameter(tensor([2]));
    const step = compile(() => w.value.mul(1).requiresGrad);
    expect([step(), noGrad(() => step()), step()]).toEqual([true, false, true]);
    expect(step.stats().traces).toBe(2);
  });

  test("backends", () => {
    const other = plainJs();
    const step = compile((x: Tensor) => x.mul(2));
    expect(step(ones([1])).backend).toBe(js);
    expect(step(ones([1], { backend: other })).backend).toBe(other);
    expect(step.stats().traces).toBe(2);
    expectError(
      () => compile((a: Tensor, b: Tensor) => a.add(b))(ones([1]), ones([1], { backend: other })),
      "backend_mismatch",
    );
    const captured = ones([1], { backend: other });
    expectError(() => compile((x: Tensor) => x.add(captured))(ones([1])), "backend_mismatch");
    const variable = new Variable(captured);
    expectError(() => compile((x: Tensor) => x.add(variable))(ones([1])), "backend_mismatch", "captures");
    setBackend(undefined);
    expectError(() => compile(() => zeros([1]))(), "backend_missing");
    expect(compile(() => zeros([1]), { backend: other })().backend).toBe(other);
  });

  test("a Variable that moves to another backend", () => {
    const other = plainJs();
    const v = new Variable(ones([1]));
    const step = compile(() => v.value.mul(2), { backend: js });
    step();
    v.assign(ones([1], { backend: other }));
    expectError(() => step(), "backend_mismatch");
  });

  test("decorated backends see the step", () => {
    const checked = check(plainJs());
    withBackend(checked, () => {
      const step = compile((x: Tensor) => x.log());
      expectError(() => step(zeros([1])), "not_finite", "log");
    });
  });
});

describe("the cache", () => {
  test("keeps the variants used last", () => {
    const step = compile((x: Tensor) => x.mul(2), { cacheSize: 2 });
    const [a, b, c] = [zeros([1]), zeros([2]), zeros([3])];
    step(a);
    step(b);
    step(a);
    step(c); // drops b
    expect(step.stats()).toEqual({ traces: 3, runs: 4, cached: 2 });
    step(a);
    expect(step.stats().traces).toBe(3);
    step(b);
    expect(step.stats().traces).toBe(4);
  });

  test("is emptied by dispose, after which the function compiles again", () => {
    const constants = [tensor([1]), tensor([2])];
    const step = compile((x: Tensor) => x.add(constants[0]!).mul(constants[1]!));
    const before = js.memory().tensors;
    step(ones([1])).dispose();
    step.dispose();
    step.dispose();
    expect(step.stats().cached).toBe(0);
    expect(js.memory().tensors - before).toBe(1); // the argument
    expectClose(step(ones([1])), [4]);
    expect(step.stats().traces).toBe(2);
  });
});
