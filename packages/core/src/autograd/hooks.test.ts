import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import {
  compile,
  grad,
  jacobian,
  noGrad,
  Parameter,
  scope,
  slice,
  split,
  type Tensor,
  tensor,
  vmap,
} from "../index.js";

const js = useJs();
const leaf = (values: number[]) => tensor(values, { requiresGrad: true });

describe("registerHook", () => {
  test("shows the finished gradient once, also of a tensor that is used twice", () => {
    const x = leaf([3]);
    const y = x.mul(2);
    const seen: number[] = [];
    y.registerHook((g) => void seen.push(g.itemSync()));
    y.mul(y).add(y).sum().backward();
    expect(seen).toEqual([2 * 6 + 1]);
    expectClose(x.grad!, [26]);
  });

  test("puts what it returns in the gradient's place, one hook after the other", () => {
    const x = leaf([1, 2]);
    const y = x.mul(3);
    y.registerHook((g) => g.mul(10));
    y.registerHook((g) => g.add(1));
    y.sum().backward();
    expectClose(x.grad!, [33, 33]);
  });

  test("on a leaf changes what is collected, on a parameter in each pass", () => {
    const x = leaf([5]);
    x.registerHook((g) => g.neg());
    x.mul(2).sum().backward();
    expectClose(x.grad!, [-2]);
    const w = new Parameter(tensor([1]));
    const { remove } = w.registerHook((g) => g.clamp({ max: 1 }));
    for (let i = 0; i < 2; i++) w.value.mul(5).sum().backward();
    expectClose(w.grad!, [2]);
    remove();
    w.value.mul(5).sum().backward();
    expectClose(w.grad!, [7]);
  });

  test("ends with remove, which takes off that registration alone", () => {
    const x = leaf([1]);
    const double = (g: Tensor) => g.mul(2);
    const y = x.mul(1);
    const [a] = [y.registerHook(double), y.registerHook(double)];
    a.remove();
    a.remove();
    y.sum().backward();
    expectClose(x.grad!, [2]);
  });

  test("belongs to one output of an op with several", () => {
    const x = leaf([1, 2, 3]);
    const [low, high] = split(x, [1, 2]);
    high!.registerHook((g) => g.mul(7));
    low!.sum().add(high!.sum()).backward();
    expectClose(x.grad!, [1, 7, 7]);
  });

  test("is called where grad passes, and at what it differentiates by, but not beside it", () => {
    const seen: string[] = [];
    const w = new Parameter(tensor([2]));
    w.registerHook(() => void seen.push("w"));
    const f = (x: Tensor) => {
      x.registerHook((g) => {
        seen.push("x");
        return g.mul(3);
      });
      const y = x.mul(w);
      y.registerHook(() => void seen.push("y"));
      return y.sum();
    };
    expectClose(grad(f)(tensor([1]))[0]!, [6]);
    expect(seen).toEqual(["y", "x"]);
  });

  test("records what it computes under createGraph", () => {
    const x = leaf([3]);
    const y = x.square();
    y.registerHook((g) => g.mul(x));
    const [g] = grad((t) => t.mul(1).sum(), { createGraph: true })(y);
    expectClose(g!, [1]);
    y.sum().backward({ createGraph: true }); // x · 2x
    const first = x.grad!;
    expectClose(first, [18]);
    first.sum().backward(); // d(2x²)/dx = 4x
    expectClose(x.grad!, [18 + 12]);
  });

  test("works in a compiled step, where it runs while it is traced", () => {
    const w = new Parameter(tensor([2]));
    let calls = 0;
    w.registerHook((g) => {
      calls++;
      return g.mul(10);
    });
    const step = compile((x: Tensor) => {
      w.grad = undefined;
      w.value.mul(x).sum().backward();
    });
    for (const k of [1, 5]) {
      step(tensor([k]));
      expectClose(w.grad!, [10 * k]);
    }
    expect(calls).toBe(1);
    step.dispose();
  });

  test("sees the gradients of all rows of a Jacobian together", () => {
    const f = (x: Tensor) => {
      const y = x.square();
      y.registerHook((g) => g.mul(2));
      return y.mul(1);
    };
    expectClose(jacobian(f)(tensor([1, 2]))[0]!, [[4, 0], [0, 8]]); // biome-ignore format: rows
    expectClose(vmap((t: Tensor) => grad((u) => f(u).sum())(t)[0]!)(tensor([1, 2])), [4, 8]);
  });

  test("refuses a gradient of another shape or dtype, and tensors without a graph", () => {
    const x = leaf([1, 2]);
    const y = x.mul(1);
    const { remove } = y.registerHook((g) => g.sum());
    expectError(() => y.sum().backward(), "shape_mismatch", "registerHook", "[2]");
    remove();
    y.registerHook((g) => g.cast("float64"));
    expectError(() => y.sum().backward(), "dtype_mismatch", "float64");
    expectError(() => tensor([1]).registerHook(() => {}), "no_gradient", "registerHook");
    expectError(() => noGrad(() => x.mul(2)).registerHook(() => {}), "no_gradient");
  });

  test("leaves no tensors, also when it throws or returns what it was given", () => {
    const x = leaf([1, 2]);
    const before = js.memory().tensors;
    for (const hook of [(g: Tensor) => g.exp().mul(2), (g: Tensor) => g, (g: Tensor) => void g.exp()]) {
      scope(() => {
        const y = x.mul(3);
        y.registerHook(hook);
        y.sum().backward();
      });
      expect(js.memory().tensors).toBe(before + 1); // the gradient
    }
    scope(() => {
      const y = x.mul(3);
      y.registerHook((g) => {
        throw new RangeError(String(g.exp().shape));
      });
      expect(() => y.sum().backward()).toThrow(RangeError);
    });
    expect(js.memory().tensors).toBe(before + 1);
  });
});

