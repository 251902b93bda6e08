import { describe, expect, test } from "vitest";
import { expectError } from "../test/support/expect-error.js";
import {
  broadcastShapes,
  checkShape,
  normalizeAxes,
  normalizeAxis,
  sameShape,
  showShape,
  sizeOf,
  stridesOf,
} from "./shape.js";

describe("shapes", () => {
  test("have sizes, strides and a way to be shown", () => {
    expect([sizeOf([]), sizeOf([2, 3]), sizeOf([2, 0])]).toEqual([1, 6, 0]);
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
    expect(stridesOf([])).toEqual([]);
    expect(showShape([2, 3])).toBe("[2, 3]");
    expect(showShape([])).toBe("[]");
  });

  test("are the same by value", () => {
    expect(sameShape([1, 2], [1, 2])).toBe(true);
    expect(sameShape([1, 2], [2, 1])).toBe(false);
    expect(sameShape([1], [1, 1])).toBe(false);
  });

  test("broadcast as NumPy's do", () => {
    expect(broadcastShapes([2, 1], [3])).toEqual([2, 3]);
    expect(broadcastShapes([], [2])).toEqual([2]);
    expect(broadcastShapes([1], [0])).toEqual([0]);
    expect(broadcastShapes([4, 1, 2], [3, 1])).toEqual([4, 3, 2]);
    expect(broadcastShapes([2], [3])).toBeUndefined();
    expect(broadcastShapes([0], [2])).toBeUndefined();
  });

  test("hold integers ≥ 0 only", () => {
    expect(() => checkShape("op", [0, 2])).not.toThrow();
    for (const bad of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expectError(() => checkShape("op", [bad]), "invalid_argument", "op", String(bad));
  });
});

describe("axes", () => {
  test("count from either end", () => {
    expect([normalizeAxis("op", 0, 3), normalizeAxis("op", -1, 3), normalizeAxis("op", 2, 3)]).toEqual([0, 2, 2]);
    for (const bad of [3, -4, 0.5, Number.NaN])
      expectError(() => normalizeAxis("op", bad, 3), "invalid_argument", `axis ${bad}`, "rank 3");
    expect(expectError(() => normalizeAxis("op", 0, 0), "invalid_argument").help).toBe("rank 1 or more");
  });

  test("come sorted, and all of them if none is named", () => {
    expect(normalizeAxes("op", undefined, 2)).toEqual([0, 1]);
    expect(normalizeAxes("op", 1, 2)).toEqual([1]);
    expect(normalizeAxes("op", [-1, 0], 2)).toEqual([0, 1]);
    expect(normalizeAxes("op", [], 2)).toEqual([]);
    expectError(() => normalizeAxes("op", [1, -1], 2), "invalid_argument", "axes [1, -1]", "twice");
  });
});
