import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { plainJs, useJs } from "../test/support/js.js";
import { asyncOnly } from "./decorators/async-only.js";
import { arange, tensor, zeros } from "./ops/create.js";

useJs();

const lines = (...rows: string[]) => rows.join("\n");

describe("a printed tensor", () => {
  test("shows values, shape and dtype, to String, in templates and in the console", () => {
    const x = tensor([1, 2]);
    const text = "tensor([1, 2], [2], float32)";
    expect(String(x)).toBe(text);
    expect(`${x}`).toBe(text);
    expect(inspect(x)).toBe(text);
    expect(String(tensor(3.25))).toBe("tensor(3.2500, [], float32)");
    expect(String(tensor(7, { dtype: "int32" }))).toBe("tensor(7, [], int32)");
  });

  test("aligns columns and sets planes apart", () => {
    expect(String(tensor([[1, -20], [300, 4]]))).toBe(
      lines("tensor([[  1, -20],", "        [300,   4]], [2, 2], float32)"),
    ); // biome-ignore format: rows
    expect(String(arange(8).reshape([2, 2, 2]))).toBe(
      lines("tensor([[[0, 1],", "         [2, 3]],", "", "        [[4, 5],", "         [6, 7]]], [2, 2, 2], int32)"),
    );
  });

  test("gives fractions four digits", () => {
    expect(String(tensor([0.5, -1.23456, 10]))).toBe("tensor([ 0.5000, -1.2346, 10.0000], [3], float32)");
    expect(String(tensor([1.5, 2], { dtype: "float16" }))).toBe("tensor([1.5000, 2.0000], [2], float16)");
    expect(String(tensor([1, 2], { dtype: "bfloat16" }))).toBe("tensor([1, 2], [2], bfloat16)");
  });

  test("uses exponents where magnitudes differ too much, or are very small or large", () => {
    expect(String(tensor([1, 1e10]))).toBe("tensor([ 1.0000e+0, 1.0000e+10], [2], float32)");
    expect(String(tensor([1e-5, 2e-5]))).toBe("tensor([1.0000e-5, 2.0000e-5], [2], float32)");
    expect(String(tensor([0.001, 5000.5]))).toBe("tensor([1.0000e-3, 5.0005e+3], [2], float32)");
  });

  test("shows special values beside any notation", () => {
    const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(String(tensor([1, ...special]))).toBe("tensor([        1,       NaN,  Infinity, -Infinity], [4], float32)");
    expect(String(tensor([0.5, Number.NaN]))).toBe("tensor([0.5000,    NaN], [2], float32)");
    expect(String(tensor([-0, 1]))).toBe("tensor([-0,  1], [2], float32)");
    expect(String(tensor(special[0]!))).toBe("tensor(NaN, [], float32)");
  });

  test("shows bools and integers as they are", () => {
    expect(String(tensor([true, false]))).toBe("tensor([ true, false], [2], bool)");
    expect(String(tensor([-128, 7], { dtype: "int8" }))).toBe("tensor([-128,    7], [2], int8)");
  });

  test("shows emptiness by its shape", () => {
    expect(String(zeros([0]))).toBe("tensor([], [0], float32)");
    expect(String(zeros([2, 0, 3]))).toBe("tensor([], [2, 0, 3], float32)");
  });

  test("of more than 1000 elements shows the first and last three of each axis", () => {
    expect(String(arange(1001))).toBe("tensor([   0,    1,    2, …,  998,  999, 1000], [1001], int32)");
    expect(String(arange(1000)).includes("…")).toBe(false);
    const matrix = String(arange(2000).reshape([100, 20]));
    expect(matrix.split("\n")).toHaveLength(7);
    expect(matrix.split("\n")[3]).toBe("        …,");
    expect(matrix.split("\n")[0]).toBe("tensor([[   0,    1,    2, …,   17,   18,   19],");
  });

  test("without values shows shape and dtype", () => {
    const later = asyncOnly(plainJs());
    expect(String(tensor([1, 2], { backend: later }))).toBe("tensor(…, [2], float32)");
    const gone = tensor([1]);
    gone.dispose();
    expect(String(gone)).toBe("tensor(disposed, [1], float32)");
  });
});
