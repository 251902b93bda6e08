import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { withVjp } from "../engine/with-vjp.js";
import { tensor } from "../ops/create.js";
import { split } from "../ops/pieces.js";
import { Parameter } from "../state/variable.js";
import { customGrad } from "./custom-grad.js";
import { grad } from "./functional.js";

const js = useJs();

describe("customGrad", () => {
  test("uses the given gradient in place of the function's own", () => {
    const straightThrough = customGrad({ value: (x) => x.round(), gradient: (g) => [g] });
    const x = tensor([0.4, 1.6], { requiresGrad: true });
    const y = straightThrough(x);
    expectClose(y, [0, 2]);
    y.mul(tensor([3, 5]))
      .sum()
      .backward();
    expectClose(x.grad!, [3, 5]);
  });

  test("hands over the gradient, the result and the inputs, which stay differentiable", () => {
    const exp = customGrad({ value: (x) => x.exp(), gradient: (g, y) => [g.mul(y)] });
    const cube = customGrad({ value: (x) => x.pow(3), gradient: (g, _, x) => [g.mul(x.square()).mul(3)] });
    const second = (f: typeof exp) => grad((x) => grad((t) => f(t).sum())(x)[0]!.sum());
    expectClose(second(exp)(tensor([2]))[0]!, [Math.exp(2)]);
    expectClose(second(cube)(tensor([2]))[0]!, [12]);
  });

  test("an input without a gradient gets none", () => {
    const f = customGrad({ value: (a, b) => a.add(b), gradient: (g) => [undefined, g] });
    const [a, b] = [tensor([1], { requiresGrad: true }), new Parameter(tensor([2]))];
    f(a, b).sum().backward();
    expect(a.grad).toBeUndefined();
    expectClose(b.grad!, [1]);
  });

  test("a value that is an input or a captured tensor stays its owner's", () => {
    const captured = tensor([7]);
    const x = tensor([1]);
    const w = tensor([2], { requiresGrad: true });
    customGrad({ value: (a) => a, gradient: (g) => [g, g] })(x, w).dispose();
    customGrad({ value: () => captured, gradient: (g) => [g] })(w).dispose();
    expect(x.isDisposed).toBe(false);
    expectClose(captured, [7]);
  });

  test("frees what it computes on the way", () => {
    const f = customGrad({ value: (x) => x.exp().sin().exp(), gradient: (g) => [g] });
    const x = tensor([1]);
    const before = js.memory().tensors;
    f(x).dispose();
    expect(js.memory().tensors).toBe(before);
  });
});

describe("withVjp", () => {
  test("passes gradients of several outputs, undefined for those that nobody used", () => {
    const seen: boolean[] = [];
    const x = tensor([1, 2], { requiresGrad: true });
    const halves = withVjp("halves", [x], () => split(x, 1), {
      of: ([a, b]) => {
        seen.push(a !== undefined, b !== undefined);
        return [b === undefined ? undefined : b.broadcastTo([2])];
      },
    });
    halves[1]!.mul(4).sum().backward();
    expect(seen).toEqual([false, true]);
    expectClose(x.grad!, [4, 4]);
  });

  test("outputs that are no floats carry no graph", () => {
    const x = tensor([3, 1], { requiresGrad: true });
    const [value, index] = withVjp("extreme", [x], () => [x.max(), x.argMax()], { of: () => [undefined] });
    expect(value!.requiresGrad).toBe(true);
    expect(index!.requiresGrad).toBe(false);
  });
});
