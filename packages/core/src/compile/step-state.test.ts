import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { tensor } from "../ops/create.js";
import { normal, permutation, uniform } from "../random/distributions.js";
import { Generator, manualSeed } from "../random/generator.js";
import { Counter } from "../state/counter.js";
import { fromHost } from "../state/from-host.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { compile } from "./compile.js";

const js = useJs();

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

describe("gradients", () => {
  test("are collected in captured leaves as in Parameters", () => {
    const x = tensor([3], { requiresGrad: true });
    const step = compile(() => x.square().sum().backward());
    step();
    step();
    expectClose(x.grad!, [12]);
  });

  test("of gradients are traced with the step, and leave no graph behind", () => {
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
