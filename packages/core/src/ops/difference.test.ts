import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { tensor, zeros } from "./create.js";
import { diff, trapezoid } from "./difference.js";

useJs();

describe("diff", () => {
  test("takes neighbours once, several times or never", () => {
    const cubes = tensor([0, 1, 8, 27, 64]);
    expectClose(diff(cubes), [1, 7, 19, 37]);
    expectClose(diff(cubes, { order: 3 }), [6, 6]);
    expectClose(diff(cubes, { order: 0 }), [0, 1, 8, 27, 64]);
    expect(diff(cubes, { order: 7 }).shape).toEqual([0]);
    expectClose(diff(tensor([[1, 2], [4, 8]]), { axis: 0 }), [[3, 6]]); // biome-ignore format: rows
    expectClose(diff(cubes, { prepend: tensor([-5]), append: tensor([64, 60]) }), [5, 1, 7, 19, 37, 0, -4]);
  });

  test("of bools says where they change, of integers stays integer", () => {
    expect(diff(tensor([true, true, false])).toArraySync()).toEqual([false, true]);
    expect(diff(tensor([3, 1], { dtype: "int32" })).dtype).toBe("int32");
  });

  test("undoes a running sum", async () => {
    const x = sample([3, 4], 2);
    expectClose(diff(x.cumsum(), { prepend: zeros([3, 1], { dtype: "float64" }) }), x.toArraySync(), 1e-12);
    await gradcheck(
      (v) =>
        grad((u) => diff(u, { order: 2 }).pow(3).sum())(v)[0]!
          .square()
          .sum(),
      [sample([5], 3)],
    );
  });

  test("refuses scalars, odd orders and parts that do not fit", () => {
    expectError(() => diff(tensor(1)), "invalid_argument", "diff", "rank 0");
    expectError(() => diff(tensor([1, 2]), { order: 0.5 }), "invalid_argument", "0.5");
    expectError(() => diff(zeros([2, 3]), { append: zeros([3, 1]) }), "shape_mismatch", "[3, 1]");
  });
});

describe("trapezoid", () => {
  test("is exact for straight lines", () => {
    const x = tensor([0, 0.5, 2, 3]);
    expectClose(trapezoid(x.mul(2).add(1), { x }), 12); // ∫₀³ 2x + 1
    expectClose(trapezoid(tensor([1, 3, 5]), { spacing: 0.5 }), 3);
    expectClose(trapezoid(tensor([[1, 2], [3, 6]]), { axis: 0 }), [2, 4]); // biome-ignore format: rows
    expectClose(trapezoid(tensor([[1, 2], [3, 6]]), { axis: 0, x: tensor([1, 4]) }), [6, 12]); // biome-ignore format: rows
    expectClose(trapezoid(tensor([1, 2], { dtype: "int32" })), 1.5);
    expectClose(trapezoid(tensor([7])), 0);
  });

  test("has gradients for values and places", async () => {
    const x = tensor([0, 0.5, 2], { dtype: "float64" });
    await gradcheck((y, at) => trapezoid(y, { x: at }).square(), [sample([3], 2), x]);
  });

  test("needs a place for each value", () => {
    expectError(() => trapezoid(zeros([2, 3]), { x: zeros([2]) }), "shape_mismatch", "3 places");
    expectError(() => trapezoid(zeros([2, 3]), { x: zeros([2, 1]) }), "shape_mismatch", "[2, 1]");
    expectError(() => trapezoid(zeros([2]), { axis: 1 }), "invalid_argument", "trapezoid", "axis 1");
  });
});
