import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { isRecording, noGrad } from "../engine/context.js";
import { collectTensors } from "../memory/scope.js";
import { mul } from "../ops/binary.js";
import { tensor, zeros } from "../ops/create.js";
import { Parameter, Variable } from "../state/variable.js";
import type { Tensor } from "../tensor.js";
import { grad, jvp, valueAndGrad, vjp } from "./functional.js";
import { gradcheck } from "./gradcheck.js";

const js = useJs();
const f64 = (values: number[]) => tensor(values, { dtype: "float64" });

describe("grad", () => {
  test("gives one gradient for each argument, or for the chosen ones in order", () => {
    const f = (a: Tensor, b: Tensor) => a.mul(b).sum();
    const inputs = [tensor([1, 2]), tensor([3, 4])] as const;
    const both = grad(f)(...inputs);
    expectClose(both[0]!, [3, 4]);
    expectClose(both[1]!, [1, 2]);
    const [second] = grad(f, { argument: 1 })(...inputs);
    expectClose(second!, [1, 2]);
    const swapped = grad(f, { argument: [1, 0] })(...inputs);
    expectClose(swapped[0]!, [1, 2]);
    expectClose(swapped[1]!, [3, 4]);
  });

  test("is zero for an argument that does not matter", () => {
    const [dx, dy] = grad((x) => x.sum())(tensor([1]), tensor([2, 3]));
    expectClose(dx!, [1]);
    expectClose(dy!, [0, 0]);
  });

  test("takes integers beside the chosen arguments", () => {
    const index = tensor([1, 1], { dtype: "int32" });
    const [dx] = grad((x, i) => x.take(i).sum(), { argument: 0 })(tensor([1, 2, 3]), index);
    expectClose(dx!, [0, 2, 0]);
    expectError(() => grad((x, i) => x.take(i).sum())(tensor([1]), index), "dtype_mismatch", "argument 1", "int32");
    expectError(() => grad((x) => x.sum(), { argument: 1 })(tensor([1])), "dtype_mismatch", "argument 1", "missing");
  });

  test("takes Variables and Parameters as arguments", () => {
    expectClose(grad((x) => x.square().sum())(new Variable(tensor([3])))[0]!, [6]);
    const w = new Parameter(tensor([3]));
    expectClose(grad((x) => x.square().sum())(w)[0]!, [6]);
    expect(w.grad).toBeUndefined();
  });

  test("works under noGrad, with results that require no gradients, and leaves recording as it was", () => {
    noGrad(() => {
      const x = tensor([3], { requiresGrad: true });
      const { value, gradients } = valueAndGrad((t) => t.square().sum())(x);
      expect([value.requiresGrad, gradients[0]!.requiresGrad]).toEqual([false, false]);
      expectClose(grad((t) => grad((u) => u.pow(3).sum())(t)[0]!.sum())(x)[0]!, [18]);
      expectClose(grad((x) => x.square().sum())(tensor([3]))[0]!, [6]);
      expect(isRecording()).toBe(false);
    });
    expect(isRecording()).toBe(true);
  });

  test("does not touch .grad of what the function captures, and needs no graph behind its arguments", () => {
    const w = tensor([5], { requiresGrad: true });
    const hidden = w.mul(2);
    hidden.sum().backward();
    const [slope] = grad((h) => h.mul(w).sum())(hidden);
    expectClose(slope!, [5]);
    expectClose(w.grad!, [2]);
  });

  test("passes captured graphs that were released", () => {
    const w = tensor([5], { requiresGrad: true });
    const captured = w.mul(2);
    captured.sum().backward();
    expectClose(grad((x) => x.mul(captured).sum())(tensor([1]))[0]!, [10]);
  });

  test("of a gradient", () => {
    const cube = (x: Tensor) => x.pow(3).sum();
    const second = grad((x) => grad(cube)(x)[0]!.sum());
    const third = grad((x) => second(x)[0]!.sum());
    expectClose(second(f64([2]))[0]!, [12]);
    expectClose(third(f64([2]))[0]!, [6]);
  });

  test("with createGraph gradients depend on parameters", () => {
    const w = new Parameter(tensor([3]));
    const [slope] = grad((x) => x.mul(w).square().sum(), { createGraph: true })(tensor([2])); // 2w²x
    slope!.sum().backward();
    expectClose(w.grad!, [24]);
  });

  test("refuses functions that return no single number", () => {
    expectError(() => grad((x) => x)(tensor([1, 2])), "invalid_argument", "[2]");
    // @ts-expect-error a number is no tensor
    expectError(() => grad(() => 3)(tensor([1])), "invalid_argument", "one tensor");
  });

  test("leaves its gradients only", () => {
    const x = tensor([1, 2]);
    const before = js.memory().tensors;
    const [slope] = grad((t) => t.exp().mul(t).sum())(x);
    expect(js.memory().tensors - before).toBe(1);
    slope!.dispose();
    expectError(() => grad((t) => t.exp())(x), "invalid_argument");
    expect(js.memory().tensors).toBe(before);
  });
});

