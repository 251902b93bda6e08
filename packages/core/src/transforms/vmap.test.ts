import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import {
  argsort,
  checkpoint,
  compile,
  concat,
  conv2d,
  crossEntropy,
  customGrad,
  gather,
  grad,
  gradcheck,
  maxPool2d,
  noGrad,
  normal,
  onesLike,
  Parameter,
  scatterAdd,
  scope,
  slice,
  stack,
  take,
  tensor,
  unbind,
  uniform,
  Variable,
  valueAndGrad,
  where,
  zeros,
} from "../index.js";
import type { Tensor } from "../tensor.js";
import { vmap } from "./vmap.js";

const js = useJs();
const f64 = { dtype: "float64" } as const;
const ints = (value: number[] | number[][]) => tensor(value, { dtype: "int32" });

/** What `vmap` means: a loop over examples along axis 0. */
function loop(f: (...xs: Tensor[]) => Tensor, ...inputs: Tensor[]): Tensor {
  return stack(unbind(inputs[0]!).map((_, i) => f(...inputs.map((x) => x.at(i)))));
}

function expectSame(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  expectClose(actual, expected.toArraySync() as number[], 1e-12);
}

describe("each op on examples is the op on each example", () => {
  const x = () => sample([3, 2, 4], 1, f64);
  const cases: readonly [string, (x: Tensor) => Tensor][] = [
    ["elementwise, with numbers and with fewer axes", (t) => t.exp().mul(2).add(t.at(0)).maximum(t.at(1, 2))],
    ["comparison and choice", (t) => where(t.greater(0), t, t.at(slice(), 0).sum())],
    [
      "reductions",
      (t) =>
        t
          .sum({ axis: 1 })
          .add(t.max({ axis: -1 }))
          .mul(t.prod()),
    ],
    ["argmax", (t) => t.argMax({ axis: -1 })],
    ["sorting", (t) => gather(t, 1, argsort(t))],
    ["running sums", (t) => t.cumsum({ axis: 0 }).cumsum({ axis: -1, reverse: true, exclusive: true })],
    [
      "movement",
      (t) =>
        t
          .transpose()
          .flip(0)
          .reshape([2, -1])
          .take(ints([3, 0]), { axis: 1 }),
    ],
    ["broadcasting", (t) => t.at(0).broadcastTo([5, 1, 4])],
    ["padding and slices", (t) => t.at(slice(0, 2), slice(1, 4, 2)).at("...", 1)],
    ["joining with what is equal for all", (t) => concat([t, zeros([1, 4], f64)])],
    ["matrix products", (t) => t.matmul(t.transpose()).matmul(t)],
    ["products with one matrix", (t) => t.matmul(onesLike(t.transpose()))],
    ["products of one matrix", (t) => onesLike(t.transpose()).matmul(t)],
    ["products with a vector", (t) => t.matmul(t.at(0))],
    ["softmax", (t) => t.softmax({ axis: 0 }).mul(t.logSoftmax())],
    ["standard deviation", (t) => t.std({ axis: 0 })],
    ["gather of elements", (t) => gather(t, 1, t.greater(0).cast("int32"))],
    ["rows taken by own indices", (t) => take(t, t.at(slice(), 0).greater(0).cast("int32"))],
    ["scatter by own indices", (t) => scatterAdd(t, 0, t.greater(0).cast("int32"), t)],
    ["casts", (t) => t.cast("int32").cast("float64")],
  ];
  test.each(cases)("%s", (_, f) => {
    expectSame(vmap(f)(x()), loop(f, x()));
    expectSame(
      vmap(vmap((t) => f(stack([t, t]))))(x()),
      loop((a) => loop((t) => f(stack([t, t])), a), x()),
    );
  });

  test.each(cases)("%s: gradients around it and inside it", async (_, f) => {
    const g = (t: Tensor) => f(t).cast("float64").square().sum();
    if (!g(x().asLeaf().at(0)).requiresGrad) return;
    const inside = vmap((t) => grad(g)(t)[0]!)(x());
    expectSame(
      inside,
      loop((t) => grad(g)(t)[0]!, x()),
    );
    expectSame(grad((t) => vmap(g)(t).sum())(x())[0]!, inside);
    const twice = (t: Tensor) => vmap((u) => grad(g)(u)[0]!.mul(u).sum())(t).sum();
    const reference = (t: Tensor) => loop((u) => grad(g)(u)[0]!.mul(u).sum(), t).sum();
    expectSame(grad(twice)(x())[0]!, grad(reference)(x())[0]!);
  });
});

