import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { setBackend } from "../engine/context.js";
import { clamp } from "./clamp.js";
import { tensor, zeros } from "./create.js";
import { where } from "./where.js";

useJs();

describe("where", () => {
  test("picks elements, broadcasting all three", () => {
    expectClose(where(tensor([true, false]), tensor([1, 2]), 0), [1, 0]);
    expectClose(where(tensor([[true], [false]]), tensor([1, 2]), tensor(9)), [[1, 2], [9, 9]]); // biome-ignore format: rows
    expectClose(where(tensor([true, false]), 1, 0), [1, 0]);
  });

  test("needs no chosen backend for two numbers", () => {
    const condition = tensor([true, false]);
    setBackend(undefined);
    expectClose(where(condition, 1, 0.5), [1, 0.5]);
  });

  test("takes any dtype as a condition and promotes the choices", () => {
    const y = where(tensor([0, 2]), tensor([1, 2], { dtype: "int32" }), 0.5);
    expect(y.dtype).toBe("float32");
    expectClose(y, [0.5, 2]);
  });

  test("does not let a NaN pass from the side that was not chosen", () => {
    const x = tensor([0, 4], { requiresGrad: true });
    const safe = where(x.equal(0), 1, x);
    where(x.equal(0), 0, safe.log()).sum().backward();
    expectClose(x.grad!, [0, 0.25]);
  });

  test("sums gradients of what was broadcast", () => {
    const a = tensor(1, { requiresGrad: true });
    const b = tensor([[1], [2]], { requiresGrad: true });
    where(tensor([true, false, false]), a, b)
      .sum()
      .backward();
    expectClose(a.grad!, 2);
    expectClose(b.grad!, [[2], [2]]);
  });

  test("refuses shapes that do not fit", () => {
    expectError(() => where(tensor([true]), zeros([2]), zeros([3])), "shape_mismatch", "where");
  });
});

describe("clamp", () => {
  test("cuts at either end or both, by numbers or tensors", () => {
    const x = tensor([-2, 0.5, 3]);
    expectClose(clamp(x, { min: 0, max: 1 }), [0, 0.5, 1]);
    expectClose(clamp(x, { min: 0 }), [0, 0.5, 3]);
    expectClose(clamp(x, { max: tensor([-3, 0, 5]) }), [-3, 0, 3]);
    expectClose(clamp(x, {}), [-2, 0.5, 3]);
    expectClose(clamp(x, { min: 2, max: 1 }), [1, 1, 1]);
    expectClose(clamp(tensor([Number.NaN]), { min: 0, max: 1 }), [Number.NaN]);
  });

  test("passes the whole gradient at a bound, as torch.clamp", () => {
    const x = tensor([-1, 0, 0.5, 1, 2], { requiresGrad: true });
    clamp(x, { min: 0, max: 1 }).sum().backward();
    expectClose(x.grad!, [0, 1, 1, 1, 0]);
  });

  test("gives gradients to bounds that cut", () => {
    const x = tensor([-1, 0.5, 2]);
    const min = tensor(0, { requiresGrad: true });
    const max = tensor([1, 1, 1], { requiresGrad: true });
    clamp(x, { min, max }).sum().backward();
    expectClose(min.grad!, 1);
    expectClose(max.grad!, [0, 0, 1]);
  });
});