describe("nested arguments and results", () => {
  const f = ({ w, b }: { w: Tensor; b: readonly Tensor[] }, x: Tensor) => w.mul(x).add(b[0]!).square().sum();
  const at = () => ({ w: f64([2]), b: [f64([1])] });

  test("grad gives gradients of the arguments' structure, Variables included", () => {
    const [g, dx] = grad(f)(at(), f64([3]));
    expectClose(g.w, [2 * 7 * 3]);
    expectClose(g.b[0]!, [14]);
    expectClose(dx, [28]);
    const [only] = grad(f, { argument: [0] })(at(), f64([3]));
    expectClose(only.w, [42]);
    const loss = (tree: { v: Tensor }) => tree.v.square().sum();
    const [own] = grad(loss)({ v: new Parameter(tensor([4])) as unknown as Tensor });
    expectClose(own.v, [8]);
  });

  test("grad passes what is no tensor beside the chosen arguments", () => {
    const power = (x: Tensor, n: number) => x.pow(n).sum();
    expectClose(grad(power, { argument: 0 })(f64([2]), 3)[0], [12]);
    expectError(() => grad(power)(f64([2]), 3), "dtype_mismatch", "argument 1", "missing");
  });

  test("valueAndGrad returns what else the function has found, without its graph", () => {
    const g = (x: Tensor) => [x.square().sum(), { doubled: x.mul(2), note: "seen" }] as const;
    const { value, gradients, aux } = valueAndGrad(g, { hasAux: true })(f64([3]));
    expectClose(value, 9);
    expectClose(gradients[0], [6]);
    expectClose(aux.doubled, [6]);
    expect([aux.note, aux.doubled.requiresGrad]).toEqual(["seen", false]);
    const x = tensor([3], { requiresGrad: true });
    valueAndGrad(g, { hasAux: true })(x).aux.doubled.sum().backward();
    expectClose(x.grad!, [2]);
    // @ts-expect-error a pair was promised
    expectError(() => valueAndGrad(() => 3, { hasAux: true })(), "invalid_argument", "one tensor");
  });

  test("vjp and jvp take several results, also such that do not depend on the inputs or are integers", () => {
    const g = (x: Tensor, y: Tensor) => ({
      product: x.mul(y),
      sums: [x.sum(), zeros([2], { dtype: "float64" })],
      i: x.argMax(),
    });
    const [x, y] = [f64([2, 3]), f64([5, 7])];
    const cotangent = {
      product: f64([1, 0]),
      sums: [tensor(10, { dtype: "float64" }), f64([1, 1])],
      i: tensor(1, { dtype: "int32" }),
    };
    const back = vjp(g, [x, y], cotangent);
    expectClose(back.value.product, [10, 21]);
    expectClose(back.gradients[0]!, [15, 10]);
    expectClose(back.gradients[1]!, [2, 0]);
    const { value, derivative } = jvp(g, [x, y], [f64([1, 1]), f64([0, 2])]);
    expectClose(value.sums[0]!, 5);
    expectClose(derivative.product, [5, 7 + 6]);
    expectClose(derivative.sums[0]!, 2);
    expectClose(derivative.sums[1]!, [0, 0]);
    expectClose(derivative.i, 0);
    expectError(() => vjp(g, [x, y], { ...cotangent, sums: [] }), "invalid_argument", "tensors 2", "4");
  });

  test("jvp can be differentiated", async () => {
    const h = (x: Tensor) =>
      jvp((t) => t.tanh().mul(t.sum()), [x], [f64([1, 2, 3])])
        .derivative.square()
        .sum();
    await gradcheck(h, [f64([0.3, -0.2, 0.5])]);
  });

  test("leave their results only", () => {
    const tree = at();
    const x = f64([3]);
    const before = js.memory().tensors;
    const results = collectTensors([
      grad(f)(tree, x),
      jvp(f, [tree, x], [at(), f64([1])]),
      vjp(f, [tree, x], f64([1]).reshape([])),
    ]);
    expect(results.size).toBe(3 + 2 + 4);
    for (const y of results) y.dispose();
    expect(js.memory().tensors).toBe(before + 5); // the tangents and the cotangent
  });
});