describe("indices", () => {
  test("equal for all, of each example, into what is equal for all", () => {
    const x = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
    const i = ints([[2, 0], [1, 1]]); // biome-ignore format: rows
    expectClose(vmap((t: Tensor, k: Tensor) => take(t, k))(x, i), [[3, 1], [5, 5]]); // biome-ignore format: rows
    expectClose(vmap((t: Tensor) => take(t, ints([2])))(x), [[3], [6]]);
    expectClose(vmap((k: Tensor) => take(x, k, { axis: 1 }))(i), [[[3, 1], [6, 4]], [[2, 2], [5, 5]]]); // biome-ignore format: rows
  });

  test("outside of an example are refused, not taken from its neighbour", () => {
    const x = tensor([[1, 2], [3, 4]]); // biome-ignore format: rows
    for (const bad of [[[2], [0]], [[0], [-1]]]) // biome-ignore format: rows
      expectError(() => vmap((t: Tensor, k: Tensor) => take(t, k))(x, ints(bad)), "index_out_of_range");
  });
});

describe("layers of a network", () => {
  const image = () => sample([3, 2, 2, 5, 5], 2, f64);
  const kernel = () => sample([3, 4, 2, 3, 3], 3, f64);

  test("a convolution with one weight, a weight for each, and one image", () => {
    const f = (x: Tensor, w: Tensor) => conv2d(x, w, { padding: 1, stride: 2 });
    const [x, w] = [image(), kernel()];
    expectSame(vmap(f)(x, w), loop(f, x, w));
    expectSame(
      vmap(f, { inAxes: [0, null] })(x, w.at(0)),
      loop((t) => f(t, w.at(0)), x),
    );
    expectSame(
      vmap(f, { inAxes: [null, 0] })(x.at(0), w),
      loop((t) => f(x.at(0), t), w),
    );
    const grouped = (t: Tensor, v: Tensor) => conv2d(t, v.at(slice(), slice(0, 1)), { groups: 2 });
    expectSame(vmap(grouped)(x, w), loop(grouped, x, w));
    expectSame(
      vmap(grouped, { inAxes: [null, 0] })(x.at(0), w),
      loop((t) => grouped(x.at(0), t), w),
    );
  });

  test("gradients of a convolution, a pool and a loss for each example", () => {
    const w = kernel().at(0);
    const f = (v: Tensor, x: Tensor, y: Tensor) => {
      const logits = maxPool2d(conv2d(x.unsqueeze(0), v), { kernelSize: 2 }).reshape([1, -1]);
      return crossEntropy(logits, y.unsqueeze(0));
    };
    const [x, y] = [image().at(slice(), 0), ints([1, 0, 3])];
    const [all] = vmap(grad(f, { argument: 0 }), { inAxes: [null, 0, 0] })(w, x, y);
    expectSame(
      all!,
      loop((t, k) => grad(f, { argument: 0 })(w, t, k)[0]!, x, y),
    );
  });
});

describe("derivatives of one's own", () => {
  const straightThrough = customGrad({ value: (x) => x.round(), gradient: (g) => [g.mul(3)] });

  test("hold inside and around", () => {
    const x = tensor([[0.2, 1.7]]);
    expectClose(vmap((t) => grad((u) => straightThrough(u).sum())(t)[0]!)(x), [[3, 3]]);
    expectClose(grad((t) => vmap(straightThrough)(t).sum())(x)[0]!, [[3, 3]]);
    expectClose(grad((t) => vmap(vmap(straightThrough))(t).sum())(x)[0]!, [[3, 3]]);
  });

  test("give what is equal for all the sum over the examples", () => {
    const scale = customGrad({ value: (x, w) => x.mul(w), gradient: (g, _, x, w) => [g.mul(w), g.mul(x)] });
    const [w, x] = [tensor([2]), tensor([[1], [10], [100]])];
    expectClose(grad((v) => vmap((t) => scale(t, v))(x).sum())(w)[0]!, [111]);
  });

  test("stop where a tensor is detached, or nothing is recorded", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    vmap((t) => t.mul(t.detach()).add(noGrad(() => t.mul(7))))(x)
      .sum()
      .backward();
    expectClose(x.grad!, [1, 2]);
    expectClose(vmap((t) => grad((u) => u.mul(u.detach()))(t)[0]!)(x), [1, 2]);
  });

  test("checkpoint is the function itself", () => {
    const w = new Parameter(tensor([3]));
    const x = tensor([[1], [2]]);
    vmap((t) => checkpoint((u) => u.mul(w).square(), t))(x)
      .sum()
      .backward();
    expectClose(w.grad!, [2 * 3 * (1 + 4)]);
  });
});

