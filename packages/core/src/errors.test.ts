import { describe, expect, test } from "vitest";
import { type ErrorCode, TenonError } from "./errors.js";

describe("TenonError", () => {
  const error = new TenonError("shape_mismatch", "op: a was expected, b was given", "a", { given: [1] });

  test("carries code, help, details and a message of both", () => {
    expect(error.code).toBe("shape_mismatch");
    expect(error.help).toBe("a");
    expect(error.message).toBe("op: a was expected, b was given. Try: a.");
    expect(error.details).toEqual({ given: [1] });
    expect(error.name).toBe("TenonError");
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain("errors.test.ts");
  });

  test("keeps its details from being changed, and copies them", () => {
    const details: Record<string, unknown> = { a: 1 };
    const made = new TenonError("invalid_argument", "p", "h", details);
    details.a = 2;
    expect(made.details.a).toBe(1);
    expect(Object.isFrozen(made.details)).toBe(true);
    expect(new TenonError("invalid_argument", "p", "h").details).toEqual({});
  });

  test("is recognised across two copies of the package", () => {
    class OtherCopy extends Error {
      readonly code: ErrorCode = "disposed";
      constructor() {
        super("from another copy");
        Object.defineProperty(this, Symbol.for("tenon.error"), { value: true });
      }
    }
    expect(new OtherCopy()).toBeInstanceOf(TenonError);
  });

  test("is not mistaken for other things", () => {
    for (const other of [new Error("x"), {}, null, undefined, "tenon.error", 3])
      expect(other instanceof TenonError).toBe(false);
  });

  test("does not show its brand among its properties", () => {
    expect(Object.keys(error)).toEqual(["code", "help", "details", "name"]);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ code: "shape_mismatch", help: "a" });
  });
});
