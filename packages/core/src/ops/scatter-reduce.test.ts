import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { tensor } from "./create.js";
import type { NestedArray } from "./host-data.js";
import type { ScatterReduction } from "./reduce-at.js";
import { scatterReduce } from "./scatter-reduce.js";

useJs();

const ints = (values: NestedArray) => tensor(values, { dtype: "int32" });
const doubles = (values: NestedArray) => tensor(values, { dtype: "float64" });
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Into [1, 2, 3, 4]: 5 and −1 go to place 0, 2 to place 2. */
const joined = (how: ScatterReduction, includeSelf: boolean, dtype: "float32" | "int32" | "float16" = "float32") =>
  scatterReduce(tensor([1, 2, 3, 4], { dtype }), 0, ints([0, 2, 0]), tensor([5, 2, -1], { dtype }), how, {
    includeSelf,
  });

describe("scatterReduce", () => {
  test("joins what goes to one place, with or without what stood there", () => {
    expectClose(joined("sum", true), [5, 2, 5, 4]);
    expectClose(joined("sum", false), [4, 2, 2, 4]);
    expectClose(joined("prod", true), [-5, 2, 6, 4]);
    expectClose(joined("prod", false), [-5, 2, 2, 4]);
    expectClose(joined("mean", true), [5 / 3, 2, 2.5, 4]);
    expectClose(joined("mean", false), [2, 2, 2, 4]);
    expectClose(joined("max", true), [5, 2, 3, 4]);
    expectClose(joined("max", false), [5, 2, 2, 4]);
    expectClose(joined("min", true), [-1, 2, 2, 4]);
    expectClose(joined("min", false), [-1, 2, 2, 4]);
  });

  test("keeps the dtype; means of integers are float32", () => {
    for (const how of ["sum", "prod", "max", "min"] as const) expect(joined(how, true, "int32").dtype).toBe("int32");
    expectClose(joined("prod", true, "int32"), [-5, 2, 6, 4]);
    expect(joined("mean", true, "int32").dtype).toBe("float32");
    expectClose(joined("mean", true, "int32"), [5 / 3, 2, 2.5, 4]);
    for (const how of ["mean", "prod", "max"] as const) expect(joined(how, true, "float16").dtype).toBe("float16");
  });

  test("does not round 16-bit floats on the way", () => {
    const halves = tensor(Array<number>(40).fill(4000), { dtype: "float16" }); // their sum overflows
    const mean = scatterReduce(tensor([0], { dtype: "float16" }), 0, ints(Array<number>(40).fill(0)), halves, "mean", {
      includeSelf: false,
    });
    expectClose(mean, [4000]);
  });

  test("goes along any axis; an index may be smaller beside it, or empty", () => {
    const x = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: rows
    const y = scatterReduce(x, 1, ints([[2, 2]]), tensor([[7, 8]]), "max");
    expectClose(y, [[1, 2, 8], [4, 5, 6]]); // biome-ignore format: rows
    for (const how of ["sum", "mean", "prod", "max"] as const)
      expectClose(scatterReduce(tensor([1, 2]), 0, ints([]), tensor([]), how), [1, 2]);
  });

  test("joins many at one place, in an odd number", () => {
    const n = 37;
    const values = Array.from({ length: n }, (_, i) => (i % 5) - 2.5);
    const at = Array.from({ length: n }, (_, i) => i % 3);
    const product = [0, 1, 2].map((k) => values.filter((_, i) => at[i] === k).reduce((a, b) => a * b, 1));
    expectClose(scatterReduce(doubles([1, 1, 1]), 0, ints(at), doubles(values), "prod"), product);
    expectClose(scatterReduce(doubles([0, 0, 0]), 0, ints(at), doubles(values), "min"), [-2.5, -2.5, -2.5]);
  });

  test("NaN wins in extremes, infinities are values like others", () => {
    const at = ints([0, 0, 1, 1, 2]);
    const u = tensor([nan, 5, -inf, inf, -inf]);
    expectClose(scatterReduce(tensor([1, 1, 1]), 0, at, u, "max"), [nan, inf, 1]);
    expectClose(scatterReduce(tensor([1, 1, 1]), 0, at, u, "min"), [nan, -inf, -inf]);
  });

  test("equal extremes share the gradient, what stood there too where it counts", () => {
    const slopes = (includeSelf: boolean) => {
      const x = tensor([2, 1], { requiresGrad: true });
      const u = tensor([2, 2, 1], { requiresGrad: true });
      scatterReduce(x, 0, ints([0, 0, 0]), u, "max", { includeSelf }).mul(tensor([6, 5])).sum().backward(); // biome-ignore format: one chain
      return [x.grad!, u.grad!] as const;
    };
    const [x, u] = slopes(true);
    expectClose(x, [2, 5]);
    expectClose(u, [2, 2, 0]);
    const [y, v] = slopes(false);
    expectClose(y, [0, 5]);
    expectClose(v, [3, 3, 0]);
  });

  test("products have the right gradient through zeros", () => {
    const u = tensor([0, 3, 0, 5, 0], { requiresGrad: true });
    scatterReduce(tensor([2, 2]), 0, ints([0, 0, 1, 1, 1]), u, "prod")
      .sum()
      .backward();
    expectClose(u.grad!, [6, 0, 0, 0, 0]);
  });

  test("gradients agree with differences in both orders", async () => {
    const at = ints([1, 0, 1, 3, 1]);
    const x = doubles([0.5, -1.5, 2, 1]);
    const u = doubles([1.25, -0.75, 0.3, 2, -1.1]);
    for (const how of ["sum", "mean", "prod", "max", "min"] as const)
      for (const includeSelf of [true, false]) {
        const f = (a: Tensor, b: Tensor) => scatterReduce(a, 0, at, b, how, { includeSelf }).pow(3).sum();
        await gradcheck(f, [x, u]);
        const slope = (a: Tensor, b: Tensor) => grad(f)(a, b).map((g) => g.square().sum()).reduce((p, q) => p.add(q)); // biome-ignore format: one chain
        await gradcheck(slope, [x, u], { absolute: 1e-4 });
      }
  });

  test("refuses what does not fit", () => {
    const x = tensor([1, 2]);
    expectError(() => scatterReduce(x, 0, ints([2]), tensor([9]), "max"), "index_out_of_range", "2");
    expectError(() => scatterReduce(x, 0, ints([-1]), tensor([9]), "sum"), "index_out_of_range", "-1");
    expectError(() => scatterReduce(x, 0, ints([0, 1]), tensor([9]), "sum"), "shape_mismatch", "[2]", "[1]");
    expectError(() => scatterReduce(x, 0, ints([[0]]), tensor([[9]]), "sum"), "shape_mismatch", "[1, 1]");
    expectError(() => scatterReduce(x, 0, tensor([0]), tensor([9]), "sum"), "dtype_mismatch", "float32");
    expectError(() => scatterReduce(tensor([true]), 0, ints([0]), tensor([9]), "sum"), "dtype_mismatch", "bool");
    // @ts-expect-error no such reduction
    expectError(() => scatterReduce(x, 0, ints([0]), tensor([9]), "amax"), "invalid_argument", "amax", "max");
  });
});
