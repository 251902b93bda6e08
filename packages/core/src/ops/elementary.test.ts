import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { sample, sampleNumbers } from "../../test/support/samples.js";
import { grad } from "../autograd/functional.js";
import { gradcheck } from "../autograd/gradcheck.js";
import type { Tensor } from "../tensor.js";
import { degrees, lerp, radians, reciprocal } from "./arithmetic.js";
import { bitwiseAnd, bitwiseOr, bitwiseXor } from "./binary.js";
import { tensor } from "./create.js";
import { allClose, isClose, isFinite as isFiniteNumber, isInfinite, nanToNum } from "./finite.js";
import { hypot } from "./hypot.js";
import { bitwiseNot, gcd, lcm } from "./integers.js";
import { copysign, heaviside, signBit } from "./signs.js";
import { sinc } from "./sinc.js";

useJs();

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;
const f64 = (values: readonly number[]) => tensor([...values], { dtype: "float64" });
const i32 = (values: readonly number[]) => tensor([...values], { dtype: "int32" });
const bools = (x: Tensor) => x.toArraySync();

describe("arithmetic", () => {
  test("reciprocal, degrees and radians", () => {
    expectClose(reciprocal(tensor([2, 0, -0, inf])), [0.5, inf, -inf, 0]);
    expect(reciprocal(i32([4])).dtype).toBe("float32");
    expectClose(degrees(f64([Math.PI, -Math.PI / 6])), [180, -30], 1e-15);
    expectClose(radians(f64([180, 90])), [Math.PI, Math.PI / 2], 1e-15);
  });

  test("lerp reaches both ends exactly", async () => {
    const [a, b] = [sample([6]), sample([6], 2)];
    expect([...lerp(a, b, 0).dataSync()]).toEqual([...a.dataSync()]);
    expect([...lerp(a, b, 1).dataSync()]).toEqual([...b.dataSync()]);
    expectClose(lerp(tensor([[0], [10]]), tensor([4, 8]), tensor(0.75)), [[3, 6], [5.5, 8.5]]); // biome-ignore format: rows
    await gradcheck((x, y, w) => lerp(x, y, w).sin().sum(), [a, b, f64([0.1, 0.3, 0.6, 0.9, 1.5, -1])]);
  });
});

describe("hypot", () => {
  test("is Math's, without overflow and underflow", () => {
    const [a, b] = [sampleNumbers(20), sampleNumbers(20, 2)];
    expectClose(hypot(f64(a), f64(b)), a.map((x, i) => Math.hypot(x, b[i]!)), 1e-15); // biome-ignore format: short
    expectClose(hypot(tensor([3e38, 3e-38, 0]), tensor([1e38, 4e-38, 0])), [Math.hypot(3e38, 1e38), 5e-38, 0]);
    const specials = [0, 2, inf, -inf, nan];
    for (const p of specials)
      expectClose(
        hypot(f64(specials), p),
        specials.map((q) => Math.hypot(p, q)),
      );
  });

  test("has slopes a/y and b/y, and none at the origin", async () => {
    const inputs = [sample([3, 2]), sample([2], 2)];
    await gradcheck((a, b) => hypot(a, b).sum(), inputs);
    await gradcheck((a, b) => grad((u, v) => hypot(u, v).sin().sum())(a, b)[0]!.sum(), inputs);
    for (const g of grad((a, b) => hypot(a, b).sum())(f64([0]), f64([0]))) expectClose(g, [0]);
    const [big] = grad((a, b) => hypot(a, b).sum())(tensor([3e38]), tensor([0]));
    expectClose(big!, [1]);
  });
});

describe("signs", () => {
  test("signBit sees −0", () => {
    const x = tensor([-2, -0, 0, 3, -inf, inf, nan, -1e-45]);
    expect(bools(signBit(x))).toEqual([true, true, false, false, true, false, false, true]);
    expect(bools(signBit(i32([-1, 0, 2])))).toEqual([true, false, false]);
  });

  test("copysign gives one number the sign of another", () => {
    const y = copysign(tensor([1, -2, 0, inf, nan, 3]), tensor([-0, 1, -1, -1, 1, nan]));
    expectClose(y, [-1, 2, -0, -inf, nan, 3]);
    expect(Object.is(y.dataSync()[2], -0)).toBe(true);
    const [da, db] = grad((a, b) => copysign(a, b).sum())(f64([2, -2, 0]), f64([-1, -1, 1]));
    expectClose(da!, [-1, 1, 0]);
    expectClose(db!, [0, 0, 0]);
  });

  test("heaviside steps at 0", () => {
    expectClose(heaviside(tensor([-1, 0, -0, 2, nan, inf, -inf]), 0.5), [0, 0.5, 0.5, 1, 0, 1, 0]);
    expectClose(heaviside(tensor([[0], [1]]), tensor([3, 4])), [[3, 4], [1, 1]]); // biome-ignore format: rows
  });
});

