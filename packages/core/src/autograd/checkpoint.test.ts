import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { noGrad } from "../engine/context.js";
import { scope } from "../memory/scope.js";
import { tensor } from "../ops/create.js";
import { dropout } from "../ops/dropout.js";
import { uniform } from "../random/distributions.js";
import { defaultGenerator, manualSeed } from "../random/generator.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { vmap } from "../transforms/vmap.js";
import { checkpoint } from "./checkpoint.js";
import { grad } from "./functional.js";
import { gradcheck } from "./gradcheck.js";

const js = useJs();
const leaf = (values: number[]) => tensor(values, { requiresGrad: true });

describe("gradients", () => {
  test("are those of the plain function, for inputs and parameters", () => {
    const w = new Parameter(tensor([3, 4]));
    const block = (x: Tensor) => x.mul(w).tanh().mul(x);
    const plain = leaf([0.5, -1]);
    block(plain).sum().backward();
    const expected = w.grad!;
    w.grad = undefined;
    const x = leaf([0.5, -1]);
    checkpoint(block, x).sum().backward();
    expect(x.grad!.toArraySync()).toEqual(plain.grad!.toArraySync());
    expect(w.grad!.toArraySync()).toEqual(expected.toArraySync());
  });

  test("reach a parameter that is read through its value", () => {
    const w = new Parameter(tensor([3]));
    checkpoint((x) => x.mul(w.value), leaf([2]))
      .sum()
      .backward();
    expectClose(w.grad!, [2]);
  });

  test("do not count twice where the input depends on a parameter that is also used inside", () => {
    const w = new Parameter(tensor([3]));
    const hidden = w.value.mul(2);
    checkpoint((h) => h.mul(w), hidden)
      .sum()
      .backward();
    expectClose(w.grad!, [12]); // d(2w²)/dw
  });

  test("reach a captured tensor that depends on something outside", () => {
    const a = leaf([3]);
    const captured = a.square();
    const x = leaf([2]);
    checkpoint((t) => t.mul(captured), x)
      .sum()
      .backward();
    expectClose(x.grad!, [9]);
    expectClose(a.grad!, [12]); // 2a·x
  });

  test("of second order", () => {
    const [second] = grad((x) => grad((t) => checkpoint((u) => u.tanh(), t).sum())(x)[0]!.sum())(tensor([0.3]));
    const y = Math.tanh(0.3);
    expectClose(second!, [-2 * y * (1 - y * y)]);
  });

  test("the result of a frozen block is detached, and so is everything under noGrad", () => {
    expect(checkpoint((x) => x.mul(2), tensor([1])).requiresGrad).toBe(false);
    expect(noGrad(() => checkpoint((x) => x.mul(2), leaf([1]))).requiresGrad).toBe(false);
  });
});

describe("the second run", () => {
  test("draws the random numbers of the first", () => {
    manualSeed(5);
    const x = leaf(new Array<number>(64).fill(1));
    const y = checkpoint((t) => dropout(t).mul(uniform([64])), x);
    y.sum().backward();
    expect(x.grad!.toArraySync()).toEqual(y.toArraySync()); // y = mask·u·x at x = 1
    expect(defaultGenerator().draws.value).toBe(2);
  });

  test("draws them also in a checkpoint within a checkpoint", () => {
    manualSeed(5);
    const x = leaf(new Array<number>(64).fill(1));
    const y = checkpoint((outer) => dropout(checkpoint((inner) => dropout(inner), dropout(outer))), x);
    y.sum().backward();
    expect(x.grad!.toArraySync()).toEqual(y.toArraySync());
    expect(defaultGenerator().draws.value).toBe(3);
  });

  test("assigns no Variable, in nested checkpoints either", () => {
    const calls = new Variable(tensor([0]));
    const counted = (x: Tensor) => {
      calls.assign(calls.value.add(1));
      return x.exp();
    };
    checkpoint((x) => checkpoint(counted, counted(x)), leaf([1]))
      .sum()
      .backward();
    expectClose(calls.value, [2]);
  });
});

describe("memory", () => {
  test("a checkpoint keeps its inputs and its result only", () => {
    const x = leaf([1, 2, 3]);
    const before = js.memory().tensors;
    const y = checkpoint((t) => t.exp().sin().exp(), x);
    expect(js.memory().tensors - before).toBe(1);
    y.dispose();
    expect(js.memory().tensors).toBe(before);
  });

  test("without gradients it leaves its result only", () => {
    const x = tensor([1]);
    const before = js.memory().tensors;
    const y = noGrad(() => checkpoint((t) => t.exp().sin(), x));
    expect(js.memory().tensors - before).toBe(1);
    y.dispose();
  });

  test("forward and backward leave the gradient only", () => {
    const x = leaf([1, 2]);
    const before = js.memory().tensors;
    scope(() =>
      checkpoint((t) => t.exp().mul(t), x)
        .sum()
        .backward(),
    );
    expect(js.memory().tensors - before).toBe(1);
  });

  test("a block that returns its input or a captured tensor leaves them alone", () => {
    const x = leaf([1]);
    const captured = tensor([2]);
    const same = checkpoint((t) => t, x);
    same.dispose();
    checkpoint(() => captured, x).dispose();
    expect(x.isDisposed).toBe(false);
    expect(captured.isDisposed).toBe(false);
  });
});

describe("nested inputs and results", () => {
  const f = ({ w, parts }: { w: Tensor; parts: readonly Tensor[] }, scale: number) => ({
    sum: w.add(parts[0]!).tanh().mul(scale),
    list: [w.mul(parts[1]!)],
  });

  test("have the gradients of the function itself, of both orders", async () => {
    const g = (a: Tensor, b: Tensor, c: Tensor) => {
      const { sum, list } = checkpoint(f, { w: a, parts: [b, c] }, 3);
      return sum.add(list[0]!).square().sum();
    };
    await gradcheck(g, [sample([2], 1), sample([2], 2), sample([2], 3)], { order: 2 });
  });

  test("pass through vmap inside and outside", () => {
    const x = sample([3, 2], 4);
    const h = (t: Tensor) => t.exp().mul(t.sum());
    const slope = (k: (t: Tensor) => Tensor) => grad((t) => k(t).square().sum())(x)[0]!;
    expectClose(
      slope((t) => checkpoint((u) => vmap(h)(u), t)),
      slope(vmap(h)).toArraySync(),
      1e-12,
    );
    expectClose(slope(vmap((t) => checkpoint(h, t))), slope(vmap(h)).toArraySync(), 1e-12);
  });

  test("draw the same numbers again inside vmap", () => {
    const x = tensor([[1, 2], [3, 4]], { requiresGrad: true }); // biome-ignore format: rows
    const noisy = vmap((t: Tensor) => t.mul(uniform([2])), { randomness: "different" });
    const y = checkpoint(noisy, x);
    y.sum().backward();
    expectClose(x.grad!.mul(x.detach()), y.toArraySync());
  });
});
