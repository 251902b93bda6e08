import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { tensor } from "./create.js";
import { erfc, erfinv, quickErfinv } from "./error-functions.js";
import { erf } from "./unary.js";

useJs();

const inf = Number.POSITIVE_INFINITY;
const f64 = (values: readonly number[]) => tensor([...values], { dtype: "float64" });
const points = sampleNumbers(20).map((u) => u * 2.5);

/** √π·x·e^(x²)·erfc x = 1 − 1/(2x²) + 3/(4x⁴) − 15/(8x⁶) + … (Abramowitz & Stegun 7.1.23), exact enough for x > 12. */
const tail = (x: number) => (1 - 0.5 / x ** 2 + 0.75 / x ** 4 - 1.875 / x ** 6) / (Math.sqrt(Math.PI) * x);

describe("erfc", () => {
  test("is 1 − erf, and 2 − erfc(−x)", () => {
    expectClose(erfc(f64(points)).add(erf(f64(points))), points.map(() => 1), 1e-15); // biome-ignore format: short
    expectClose(erfc(f64(points)).add(erfc(f64(points).neg())), points.map(() => 2), 1e-15); // biome-ignore format: short
  });

  test("keeps its digits in the tail", () => {
    for (const x of [13, 17.25, 26])
      expect(erfc(f64([x])).dataSync()[0]! / (tail(x) * Math.exp(-x * x)) - 1).toBeCloseTo(0, 6);
    expect(erfc(tensor([9])).dataSync()[0]! / (tail(9) * Math.exp(-81)) - 1).toBeCloseTo(0, 6); // float32, near its end
  });

  test("saturates", () => expectClose(erfc(tensor([inf, -inf, Number.NaN, 0, 40, -40])), [0, 2, Number.NaN, 1, 0, 2]));
});

describe("erfinv", () => {
  test("undoes erf", () => {
    expectClose(erfinv(erf(f64(points))), points, 1e-12);
    const y = [...sampleNumbers(40), 1e-30, 0.5, 1 - 1e-15, -1 + 1e-12];
    expectClose(erf(erfinv(f64(y))), y, 1e-15);
  });

  test("has a quick form for the middle of the range", () => {
    const x = f64(sampleNumbers(50).map((u) => u * 0.9999));
    const off = quickErfinv(x).div(erfinv(x)).sub(1).abs().max().itemSync();
    expect(off).toBeLessThan(1e-6);
  });

  test("has its special values", () => {
    const x = tensor([1, -1, 1.01, -2, Number.NaN, inf, 0, -0]);
    expectClose(erfinv(x), [inf, -inf, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0, -0]);
    expect(Object.is(erfinv(x).dataSync()[7], -0)).toBe(true);
  });
});

test("derivatives of first and second order", async () => {
  const inside = points.map((x) => x / 3);
  for (const [f, x] of [
    [erfc, f64(points)],
    [erfinv, f64(inside)],
  ] as const) {
    await gradcheck((v) => f(v).sum(), [x]);
    await gradcheck((v) => grad((u) => f(u).sin().sum())(v)[0]!.sum(), [x]);
  }
});

test("16-bit floats stay, integers become float32", () => {
  for (const f of [erfc, erfinv]) {
    expect(f(tensor([0.5], { dtype: "float16" })).dtype).toBe("float16");
    expect(f(tensor([1], { dtype: "int32" })).dtype).toBe("float32");
    expect(f(tensor([[]])).shape).toEqual([1, 0]);
  }
});