describe("valueAndGrad and vjp", () => {
  test("valueAndGrad gives both", () => {
    const { value, gradients } = valueAndGrad((x) => x.square().sum())(tensor([3]));
    expectClose(value, 9);
    expectClose(gradients[0]!, [6]);
    expect(value.requiresGrad).toBe(false);
  });

  test("vjp pulls a cotangent back", () => {
    const { value, gradients } = vjp((x) => x.mul(3), [tensor([1, 2])], tensor([1, 10]));
    expectClose(value, [3, 6]);
    expectClose(gradients[0]!, [3, 30]);
    expectError(() => vjp((x) => x, [tensor([1, 2])], tensor([1])), "shape_mismatch", "[2]", "[1]");
    expectError(() => vjp((x) => x, [tensor([1])], f64([1])), "dtype_mismatch", "float32", "float64");
  });

  test("vjp and valueAndGrad on leaves keep their results differentiable", () => {
    const x = tensor([2], { requiresGrad: true });
    const { value, gradients } = vjp((t) => t.pow(3), [x], tensor([1]));
    value.add(gradients[0]!).sum().backward();
    expectClose(x.grad!, [12 + 12]);
  });
});

describe("jvp", () => {
  test("is the derivative along a direction, for several inputs", () => {
    const { value, derivative } = jvp((a, b) => mul(a, b), [f64([2, 3]), f64([5, 7])], [f64([1, 0]), f64([0, 1])]);
    expectClose(value, [10, 21]);
    expectClose(derivative, [5, 3]);
  });

  test("agrees with the Jacobian of a nonlinear map", () => {
    const { derivative } = jvp((x) => x.softmax(), [f64([0, 1])], [f64([1, -1])]);
    const p = 1 / (1 + Math.E);
    expectClose(derivative, [2 * p * (1 - p), -2 * p * (1 - p)], 1e-12);
  });

  test("is zero where nothing depends on the input", () => {
    const constant = f64([4]);
    expectClose(jvp(() => constant.mul(2), [f64([1])], [f64([1])]).derivative, [0]);
  });

  test("refuses tangents that do not fit", () => {
    const f = (x: Tensor) => x.square();
    expectError(() => jvp(f, [f64([1])], [f64([1, 2])]), "shape_mismatch", "[1]", "[2]");
    expectError(() => jvp(f, [f64([1])], []), "invalid_argument", "1", "0");
    expectError(() => jvp(f, [f64([1])], [f64([1]), f64([1])]), "invalid_argument", "2");
  });

  test("leaves its results only", () => {
    const [x, t] = [f64([1]), f64([1])];
    const before = js.memory().tensors;
    const { value, derivative } = jvp((v) => v.tanh().exp(), [x], [t]);
    expect(js.memory().tensors - before).toBe(2);
    value.dispose();
    derivative.dispose();
  });
});
