import { describe, expect, test } from "vitest";
import { expectClose } from "../../test/support/expect-close.js";
import { expectError } from "../../test/support/expect-error.js";
import { useJs } from "../../test/support/js.js";
import { grad } from "../autograd/functional.js";
import { DTYPES, type DType, promote, promoteNumber } from "../seam/dtype.js";
import * as binary from "./binary.js";
import { ones, tensor, zeros } from "./create.js";

useJs();

const { add, atan2, div, maximum, minimum, mod, mul, pow, sub } = binary;
const NAN = Number.NaN;
const INF = Number.POSITIVE_INFINITY;
const ints = (values: number[], dtype: DType = "int32") => tensor(values, { dtype });

describe("values", () => {
  test("arithmetic, with numbers on either side", () => {
    const x = tensor([1, 2, 4]);
    expectClose(add(x, 10), [11, 12, 14]);
    expectClose(sub(10, x), [9, 8, 6]);
    expectClose(mul(x, x), [1, 4, 16]);
    expectClose(div(1, x), [1, 0.5, 0.25]);
    expectClose(pow(2, x), [2, 4, 16]);
    expectClose(pow(x, 0.5), [1, Math.SQRT2, 2]);
    expectClose(add(1, 2), 3);
  });

  test("mod takes the divisor's sign", () => {
    expectClose(mod(tensor([5, -5, 5, -5, 5.5]), tensor([3, 3, -3, -3, 2])), [2, 1, -1, -2, 1.5]);
    expectClose(mod(ints([7, -7, 7]), ints([4, 4, 0])), [3, 1, 0]);
  });

  test("pow: 0⁰ = 1, and negative bases take whole exponents only", () => {
    expectClose(pow(tensor([0, -2, -2, 0]), tensor([0, 3, 0.5, -1])), [1, -8, NAN, INF]);
    expectClose(pow(ints([2, -3, 0]), ints([10, 3, 0])), [1024, -27, 1]);
  });

  test("maximum and minimum let NaN win", () => {
    expectClose(maximum(tensor([1, NAN, 3]), tensor([2, 0, NAN])), [2, NAN, NAN]);
    expectClose(minimum(tensor([1, NAN]), 0), [0, NAN]);
  });

  test("atan2 knows all quadrants", () => {
    const y = [1, 1, -1, -1, 0];
    const x = [1, -1, 1, -1, -1];
    expectClose(
      atan2(tensor(y), tensor(x)),
      y.map((v, i) => Math.atan2(v, x[i]!)),
    );
  });

  test("integer overflow wraps, division of integers is real", () => {
    expectClose(add(ints([2147483647]), 1), [-2147483648]);
    expectClose(mul(ints([100], "int8"), ints([3], "int8")), [44]);
    const quotient = div(ints([1, 7]), ints([2, 0]));
    expect(quotient.dtype).toBe("float32");
    expectClose(quotient, [0.5, INF]);
  });

  test("bits", () => {
    expectClose(binary.bitShiftLeft(ints([1, 3]), 2), [4, 12]);
    expectClose(binary.bitShiftRight(ints([-8, 8]), 1), [-4, 4]);
    expectClose(binary.bitwiseAnd(ints([6]), 3), [2]);
    expectClose(binary.bitwiseOr(ints([6]), ints([1], "uint8")), [7]);
    expectClose(binary.bitwiseXor(ints([6]), 3), [5]);
    expectClose(binary.bitwiseAnd(tensor([true, false]), tensor([true, true])), [1, 0]);
    expectError(() => binary.bitwiseAnd(tensor([1]), 3), "dtype_mismatch", "float32");
  });

  test("logic compares anything but bools with 0", () => {
    const a = tensor([true, true, false]);
    const b = tensor([0, 2, -1]);
    expect(binary.logicalAnd(a, b).toArraySync()).toEqual([false, true, false]);
    expect(binary.logicalOr(a, b).toArraySync()).toEqual([true, true, true]);
    expect(binary.logicalXor(a, 1).toArraySync()).toEqual([false, false, true]);
    expect(binary.logicalAnd(NAN, a).toArraySync()).toEqual([true, true, false]);
  });

  test("bools add as or, multiply as and, and otherwise count", () => {
    const a = tensor([true, true, false]);
    const b = tensor([true, false, false]);
    expect(add(a, b).toArraySync()).toEqual([true, true, false]);
    expect(mul(a, b).toArraySync()).toEqual([true, false, false]);
    expect(maximum(a, b).toArraySync()).toEqual([true, true, false]);
    expect(minimum(a, b).toArraySync()).toEqual([true, false, false]);
    expectClose(sub(a, b), [0, 1, 0]);
    expect(sub(a, b).dtype).toBe("int32");
    expectClose(div(a, 2), [0.5, 0.5, 0]);
    expectClose(pow(a, b), [1, 1, 1]);
  });
});

