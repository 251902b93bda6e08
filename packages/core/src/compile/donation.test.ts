import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { reuseDonated } from "../../test/support/reuse.js";
import { scope } from "../memory/scope.js";
import { tensor } from "../ops/create.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { compile } from "./compile.js";

/** A parameter [1, 2] and a compiled step that moves it by −0.5·gradient of Σ(x·w)², at x = 1. */
function training() {
  const reuse = reuseDonated();
  const w = new Parameter(tensor([1, 2]));
  const step = compile((x: Tensor) => {
    const loss = x.mul(w).square().sum();
    loss.backward();
    w.assign(w.value.sub(w.grad!.mul(0.25)));
    w.grad = undefined;
    return loss;
  });
  const run = () => step(tensor([1, 1])).dispose();
  return { ...reuse, w, run };
}

describe("a compiled step", () => {
  test("is given state that it replaces and nobody else sees", () => {
    const { w, run, donated } = training();
    for (let i = 0; i < 3; i++) run();
    expect(donated()).toEqual([false, true]); // the argument, the parameter
    expectClose(w.value, [0.125, 0.25]);
  });

  test("leaves a held value of a parameter unchanged", () => {
    const { w, run, donated } = training();
    const held = w.value;
    run();
    expect(donated()).toEqual([false, false]);
    run();
    expect(donated()).toEqual([false, true]); // what it holds now is seen by nobody else
    expectClose(held, [1, 2]);
    expectClose(w.value, [0.25, 0.5]);
  });

  test("leaves a view of a parameter unchanged", () => {
    const { w, run } = training();
    const view = scope(() => w.value.reshape([2, 1]).transpose());
    run();
    run();
    expectClose(view, [[1, 2]]);
    expectClose(w.value, [0.25, 0.5]);
  });

  test("leaves a retained graph unchanged", () => {
    const { w, run } = training();
    const x = tensor([10, 10], { requiresGrad: true });
    const later = x.mul(w).sum();
    run();
    run();
    expectClose(later, 30);
    later.backward();
    expectClose(x.grad!, [1, 2]);
    expectClose(w.grad!, [10, 10]);
  });

  test("leaves tied Variables unchanged", () => {
    const { w, run } = training();
    const tied = new Variable(w);
    const copy = new Variable(w.value);
    run();
    run();
    expectClose(tied.value, [1, 2]);
    expectClose(copy.value, [1, 2]);
    expectClose(w.value, [0.25, 0.5]);
  });

  test("leaves an argument unchanged that is the parameter's own value", () => {
    const { w, run, donated, backend } = training();
    const swap = compile((x: Tensor) => {
      w.assign(w.value.add(x));
      return x.mul(1);
    });
    const own = w.value;
    expectClose(swap(own), [1, 2]);
    expect(donated()).toEqual([false, false]);
    expectClose(own, [1, 2]);
    expectClose(w.value, [2, 4]);
    run();
    expect(backend.memory().tensors).toBeGreaterThan(0);
    expectClose(own, [1, 2]);
  });

  test("leaves a step's earlier results unchanged", () => {
    reuseDonated();
    const v = new Variable(tensor([1]));
    const step = compile(() => {
      const before = v.value;
      v.assign(v.value.mul(2));
      return { before, after: v.value };
    });
    const results = [step(), step(), step()];
    for (const [i, { before, after }] of results.entries()) {
      expectClose(before, [2 ** i]);
      expectClose(after, [2 ** (i + 1)]);
    }
  });

  test("does not give away a state that another Variable takes over", () => {
    const { donated } = reuseDonated();
    const [now, before] = [new Variable(tensor([1])), new Variable(tensor([0]))];
    const step = compile(() => {
      before.assign(now.value);
      now.assign(now.value.add(1));
    });
    for (let i = 0; i < 4; i++) step();
    expectClose(now.value, [5]);
    expectClose(before.value, [4]);
    expect(donated()).not.toContain(true);
  });

  test("does not give away a constant that a Variable was assigned", () => {
    reuseDonated();
    const zero = tensor([0]);
    const v = new Variable(tensor([1]));
    const reset = compile(() => v.assign(zero));
    const count = compile(() => v.assign(v.value.add(1)));
    reset();
    count();
    count();
    reset();
    expectClose(zero, [0]);
    expectClose(v.value, [0]);
  });

  test("counts a value that was disposed as gone", () => {
    const { w, run, donated } = training();
    run(); // the tensor that made the parameter is still alive
    expect(donated()).toEqual([false, false]);
    w.value.dispose();
    run();
    expect(donated()).toEqual([false, true]);
  });
});