describe("what the function captures", () => {
  test("keeps its gradients, of first and second order", async () => {
    const x = sample([4, 3], 5, f64);
    const f = (w: Tensor) => vmap((t) => t.mul(w).tanh().matmul(w).square())(x).sum();
    await gradcheck(f, [sample([3], 6, f64)]);
    await gradcheck((w) => grad(f)(w)[0]!.square().sum(), [sample([3], 6, f64)]);
  });

  test("may be Variables, which are read", () => {
    const [w, v] = [new Parameter(tensor([2, 3])), new Variable(tensor(10))];
    const y = vmap((t) => t.mul(w).add(v).sum())(tensor([[1, 1], [2, 0]])); // biome-ignore format: rows
    expectClose(y, [25, 24]);
    y.sum().backward();
    expectClose(w.grad!, [3, 1]);
  });

  test("may not be assigned, nor collect .grad", () => {
    const [w, v] = [new Parameter(tensor([2])), new Variable(tensor([1]))];
    const x = tensor([[1], [2]]);
    const change = (t: Tensor, act: () => void) => {
      act();
      return t;
    };
    expectError(() => vmap((t) => change(t, () => v.assign(t)))(x), "unsupported", "Variable", "functionalCall");
    expectError(() => vmap((t) => change(t, () => t.mul(w).sum().backward()))(x), "unsupported", ".grad");
    expectClose(v.value, [1]);
    expect(w.grad).toBeUndefined();
  });

  test("per-example gradients by parameters do not touch .grad", () => {
    const w = new Parameter(tensor([2]));
    const { value, gradients } = vmap(
      (v: Tensor, t: Tensor) => valueAndGrad((u: Tensor) => u.mul(t).square().sum())(v),
      { inAxes: [null, 0] },
    )(w.value, tensor([[1], [3]]));
    expectClose(value, [4, 36]);
    expectClose(gradients[0]!, [[4], [36]]);
    expect(w.grad).toBeUndefined();
    gradients[0]!.sum().backward(); // d/dw Σ 2·w·t²
    expectClose(w.grad!, [20]);
  });
});

describe("axes", () => {
  const x = () => tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows

  test("of arguments, counted from either end, or none", () => {
    const f = (a: Tensor, b: Tensor) => a.mul(b).sum();
    expectClose(vmap(f, { inAxes: [1, null] })(x(), tensor([1, 10])), [41, 52, 63]);
    expectClose(vmap(f, { inAxes: -1 })(x(), x()), [17, 29, 45]);
    expectClose(vmap(f, { inAxes: [1, 0] })(x(), tensor([1, 0, 2])), [5, 0, 18]);
  });

  test("of results", () => {
    expect(vmap((t) => stack([t, t, t]), { outAxes: 1 })(x()).shape).toEqual([3, 2, 3]);
    expect(vmap((t) => stack([t, t, t]), { outAxes: -1 })(x()).shape).toEqual([3, 3, 2]);
    const both = vmap((t: Tensor) => ({ a: t, b: [t.sum()] }), { outAxes: { a: 1, b: [0] } })(x());
    expect([both.a.shape, both.b[0]!.shape]).toEqual([[3, 2], [2]]);
  });

  test("of nested arguments", () => {
    const f = ({ w, b }: { w: Tensor; b: Tensor }, t: Tensor[]) => t[0]!.mul(w).add(b);
    const y = vmap(f, { inAxes: [{ w: null, b: 0 }, 0] })({ w: tensor([2, 2, 2]), b: tensor([10, 20]) }, [x()]);
    expectClose(y, [[12, 14, 16], [28, 30, 32]]); // biome-ignore format: rows
  });

  test("a result that is equal for all is repeated, or left alone for null", () => {
    const one = tensor([7]);
    expectClose(vmap(() => one)(x()), [[7], [7]]);
    expectClose(vmap(() => one.add(1), { outAxes: null })(x()), [8]);
    expectError(() => vmap((t) => t, { outAxes: null })(x()), "invalid_argument", "outAxes");
  });

  test("that do not fit are refused", () => {
    expectError(() => vmap((a, b) => a.add(b))(x(), tensor([1, 2, 3])), "shape_mismatch", "[3]", "2", "null");
    expectError(() => vmap((t) => t, { inAxes: 2 })(x()), "invalid_argument", "axis 2");
    expectError(() => vmap((t) => t)(tensor(1)), "invalid_argument", "axis 0");
    expectError(() => vmap((t) => t, { inAxes: [0, 0] })(x()), "invalid_argument", "inAxes");
    expectError(() => vmap((t) => t, { outAxes: 5 })(x()), "invalid_argument", "axis 5");
    expectError(() => vmap((t) => t, { inAxes: null })(x()), "invalid_argument", "an axis at least");
  });

  test("of size 0 and 1", () => {
    const f = (t: Tensor) => t.matmul(onesLike(t).transpose()).softmax().sum({ axis: 0 });
    expect(vmap(f)(zeros([0, 2, 3])).shape).toEqual([0, 2]);
    expect(vmap(f)(zeros([1, 2, 3])).shape).toEqual([1, 2]);
    const images = vmap((t) => maxPool2d(conv2d(t, zeros([1, 1, 2, 2])), { kernelSize: 2 }))(zeros([0, 1, 1, 3, 3]));
    expect(images.shape).toEqual([0, 1, 1, 1, 1]);
  });
});

