import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import {
  compile,
  gradcheck,
  hessian,
  hvp,
  jacobian,
  Parameter,
  stack,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from "../index.js";

const js = useJs();
const f64 = (values: number[]) => tensor(values, { dtype: "float64" });

describe("hessian", () => {
  test("of a quadratic form is its matrix", () => {
    const m = tensor([[2, 1], [1, 4]], { dtype: "float64" }); // biome-ignore format: rows
    const h = hessian((x) => x.mul(m.matmul(x)).sum().mul(0.5))(f64([7, -3]));
    expectClose(h, [[2, 1], [1, 4]], 1e-12); // biome-ignore format: rows
  });

  test("keeps the shape of its argument twice", () => {
    const h = hessian((x) => x.pow(3).sum())(tensor([[1, 2]], { dtype: "float64" }));
    expect(h.shape).toEqual([1, 2, 1, 2]);
    expectClose(h.reshape([2, 2]), [[6, 0], [0, 12]], 1e-12); // biome-ignore format: rows
  });

  test("of a linear function is zero", () => {
    expectClose(hessian((x) => x.sum())(f64([1, 2])), [[0, 0], [0, 0]]); // biome-ignore format: rows
    const fixed = zeros([1]);
    expectClose(hessian(() => fixed.sum())(tensor([1])), [[0]]);
  });
});

describe("jacobian", () => {
  const f = (x: Tensor, y: Tensor) => x.mul(y).cumsum(); // ∂f_i/∂x_j = y_j and ∂f_i/∂y_j = x_j for j ≤ i

  test("has a block for each argument, or for the chosen ones", () => {
    const [x, y] = [f64([1, 2]), f64([3, 5])];
    for (const mode of ["reverse", "forward"] as const) {
      const [dx, dy] = jacobian(f, { mode })(x, y);
      expectClose(dx!, [[3, 0], [3, 5]]); // biome-ignore format: rows
      expectClose(dy!, [[1, 0], [1, 2]]); // biome-ignore format: rows
      const [only, ...rest] = jacobian(f, { mode, argument: 1 })(x, y);
      expectClose(only!, [[1, 0], [1, 2]]); // biome-ignore format: rows
      expect(rest).toEqual([]);
    }
  });

  test("keeps the shapes of result and argument, down to rank 0 and size 0", () => {
    for (const mode of ["reverse", "forward"] as const) {
      const shapeOf = (g: (x: Tensor) => Tensor, shape: number[]) => jacobian(g, { mode })(zeros(shape))[0]!.shape;
      expect(shapeOf((x) => x.sum({ axis: 0 }), [2, 3])).toEqual([3, 2, 3]);
      expect(shapeOf((x) => x.sum(), [4])).toEqual([4]);
      expect(shapeOf((x) => x.exp(), [])).toEqual([]);
      expect(shapeOf((x) => x.exp(), [0])).toEqual([0, 0]);
    }
    expectClose(jacobian((x) => x.exp())(f64([0]).reshape([]))[0]!, 1);
  });

  test("is zero where nothing depends on the argument", () => {
    const fixed = f64([1, 2, 3]);
    for (const mode of ["reverse", "forward"] as const) {
      expectClose(jacobian(() => fixed.mul(1), { mode })(f64([1]))[0]!, [[0], [0], [0]]);
      expectClose(jacobian((x, y) => x.mul(1).add(y.detach()), { mode })(f64([1]), f64([2]))[1]!, [[0]]);
    }
  });

  test("in chunks is the same", () => {
    const g = (x: Tensor) => x.softmax().mul(x);
    const x = sample([5], 3);
    const [all] = jacobian(g)(x);
    for (const mode of ["reverse", "forward"] as const)
      for (const chunkSize of [1, 2, 5])
        expectClose(jacobian(g, { mode, chunkSize })(x)[0]!, all!.toArraySync(), 1e-12);
    expectClose(hessian((t) => g(t).sum(), { chunkSize: 2 })(x), hessian((t) => g(t).sum())(x).toArraySync(), 1e-12);
  });

  test("of nested arguments is nested", () => {
    const g = ({ w, b }: { w: Tensor; b: Tensor[] }) => w.mul(b[0]!);
    const [j] = jacobian(g)({ w: f64([2, 3]), b: [f64([5, 7])] });
    expectClose(j.w, [[5, 0], [0, 7]]); // biome-ignore format: rows
    expectClose(j.b[0]!, [[2, 0], [0, 3]]); // biome-ignore format: rows
  });

  test("can be differentiated, by its arguments and by what the function captures", async () => {
    for (const mode of ["reverse", "forward"] as const) {
      const w = sample([3], 4);
      await gradcheck(
        (x) =>
          jacobian((t) => t.mul(w).tanh(), { mode })(x)[0]!
            .square()
            .sum(),
        [sample([3], 5)],
      );
      await gradcheck(
        (v) =>
          jacobian((t) => t.mul(v).tanh(), { mode })(w)[0]!
            .square()
            .sum(),
        [sample([3], 6)],
      );
    }
    const third = jacobian((x) => jacobian((t) => jacobian((u) => u.pow(4))(t)[0]!)(x)[0]!);
    expectClose(third(f64([2]))[0]!, [[[[48]]]]); // 24x
    const p = new Parameter(f64([3]));
    jacobian((x) => x.mul(p).square(), { createGraph: true })(f64([2]))[0]!
      .sum()
      .backward(); // 2xp²
    expectClose(p.grad!, [4 * 2 * 3]);
  });

  test("leaves its results only", () => {
    const x = sample([4], 7);
    const before = js.memory().tensors;
    for (const mode of ["reverse", "forward"] as const) {
      const [j] = jacobian((t) => t.exp().mul(t.sum()), { mode, chunkSize: 3 })(x);
      expect(js.memory().tensors).toBe(before + 1);
      j!.dispose();
    }
    const h = hessian((t) => t.exp().mul(t.sum()).sum())(x);
    expect(js.memory().tensors).toBe(before + 1);
    h.dispose();
  });
});

describe("hvp", () => {
  test("is the Hessian times a vector, with value and gradients", () => {
    const f = (x: Tensor, y: Tensor) => x.square().mul(y).sum(); // H = [[2y, 2x], [2x, 0]]
    const { value, gradients, products } = hvp(f, [f64([3]), f64([5])], [f64([1]), f64([10])]);
    expectClose(value, 45);
    expectClose(gradients[0]!, [30]);
    expectClose(gradients[1]!, [9]);
    expectClose(products[0]!, [2 * 5 + 2 * 3 * 10]);
    expectClose(products[1]!, [2 * 3]);
  });

  test("agrees with the Hessian of nested arguments, and is zero for linear functions", () => {
    const f = ({ a }: { a: Tensor }) => a.tanh().sum().square();
    const [a, v] = [sample([3], 1), sample([3], 2)];
    const h = hessian((x) => f({ a: x }))(a);
    expectClose(hvp(f, [{ a }], [{ a: v }]).products[0].a, h.matmul(v).toArraySync(), 1e-12);
    expectClose(hvp((x) => x.mul(3).sum(), [f64([1, 2])], [f64([1, 1])]).products[0]!, [0, 0]);
  });

  test("can be differentiated, mapped and compiled", async () => {
    const v = sample([3], 3);
    const f = (x: Tensor) => hvp((t) => t.tanh().sum().square(), [x], [v]).products[0]!;
    await gradcheck((x) => f(x).square().sum(), [sample([3], 4)]);
    const xs = sample([2, 3], 5);
    const step = compile((x: Tensor) => vmap(f)(x));
    expectClose(step(xs), stack([f(xs.at(0)), f(xs.at(1))]).toArraySync(), 1e-12);
    step.dispose();
  });

  test("leaves its results only", () => {
    const [x, v] = [sample([4], 1), sample([4], 2)];
    const before = js.memory().tensors;
    const { value, gradients, products } = hvp((t) => t.exp().sum().square(), [x], [v]);
    expect(js.memory().tensors).toBe(before + 3);
    for (const y of [value, ...gradients, ...products]) y.dispose();
  });
});
