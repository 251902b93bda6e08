import { describe, expect, test } from "vitest";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { equal, greater, greaterEqual, isNaN as isNotANumber, less, lessEqual, notEqual } from "./compare.js";
import { tensor, zeros } from "./create.js";

useJs();

describe("comparisons", () => {
  const x = () => tensor([1, 2, 3]);

  test("give bools, with numbers on either side", () => {
    expect(equal(x(), 2).toArraySync()).toEqual([false, true, false]);
    expect(notEqual(2, x()).toArraySync()).toEqual([true, false, true]);
    expect(less(x(), 2).toArraySync()).toEqual([true, false, false]);
    expect(lessEqual(x(), 2).toArraySync()).toEqual([true, true, false]);
    expect(greater(2, x()).toArraySync()).toEqual([true, false, false]);
    expect(greaterEqual(x(), tensor([3, 2, 1])).toArraySync()).toEqual([false, true, true]);
    expect(equal(x(), 2).dtype).toBe("bool");
  });

  test("order false before true, and promote what they compare", () => {
    expect(less(tensor([false, true]), tensor([true, true])).toArraySync()).toEqual([true, false]);
    expect(equal(tensor([2], { dtype: "int32" }), 2.5).toArraySync()).toEqual([false]);
    expect(greater(tensor([200], { dtype: "uint8" }), tensor([-1], { dtype: "int8" })).toArraySync()).toEqual([true]);
  });

  test("are false for NaN, except notEqual", () => {
    const nan = tensor([Number.NaN]);
    for (const compare of [equal, less, lessEqual, greater, greaterEqual])
      expect(compare(nan, nan).toArraySync()).toEqual([false]);
    expect(notEqual(nan, nan).toArraySync()).toEqual([true]);
    expect(isNotANumber(tensor([1, Number.NaN])).toArraySync()).toEqual([false, true]);
  });

  test("record no gradient and refuse shapes that do not fit", () => {
    expect(less(tensor([1], { requiresGrad: true }), 2).requiresGrad).toBe(false);
    expectError(() => equal(zeros([2]), zeros([3])), "shape_mismatch", "[2]", "[3]");
  });
});
