import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { noGrad } from "../engine/context.js";
import { add } from "../ops/binary.js";
import { tensor, zeros } from "../ops/create.js";
import { Parameter } from "../state/variable.js";
import type { Tensor } from "../tensor.js";

const js = useJs();
const leaf = (values: number[]) => tensor(values, { requiresGrad: true });

describe("what backward collects", () => {
  test("the gradient of a sum of products reaches both factors", () => {
    const a = leaf([1, 2]);
    const b = leaf([3, 4]);
    a.mul(b).sum().backward();
    expectClose(a.grad!, [3, 4]);
    expectClose(b.grad!, [1, 2]);
  });

  test("a tensor that is used twice collects both ways", () => {
    const x = leaf([3]);
    x.mul(x).add(x).sum().backward();
    expectClose(x.grad!, [7]);
  });

  test("a second backward adds to the first until the gradient is cleared", () => {
    const w = new Parameter(tensor([1, 2]));
    const loss = () => w.value.square().sum().backward();
    loss();
    loss();
    expectClose(w.grad!, [4, 8]);
    w.grad = undefined;
    expect(w.grad).toBeUndefined();
    loss();
    expectClose(w.grad!, [2, 4]);
  });

  test("a gradient may be set by hand and is added to", () => {
    const w = new Parameter(tensor([1]));
    w.grad = tensor([10]);
    w.value.square().sum().backward();
    expectClose(w.grad!, [12]);
  });

  test("a leaf is its own graph", () => {
    const x = leaf([5]);
    x.backward();
    expectClose(x.grad!, [1]);
  });

  test("a given gradient takes the place of 1 and stays usable", () => {
    const x = leaf([1, 2]);
    const gradient = tensor([10, 100]);
    x.mul(3).backward({ gradient });
    expectClose(x.grad!, [30, 300]);
    expect(gradient.isDisposed).toBe(false);
  });

  test("tensors that are no leaves, and frozen parameters, collect nothing", () => {
    const x = leaf([1]);
    const frozen = new Parameter(tensor([2]), { requiresGrad: false });
    const y = x.mul(frozen);
    y.sum().backward();
    expect(y.grad).toBeUndefined();
    expect(frozen.grad).toBeUndefined();
    expectClose(x.grad!, [2]);
  });

  test("detach stops gradients, and so does noGrad", () => {
    const x = leaf([2]);
    const stopped = noGrad(() => x.mul(5));
    expect(stopped.requiresGrad).toBe(false);
    x.mul(x.detach()).add(stopped).sum().backward();
    expectClose(x.grad!, [2]);
  });

  test("broadcasting is undone by summing", () => {
    const row = leaf([1, 2, 3]);
    const one = tensor(2, { requiresGrad: true });
    add(zeros([2, 3]), row)
      .mul(one)
      .sum()
      .backward();
    expectClose(row.grad!, [4, 4, 4]);
    expectClose(one.grad!, 12);
  });
});

describe("the graph after backward", () => {
  test("a second pass throws, and collects nothing", () => {
    const x = leaf([3]);
    const y = x.square().sum();
    y.backward();
    expectError(() => y.backward(), "graph_released", "released by an earlier backward pass");
    expectClose(x.grad!, [6]);
  });

  test("a pass over a graph that was released in part throws before any gradient is collected", () => {
    const x = leaf([1]);
    const shared = x.mul(2);
    const first = shared.mul(1).sum();
    const late = leaf([5]);
    const second = shared.mul(late).sum();
    first.backward();
    expectError(() => second.backward(), "graph_released");
    expect(late.grad).toBeUndefined();
    expectClose(x.grad!, [2]);
  });

  test("retainGraph allows a second pass", () => {
    const x = leaf([3]);
    const y = x.square().sum();
    y.backward({ retainGraph: true });
    y.backward();
    expectClose(x.grad!, [12]);
  });

  test("createGraph makes gradients differentiable", () => {
    const x = leaf([2, 3]);
    x.pow(3).sum().backward({ createGraph: true });
    const slope = x.grad!;
    const leafOf = x;
    expectClose(slope, [12, 27]);
    slope.sum().backward();
    expectClose(leafOf.grad!, [12 + 12, 27 + 18]);
  });

  test("a chain of 100,000 ops does not overflow the stack, in backward or in dispose", () => {
    const x = leaf([1]);
    let y: Tensor = x;
    for (let i = 0; i < 100_000; i++) {
      const next = y.add(1);
      if (y !== x) y.dispose();
      y = next;
    }
    y.backward({ retainGraph: true });
    expectClose(x.grad!, [1]);
    y.dispose();
  });
});

describe("memory", () => {
  test("backward frees what the graph saved and everything it made but the gradients", () => {
    const x = leaf([1, 2]);
    const before = js.memory().tensors;
    const loss = x.exp().mul(x).tanh().sum();
    loss.backward();
    expect(js.memory().tensors - before).toBeGreaterThan(1);
    loss.dispose();
    const { tensors } = js.memory();
    expect(tensors - before).toBe(4); // the gradient, and three interior tensors that nobody disposed
  });

  test("disposing an unused graph frees what it saved", () => {
    const x = leaf([1, 2]);
    const before = js.memory();
    const parts = [x.exp()];
    parts.push(parts[0]!.mul(x));
    parts.push(parts[1]!.sum());
    for (const part of parts) part.dispose();
    expect(js.memory()).toEqual(before);
  });

  test("a pass that fails leaves no tensors behind", () => {
    const x = leaf([1]);
    const y = x.exp();
    const z = y.mul(2).sum();
    y.backward();
    const before = js.memory();
    expectError(() => z.backward(), "graph_released");
    expect(js.memory()).toEqual(before);
  });
});

describe("bad input", () => {
  test("a tensor without a graph has no gradient", () => {
    expectError(() => tensor([1]).backward(), "no_gradient", "does not depend on anything");
  });

  test("more than one element needs a gradient to start from", () => {
    const x = leaf([1, 2]);
    expectError(() => x.mul(2).backward(), "invalid_argument", "[2]");
    expect(x.grad).toBeUndefined();
  });

  test("the given gradient must have the shape of the tensor", () => {
    const x = leaf([1, 2]);
    expectError(() => x.mul(2).backward({ gradient: tensor([1]) }), "shape_mismatch", "[1]", "[2]");
    expect(x.grad).toBeUndefined();
  });

  test("the given gradient must have the dtype of the tensor", () => {
    const x = leaf([1]);
    const gradient = tensor([1], { dtype: "int32" });
    expectError(() => x.mul(2).backward({ gradient }), "dtype_mismatch", "int32", "float32");
    expect(x.grad).toBeUndefined();
  });

  test("integers cannot require gradients", () => {
    const before = js.memory();
    expectError(() => tensor([1], { dtype: "int32", requiresGrad: true }), "dtype_mismatch", "int32");
    expectError(() => zeros([1], { dtype: "bool", requiresGrad: true }), "dtype_mismatch", "bool");
    expect(js.memory()).toEqual(before);
  });
});
