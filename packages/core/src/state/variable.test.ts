import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { plainJs, useJs } from "../../test/support/js.js";
import { noGrad } from "../engine/context.js";
import { ones, tensor, zeros } from "../ops/create.js";
import { Counter } from "./counter.js";
import { fromHost } from "./from-host.js";
import { Parameter, Variable } from "./variable.js";

const js = useJs();

describe("a Variable", () => {
  test("holds a tensor and replaces it", () => {
    const v = new Variable(tensor([1, 2]), { name: "count" });
    expect([v.name, v.shape, v.dtype, v.size, v.backend]).toEqual(["count", [2], "float32", 2, js]);
    v.assign(v.value.add(1));
    expectClose(v.value, [2, 3]);
    v.assign(new Variable(tensor([7, 8])));
    expectClose(v.value, [7, 8]);
  });

  test("owns its value: tensors that made it, or were read from it, come and go", () => {
    const made = tensor([1]);
    const v = new Variable(made);
    made.dispose();
    v.value.dispose();
    const held = v.value;
    v.assign(tensor([2]));
    expectClose(held, [1]);
    expectClose(v.value, [2]);
  });

  test("can be passed to ops and read afresh each time", () => {
    const v = new Variable(tensor([2]));
    const twice = () => v.value.add(v).mul(v);
    expectClose(twice(), [8]);
    v.assign(tensor([3]));
    expectClose(twice(), [18]);
  });

  test("keeps shape and dtype, and its value when the new one does not fit", () => {
    const v = new Variable(tensor([1, 2]), { name: "mean" });
    expectError(() => v.assign(zeros([3])), "shape_mismatch", "mean", "[2]", "[3]");
    expectError(() => v.assign(zeros([2], { dtype: "int32" })), "dtype_mismatch", "mean", "int32");
    // @ts-expect-error a number is no tensor
    expectError(() => v.assign(3), "invalid_argument", "assign");
    expectError(() => new Variable(tensor([1])).assign(zeros([2])), "shape_mismatch", "this variable");
    expectClose(v.value, [1, 2]);
  });

  test("frees its value once, and is refused afterwards", () => {
    const before = js.memory();
    const made = tensor([1]);
    const v = new Variable(made, { name: "gone" });
    made.dispose();
    v.dispose();
    v.dispose();
    expect(js.memory()).toEqual(before);
    expectError(() => v.value, "disposed", "gone");
    expectError(() => zeros([1]).add(v), "disposed", "gone");
    expectError(() => v.backend, "disposed");
  });

  test("frees what it replaces", () => {
    const first = zeros([1]);
    const v = new Variable(first);
    first.dispose();
    const before = js.memory();
    for (let i = 0; i < 3; i++) {
      const next = zeros([1]);
      v.assign(next);
      next.dispose();
    }
    expect(js.memory()).toEqual(before);
  });
});

describe("a Parameter", () => {
  test("requires gradients until it is frozen", () => {
    const w = new Parameter(tensor([2]));
    expect([w.requiresGrad, w.value.requiresGrad]).toEqual([true, true]);
    expect(noGrad(() => w.value.requiresGrad)).toBe(false);
    w.requiresGrad = false;
    expect(w.value.mul(w).requiresGrad).toBe(false);
    w.requiresGrad = true;
    w.value.mul(w).sum().backward();
    expectClose(w.grad!, [4]);
    expect(new Parameter(tensor([1]), { requiresGrad: false, name: "w" }).name).toBe("w");
  });

  test("keeps its gradient through assignments", () => {
    const w = new Parameter(tensor([2]));
    w.value.square().sum().backward();
    w.assign(tensor([5]));
    expectClose(w.grad!, [4]);
    w.value.square().sum().backward();
    expectClose(w.grad!, [14]);
  });

  test("takes gradients of its own shape and dtype only", () => {
    const w = new Parameter(tensor([1, 2]), { name: "w" });
    w.grad = tensor([3, 4]);
    expectError(() => (w.grad = tensor([1])), "shape_mismatch", "grad", "w", "[1]");
    expectError(() => (w.grad = zeros([2], { dtype: "float64" })), "dtype_mismatch", "float64");
    expectClose(w.grad!, [3, 4]);
  });

  test("frees its gradient with its value", () => {
    const before = js.memory();
    const made = tensor([2]);
    const w = new Parameter(made);
    made.dispose();
    const y = w.value.sum();
    y.backward();
    y.dispose();
    w.dispose();
    expect(w.grad).toBeUndefined();
    expect(js.memory().bytes - before.bytes).toBeLessThanOrEqual(4); // the value that was read
  });

  test("holds floats only", () => {
    expectError(() => new Parameter(zeros([1], { dtype: "int32" })), "dtype_mismatch", "Parameter", "int32");
    expect(new Parameter(ones([1], { dtype: "bfloat16" })).dtype).toBe("bfloat16");
  });
});

describe("a Counter", () => {
  test("advances by one and gives thunks of the values before", () => {
    const counter = new Counter();
    const [a, b] = [counter.next(), counter.next()];
    expect([a(), b(), a(), counter.value]).toEqual([0, 1, 0, 2]);
    counter.value = 10;
    expect([counter.next()(), counter.value, a()]).toEqual([10, 11, 0]);
    expect(new Counter(5).value).toBe(5);
  });
});

describe("fromHost", () => {
  test("outside a trace is a number read now, as a tensor of rank 0", () => {
    let reads = 0;
    const x = fromHost(() => ++reads);
    expectClose(x, 1);
    expectClose(x.add(1), 2);
    expect([x.dtype, reads]).toEqual(["float32", 1]);
    expect(fromHost(() => 7.9, { dtype: "int32" }).itemSync()).toBe(7);
    const other = plainJs();
    expect(fromHost(() => 1, { backend: other }).backend).toBe(other);
  });
});