describe("chunks", () => {
  test("give what all at once gives", () => {
    const x = sample([7, 3], 8, f64);
    const f = (t: Tensor) => t.matmul(t).exp();
    for (const chunkSize of [1, 3, 7, 9]) expectSame(vmap(f, { chunkSize })(x), vmap(f)(x));
    const g = (t: Tensor) => stack([t, t]);
    expectSame(vmap(g, { chunkSize: 2, inAxes: 1, outAxes: -1 })(x), vmap(g, { inAxes: 1, outAxes: -1 })(x));
  });

  test("of no size are refused", () => {
    expectError(() => vmap((t) => t, { chunkSize: 0 }), "invalid_argument", "chunkSize 0");
    expectError(() => vmap((t) => t, { chunkSize: 2, randomness: "same" }), "invalid_argument", '"same"');
  });
});

describe("random draws", () => {
  const x = () => zeros([1000]);

  test("need to be asked for", () => {
    expectError(() => vmap((t) => t.add(uniform([])))(x()), "unsupported", "random", "different");
  });

  test("are one for all, or one for each", () => {
    const same = vmap((t) => t.add(uniform([])), { randomness: "same" })(x()).dataSync();
    expect(new Set(same).size).toBe(1);
    const apart = vmap((t) => t.add(normal([])), { randomness: "different" })(x());
    expect(new Set(apart.dataSync()).size).toBeGreaterThan(990);
    expect(Math.abs(apart.mean().itemSync())).toBeLessThan(0.15);
    expect(Math.abs(apart.std().itemSync() - 1)).toBeLessThan(0.1);
  });

  test("differ where one vmap says so inside another that does not", () => {
    const f = vmap((t) => t.add(uniform([])), { randomness: "different" });
    const y = vmap(f, { randomness: "same" })(zeros([2, 3])).toArraySync() as number[][];
    expect(y[0]).toEqual(y[1]);
    expect(new Set(y[0]).size).toBe(3);
  });
});

describe("inside and around compile", () => {
  const f = (t: Tensor) => grad((u) => u.tanh().square().sum())(t)[0]!;

  test("compiled it gives what it gives eagerly", () => {
    const x = sample([4, 3], 9, { dtype: "float32" });
    const step = compile((t: Tensor) => vmap(f)(t));
    for (let i = 0; i < 2; i++) expect(step(x).dataSync()).toEqual(vmap(f)(x).dataSync());
    expect(step.stats().traces).toBe(1);
    step.dispose();
  });

  test("a compiled function inside is part of it", () => {
    const inner = compile(f);
    const x = sample([4, 3], 9, { dtype: "float32" });
    expect(vmap(inner)(x).dataSync()).toEqual(vmap(f)(x).dataSync());
    expect(inner.stats().traces).toBe(0);
  });
});

describe("the data of an example", () => {
  test("cannot be read", async () => {
    const x = tensor([1, 2]);
    expectError(() => vmap((t) => (t.itemSync() > 0 ? t : t.neg()))(x), "read_in_trace", "vmap", "where");
    const pending: Promise<unknown>[] = [];
    vmap((t) => {
      pending.push(t.data().catch((error: unknown) => error));
      return t;
    })(x);
    expect(String(await pending[0])).toContain("vmap");
  });

  test("is gone when the function has returned, and asynchronous functions are refused", () => {
    let leaked: Tensor | undefined;
    vmap((t) => {
      leaked = t.mul(2);
      return t;
    })(tensor([1, 2]));
    expectError(() => leaked!.add(1), "disposed");
    expectError(() => vmap(async (t: Tensor) => Promise.resolve(t))(tensor([1])), "async_scope", "vmap");
  });
});

test("leaves its results only, also when the function throws", () => {
  const x = sample([3, 4], 10, { dtype: "float32" });
  const w = new Parameter(sample([4], 11, { dtype: "float32" }));
  const before = js.memory().tensors;
  const all = vmap((t) => grad((u) => u.mul(w).softmax().square().sum())(t)[0]!)(x);
  expect(noGrad(() => js.memory().tensors)).toBeGreaterThan(before);
  all.dispose();
  expect(js.memory().tensors).toBe(before);
  expectError(() => vmap((t) => t.exp().matmul(zeros([7])))(x), "shape_mismatch");
  expect(js.memory().tensors).toBe(before);
  scope(() =>
    vmap((t) => t.mul(w).sum())(x)
      .sum()
      .backward(),
  );
  expect(js.memory().tensors).toBe(before + 1);
});
