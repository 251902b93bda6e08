import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { useJs } from "../../test/support/js.js";
import { sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import { tensor } from "./create.js";
import { acosh, asinh, atanh, cosh, sinh } from "./hyperbolic.js";

useJs();

const inf = Number.POSITIVE_INFINITY;
const f64 = (values: readonly number[]) => tensor([...values], { dtype: "float64" });
const around = sampleNumbers(20).map((u) => u * 3);
const inside = sampleNumbers(20).map((u) => u * 0.95);
const above = around.map((u) => 1.2 + Math.abs(u));

const CASES = [
  ["sinh", sinh, Math.sinh, around],
  ["cosh", cosh, Math.cosh, around],
  ["asinh", asinh, Math.asinh, around],
  ["acosh", acosh, Math.acosh, above],
  ["atanh", atanh, Math.atanh, inside],
] as const;

describe.each(CASES)("%s", (_, f, math, points) => {
  test("is Math's", () => expectClose(f(f64(points)), points.map(math), 1e-14));

  test("has its derivatives of first and second order", async () => {
    await gradcheck((x) => f(x).sum(), [f64(points)], { absolute: 1e-8 });
    await gradcheck((x) => grad((v) => f(v).sin().sum())(x)[0]!.sum(), [f64(points)], { absolute: 1e-7 });
  });

  test("keeps 16-bit floats and makes integers float32", () => {
    expect(f(tensor([1], { dtype: "float16" })).dtype).toBe("float16");
    expect(f(tensor([1], { dtype: "bfloat16" })).dtype).toBe("bfloat16");
    expect(f(tensor([1, 0], { dtype: "int32" })).dtype).toBe("float32");
    expect(f(tensor([])).shape).toEqual([0]);
    expect(f(tensor(1)).rank).toBe(0);
  });
});

describe("special values", () => {
  const special = () => tensor([inf, -inf, Number.NaN, 0, -0]);

  test("of sinh and cosh", () => {
    const x = special();
    expectClose(sinh(x), [inf, -inf, Number.NaN, 0, -0]);
    expect(Object.is(sinh(x).dataSync()[4], -0)).toBe(true);
    expectClose(cosh(x), [inf, inf, Number.NaN, 1, 1]);
  });

  test("of the inverses", () => {
    const x = special();
    expectClose(asinh(x), [inf, -inf, Number.NaN, 0, -0]);
    expectClose(acosh(x), [inf, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expectClose(atanh(x), [Number.NaN, Number.NaN, Number.NaN, 0, -0]);
    expectClose(atanh(tensor([1, -1, 1.5, -2])), [inf, -inf, Number.NaN, Number.NaN]);
    expectClose(acosh(tensor([1, 0.5, -3e8])), [0, Number.NaN, Number.NaN]);
    for (const f of [asinh, atanh]) expect(Object.is(f(x).dataSync()[4], -0)).toBe(true);
  });

  test("nothing overflows before the result does", () => {
    const last = Math.fround(89.4); // e^89.4 is beyond float32, half of it is not
    expect(sinh(tensor([last])).dataSync()[0]! / Math.sinh(last)).toBeCloseTo(1, 6);
    expect(cosh(tensor([-last])).dataSync()[0]! / Math.cosh(last)).toBeCloseTo(1, 6);
    expectClose(asinh(tensor([3e38])), [Math.asinh(3e38)]);
    expectClose(acosh(tensor([3e38])), [Math.acosh(3e38)]);
    const [slope] = grad((v) => asinh(v).sum())(tensor([3e30]));
    expect(slope!.dataSync()[0]! * 3e30).toBeCloseTo(1, 6);
  });
});