describe("sinc", () => {
  test("is sin(πx)/(πx), 1 at 0 and 0 at other integers, however large", () => {
    const x = sampleNumbers(30).map((u) => u * 5);
    expectClose(sinc(f64(x)), x.map((v) => Math.sin(Math.PI * v) / (Math.PI * v)), 1e-14); // biome-ignore format: short
    expectClose(sinc(tensor([0, -0, 1, -7, 1e6, inf, nan])), [1, 1, 0, 0, 0, nan, nan], 0);
    expectClose(sinc(tensor([1000.25])), [Math.SQRT1_2 / (Math.PI * 1000.25)], 1e-9);
  });

  test("has its derivatives everywhere", async () => {
    const x = f64([0, 1e-3, 0.3, -0.49, 0.51, -1.2, 3]);
    await gradcheck((v) => sinc(v).sum(), [x], { absolute: 1e-8 });
    await gradcheck((v) => grad((u) => sinc(u).sum())(v)[0]!.sum(), [x], { absolute: 1e-8 });
    const [slope] = grad((v) => sinc(v).sum())(tensor([1e-4]));
    expect(slope!.dataSync()[0]! / ((-(Math.PI ** 2) / 3) * 1e-4)).toBeCloseTo(1, 6);
  });
});

describe("finite numbers", () => {
  test("are told from infinities and NaN", () => {
    const x = tensor([1, inf, -inf, nan, 3e38]);
    expect(bools(isFiniteNumber(x))).toEqual([true, false, false, false, true]);
    expect(bools(isInfinite(x))).toEqual([false, true, true, false, false]);
    for (const y of [i32([5]), tensor([true])])
      expect([bools(isFiniteNumber(y)), bools(isInfinite(y))]).toEqual([[true], [false]]);
  });

  test("take the place of others in nanToNum", () => {
    const x = () => [nan, inf, -inf, 2];
    expectClose(nanToNum(tensor(x())), [0, 3.4028234663852886e38, -3.4028234663852886e38, 2], 0);
    expectClose(nanToNum(tensor(x(), { dtype: "float16" })), [0, 65504, -65504, 2], 0);
    expectClose(nanToNum(tensor(x(), { dtype: "bfloat16" })), [0, 255 * 2 ** 120, -255 * 2 ** 120, 2], 0);
    expectClose(nanToNum(f64(x())), [0, Number.MAX_VALUE, -Number.MAX_VALUE, 2], 0);
    expectClose(nanToNum(tensor(x()), { nan: 1, positiveInfinity: 5, negativeInfinity: -6 }), [1, 5, -6, 2], 0);
    expectClose(grad((v) => nanToNum(v).mul(3).sum())(tensor(x()))[0]!, [0, 0, 0, 3]);
    expect(nanToNum(i32([3])).dtype).toBe("int32");
  });

  test("are close within a tolerance that grows with b", () => {
    const [a, b] = [f64([1, 1, 1000, inf, inf, 1, nan]), f64([1.00001, 1.1, 1000.01, inf, -inf, inf, nan])];
    expect(bools(isClose(a, b))).toEqual([true, false, true, true, false, false, false]);
    expect(isClose(a, b, { equalNaN: true }).dataSync()[6]).toBe(1);
    expect(bools(isClose(a, b, { absolute: 0.2, relative: 0 }))).toEqual([true, true, true, true, false, false, false]);
    expect(bools(isClose(i32([3, 4]), i32([3, 5])))).toEqual([true, false]);
    expect(allClose(tensor([1, 2]), tensor([1, 2.1])).toArraySync()).toBe(false);
    expect(allClose(tensor([]), tensor([])).toArraySync()).toBe(true);
  });
});

describe("integers", () => {
  test("gcd and lcm, of zeros and negative numbers too", () => {
    const [a, b] = [i32([12, -12, 0, 0, 7, 1836311903]), i32([18, 18, 5, 0, 13, 1134903170])]; // Fibonacci numbers last
    expectClose(gcd(a, b), [6, 6, 5, 0, 1, 1]);
    expectClose(lcm(i32([4, -4, 0, 0]), i32([6, 6, 5, 0])), [12, 12, 0, 0]);
    expect(gcd(tensor([6], { dtype: "uint8" }), tensor([4], { dtype: "uint8" })).dtype).toBe("int32");
    for (const f of [gcd, lcm]) expectError(() => f(tensor([1.5]), 2), "dtype_mismatch", f.name);
  });

  test("bitwise ops keep the kind of integer, and take bools as logical ones", () => {
    const bytes = tensor([6, 255], { dtype: "uint8" });
    expectClose(bitwiseNot(bytes), [249, 0]);
    for (const y of [bitwiseNot(bytes), bitwiseAnd(bytes, bytes), bitwiseOr(bytes, 1)]) expect(y.dtype).toBe("uint8");
    expectClose(bitwiseNot(i32([0, 5])), [-1, -6]);
    const [p, q] = [tensor([true, true, false]), tensor([true, false, false])];
    expect(bools(bitwiseAnd(p, q))).toEqual([true, false, false]);
    expect(bools(bitwiseOr(p, q))).toEqual([true, true, false]);
    expect(bools(bitwiseXor(p, q))).toEqual([false, true, false]);
    expect(bools(bitwiseNot(p))).toEqual([false, false, true]);
    expectError(() => bitwiseNot(tensor([1.5])), "dtype_mismatch");
  });
});
