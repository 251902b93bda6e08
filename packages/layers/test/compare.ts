import { expect } from "vitest";

/**
 * Expects the values to be within `tolerance` of the expected ones: relative to the largest of them, because float32 sums that
 * cancel have no relative accuracy of their own.
 */
export function expectClose(
  what: string,
  given: ArrayLike<number> | undefined,
  expected: readonly number[],
  tolerance: number,
) {
  expect(given?.length, `${what}: size`).toBe(expected.length);
  const values = Array.from(given!);
  const scale = Math.max(...expected.map(Math.abs), 1e-30);
  const errors = values.map((v, i) => Math.abs(v - expected[i]!) / scale);
  const worst = errors.findIndex((e) => !(e <= tolerance));
  if (worst >= 0) expect.fail(`${what}[${worst}]: ${values[worst]} is not ${expected[worst]} (of largest ${scale})`);
}
