import { describe, expect, test } from "vitest";
import { expectError } from "../../test/support/expect-error.js";
import {
  BYTES,
  checkDType,
  DTYPES,
  type DType,
  hostArray,
  isFloat,
  isInteger,
  promote,
  promoteNumber,
  toFloat,
} from "./dtype.js";

const INTEGERS: DType[] = ["int8", "uint8", "int32"];
const FLOATS: DType[] = ["float16", "bfloat16", "float32", "float64"];

describe("dtypes", () => {
  test("are bool, integers and floats", () => {
    expect(DTYPES.filter(isInteger).sort()).toEqual([...INTEGERS].sort());
    expect(DTYPES.filter(isFloat).sort()).toEqual([...FLOATS].sort());
    expect(DTYPES).toHaveLength(8);
    expect(DTYPES.map((d) => BYTES[d])).toEqual([1, 1, 1, 4, 2, 2, 4, 8]);
  });

  test("cross the seam in arrays of their own kind", () => {
    const kinds = DTYPES.map((d) => hostArray(d, 2).constructor.name);
    expect(kinds).toEqual([
      "Uint8Array",
      "Int8Array",
      "Uint8Array",
      "Int32Array",
      "Float32Array",
      "Float32Array",
      "Float32Array",
      "Float64Array",
    ]);
    expect([...hostArray("int8", 2)]).toEqual([0, 0]);
  });

  test("promote along bool < int8/uint8 < int32 < float16/bfloat16 < float32 < float64", () => {
    const order: DType[][] = [
      ["bool"],
      ["int8", "uint8"],
      ["int32"],
      ["float16", "bfloat16"],
      ["float32"],
      ["float64"],
    ];
    for (const [i, lower] of order.entries())
      for (const higher of order.slice(i + 1))
        for (const a of lower)
          for (const b of higher) {
            expect(promote(a, b)).toBe(b);
            expect(promote(b, a)).toBe(b);
          }
    for (const d of DTYPES) expect(promote(d, d)).toBe(d);
    expect(promote("int8", "uint8")).toBe("int32");
    expect(promote("float16", "bfloat16")).toBe("float32");
  });

  test("let numbers adopt them, but for fractions that meet integers and numbers that meet bools", () => {
    for (const d of FLOATS) expect(promoteNumber(d, 0.5)).toBe(d);
    for (const d of INTEGERS) expect([promoteNumber(d, 2), promoteNumber(d, 0.5)]).toEqual([d, "float32"]);
    expect([promoteNumber("bool", 1), promoteNumber("bool", 0.5)]).toEqual(["int32", "float32"]);
    expect(promoteNumber("int8", Number.NaN)).toBe("float32");
    expect(DTYPES.map(toFloat)).toEqual(["float32", "float32", "float32", "float32", ...FLOATS]);
  });

  test("are checked by name", () => {
    expect(() => checkDType("op", "int8")).not.toThrow();
    expectError(() => checkDType("op", "int64"), "dtype_mismatch", "op", '"int64"', "float64");
  });
});
