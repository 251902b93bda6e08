import { describe, expect, test } from "vitest";
import { expectError } from "../test/support/expect-error.js";
import { badDType, badShape, checkChoice, checkFloat, checkInteger, checkNumber, checkPositive } from "./checks.js";

describe("refusals", () => {
  test("say what was expected and what was given, as text and as data", () => {
    const x = { shape: [2, 3], dtype: "float32" };
    const error = badShape("op", { x, size: [1], weight: undefined, mode: "a", n: 2 }, "x [N]");
    expect(error.message).toBe('op: expected x [N], given x [2, 3], size [1], mode "a", n 2. Try: x [N].');
    expect(error.code).toBe("shape_mismatch");
    expect(error.details).toEqual({ expected: "x [N]", given: { x: [2, 3], size: [1], mode: "a", n: 2 } });
    expect(badShape("op", {}, "rank 2", "reshape()").help).toBe("reshape()");
    expect(badDType("op", { x: "bool" }, "numbers").message).toContain('given x "bool"');
  });

  test("integers lie in a range", () => {
    for (const good of [0, 3, [0, 3], []]) expect(() => checkInteger("op", "n", good, 0, 3)).not.toThrow();
    for (const bad of [-1, 4, 0.5, Number.NaN, [0, 4]])
      expectError(() => checkInteger("op", "n", bad, 0, 3), "invalid_argument", "from 0 to 3", "given n");
    expectError(() => checkInteger("op", "n", -1, 0), "invalid_argument", "≥ 0", "n -1");
    expectError(() => checkInteger("op", "n", 0.5), "invalid_argument", "n 0.5");
    expect(() => checkInteger("op", "n", -5)).not.toThrow();
  });

  test("numbers lie in a range, NaN in none", () => {
    for (const good of [0, 0.5, 1]) expect(() => checkNumber("op", "p", good, 0, 1)).not.toThrow();
    for (const bad of [-1, 2, Number.NaN])
      expectError(() => checkNumber("op", "p", bad, 0, 1), "invalid_argument", "from 0 to 1", `p ${bad}`);
    for (const bad of [0, -1, Number.NaN])
      expectError(() => checkPositive("op", "p", bad), "invalid_argument", `p ${bad}`);
    expect(() => checkPositive("op", "p", 1e-9)).not.toThrow();
  });

  test("choices and dtypes are named", () => {
    expect(() => checkChoice("op", "mode", "a", ["a", "b"])).not.toThrow();
    expectError(() => checkChoice("op", "mode", "c", ["a", "b"]), "invalid_argument", "a or b", 'mode "c"');
    expect(() => checkFloat("op", "float16")).not.toThrow();
    expectError(() => checkFloat("op", "int8", "grid"), "dtype_mismatch", 'grid "int8"');
  });
});