describe("promotion", () => {
  test("two dtypes meet in their promotion, for every pair", () => {
    for (const a of DTYPES)
      for (const b of DTYPES) {
        if (a === "bool" && b === "bool") continue;
        expect(mul(ones([2], { dtype: a }), ones([2], { dtype: b })).dtype, `${a} with ${b}`).toBe(promote(a, b));
      }
  });

  test("a number adopts the dtype, a fraction makes integers float32", () => {
    for (const dtype of DTYPES)
      for (const value of [2, 0.5]) {
        expect(mul(ones([1], { dtype }), value).dtype, `${dtype} with ${value}`).toBe(promoteNumber(dtype, value));
        expect(mul(value, ones([1], { dtype })).dtype).toBe(promoteNumber(dtype, value));
      }
  });
});

describe("broadcasting", () => {
  test("aligns shapes at the end and stretches ones", () => {
    expectClose(add(tensor([[1], [2]]), tensor([10, 20])), [[11, 21], [12, 22]]); // biome-ignore format: rows
    expect(add(zeros([3, 1, 2]), zeros([4, 1])).shape).toEqual([3, 4, 2]);
    expect(add(zeros([0, 2]), zeros([1, 2])).shape).toEqual([0, 2]);
    expect(add(zeros([]), zeros([2])).shape).toEqual([2]);
  });

  test("refuses shapes that do not fit", () => {
    const error = expectError(() => add(zeros([2, 3]), zeros([2])), "shape_mismatch", "add", "[2, 3]", "[2]");
    expect(error.details.given).toEqual({ shapes: [[2, 3], [2]] });
  });
});

describe("gradients at corners", () => {
  test("pow at base 0", () => {
    const base = tensor([0, 0, 0, 2], { requiresGrad: true });
    const exponent = tensor([0, 2, 1, 0], { requiresGrad: true });
    pow(base, exponent).sum().backward();
    expectClose(base.grad!, [0, 0, 1, 0]);
    expectClose(exponent.grad!, [0, 0, 0, Math.log(2)]);
  });

  test("a power of the number 0 is flat for exponents ≥ 0", () => {
    const exponent = tensor([0, 2, -1], { requiresGrad: true });
    pow(0, exponent).sum().backward();
    expectClose(exponent.grad!, [0, 0, -INF]);
  });

  test("the mixed second derivative of aᵇ at b = 0 is 1/a", () => {
    const [mixed] = grad((b) => grad((a) => pow(a, b).sum())(tensor([4]))[0]!.sum())(tensor([0]));
    expectClose(mixed!, [0.25]);
  });

  test("equal operands of maximum and minimum share the gradient", () => {
    const a = tensor([1, 2, 3], { requiresGrad: true });
    const b = tensor([1, 1, 5], { requiresGrad: true });
    maximum(a, b).sum().backward();
    expectClose(a.grad!, [0.5, 1, 0]);
    expectClose(b.grad!, [0.5, 0, 1]);
  });

  test("bools, integers and shifts carry none", () => {
    const x = tensor([1], { requiresGrad: true });
    expect(binary.logicalAnd(x, x).requiresGrad).toBe(false);
    expect(binary.bitwiseAnd(x.cast("int32"), 1).requiresGrad).toBe(false);
  });
});
