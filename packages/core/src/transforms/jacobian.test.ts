import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { tensor, zeros } from "../ops/create.js";
import { hessian } from "./jacobian.js";

useJs();
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