describe("retainGrad", () => {
  test("keeps the gradient of a tensor on the way, and adds up", () => {
    const x = leaf([1, 2]);
    const y = x.mul(3).retainGrad();
    expect(y.retainGrad()).toBe(y);
    y.square().sum().backward({ retainGraph: true });
    expectClose(y.grad!, [6, 12]);
    y.sum().backward();
    expectClose(y.grad!, [7, 13]);
    expectClose(x.grad!, [21, 39]);
  });

  test("keeps what hooks made of it", () => {
    const x = leaf([1]);
    const y = x.mul(3).retainGrad();
    y.registerHook((g) => g.mul(100));
    y.sum().backward();
    expectClose(y.grad!, [100]);
  });

  test("tells the outputs of one op apart", () => {
    const [low, high] = split(leaf([1, 2, 3]), [1, 2]);
    high!.retainGrad();
    low!.sum().add(high!.sum().mul(2)).backward();
    expectClose(high!.grad!, [2, 2]);
    expect(low!.grad).toBeUndefined();
  });

  test("of a leaf changes nothing, of a tensor without a graph is refused", () => {
    const x = leaf([1]).retainGrad();
    x.mul(2).sum().backward();
    expectClose(x.grad!, [2]);
    expectError(() => tensor([1]).retainGrad(), "no_gradient", "retainGrad");
  });

  test("is not touched by grad", () => {
    const x = leaf([1]);
    const y = x.mul(2).retainGrad();
    grad((t) => t.mul(y).sum())(x);
    expect(y.grad).toBeUndefined();
  });

  test("works in a compiled step, which leaves nothing behind", () => {
    const w = new Parameter(tensor([2, 3]));
    const step = compile((x: Tensor) => {
      const own = tensor([1], { requiresGrad: true });
      const y = w.value.mul(x).retainGrad();
      y.square().sum().add(own.sum()).backward();
      w.grad = undefined;
      return [y.grad!, own.grad!, y.at(slice())];
    });
    const x = tensor([1, 10]);
    const before = js.memory().tensors;
    for (let i = 0; i < 3; i++)
      scope(() => {
        const [g, own, y] = step(x);
        expectClose(g!, [4, 60]);
        expectClose(own!, [1]);
        expectClose(y!, [2, 30]);
      });
    step.dispose();
    expect(js.memory().tensors).toBe(before);
  });

  test("lets go of the gradient with the tensor", () => {
    const x = leaf([1]);
    x.sum().backward();
    const before = js.memory().tensors;
    const y = scope(() => {
      const z = x.mul(3).retainGrad();
      z.exp().sum().backward();
      return z;
    });
    expect(js.memory().tensors).toBe(before + 2);
    y.dispose();
    expect(js.memory().tensors).toBe(before);
  });
});
