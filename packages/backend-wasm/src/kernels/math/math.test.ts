import type { UnaryOp } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { emitElementwise } from "../elementwise.js";
import { TestMachine } from "../test-machine.js";

const machine = new TestMachine();

function apply(op: UnaryOp, x: Float32Array): number[] {
  const kernel = machine.kernel((m) =>
    emitElementwise(m, {
      shape: [x.length],
      inputs: [{ kind: "memory", dtype: "float32", strides: [1] }],
      steps: [
        { kind: "input", input: 0 },
        { kind: "unary", op, x: 0 },
      ],
      outputs: [{ step: 1, strides: [1] }],
    }),
  );
  const out = machine.take(4 * x.length);
  kernel.run(0, kernel.tasks!, out, machine.put(x));
  return machine.get("float32", out, x.length);
}

/** The distance from a float32 to a double, in units of the last place of the float32 nearest to it. */
function ulps(given: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(given, rounded) || (Number.isNaN(given) && Number.isNaN(exact))) return 0;
  if (!Number.isFinite(given) || !Number.isFinite(rounded)) return given === rounded ? 0 : Number.POSITIVE_INFINITY;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded) || 2 ** -126)));
  return Math.abs(given - exact) / 2 ** (exponent - 23);
}

/** Arguments at even and at logarithmic spacing, both signs, with the special values. */
function argumentsBetween(low: number, high: number): Float32Array {
  const x: number[] = [
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1,
    -1,
    1e-45,
    -1e-45,
    1e-38,
  ];
  for (let i = 0; i < 20000; i++) x.push(low + ((high - low) * (i + 0.37)) / 20000);
  for (let e = -30; e < 8; e += 0.01) for (const v of [10 ** e, -(10 ** e)]) if (v >= low && v <= high) x.push(v);
  return Float32Array.from(x);
}

function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x) || a > 6) return Number.isNaN(x) ? x : Math.sign(x);
  let term = a;
  let sum = a;
  for (let n = 1; n < 200; n++) {
    term *= (2 * a * a) / (2 * n + 1);
    sum += term;
  }
  return Math.sign(x) * Math.min(1, (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a) * sum) || x;
}

const sigmoid = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

const cases: [UnaryOp, (x: number) => number, low: number, high: number, bound: number][] = [
  ["exp", Math.exp, -110, 95, 1],
  ["expm1", Math.expm1, -30, 95, 2],
  ["log", Math.log, -1, 1e8, 1],
  ["log1p", Math.log1p, -1.5, 1e8, 2],
  ["tanh", Math.tanh, -12, 12, 2],
  ["sigmoid", sigmoid, -120, 120, 3],
  ["erf", erf, -5, 5, 2],
  ["sin", Math.sin, -1e7, 1e7, 1],
  ["cos", Math.cos, -1e7, 1e7, 1],
  ["tan", Math.tan, -1e5, 1e5, 1],
  ["asin", Math.asin, -1.01, 1.01, 1],
  ["acos", Math.acos, -1.01, 1.01, 1],
  ["atan", Math.atan, -1e5, 1e5, 1],
  ["rsqrt", (x) => 1 / Math.sqrt(x), 0, 1e5, 2],
];

describe("functions of float32", () => {
  it.each(cases)("%s stays within its bound of the double", (op, exact, low, high, bound) => {
    for (const x of [argumentsBetween(low, high), argumentsBetween(Math.max(-3, low), Math.min(3, high))]) {
      const given = apply(op, x);
      let worst = 0;
      let at = 0;
      given.forEach((value, i) => {
        const error = ulps(value, exact(x[i]!));
        if (error > worst || Number.isNaN(error)) [worst, at] = [error, x[i]!];
      });
      expect(worst, `at ${at}`).toBeLessThanOrEqual(bound);
    }
  });

  it.each(["sin", "tan", "asin", "atan", "tanh", "erf", "expm1", "log1p"] as const)(
    "%s keeps the sign of zero",
    (op) => {
      expect(apply(op, Float32Array.of(0, -0))).toEqual([0, -0]);
    },
  );

  it("gives an element the same bits in a vector and in the last few", () => {
    for (const [op] of cases) {
      const x = Float32Array.from({ length: 7 }, (_, i) => 0.1 + 0.11 * i);
      const whole = apply(op, Float32Array.of(...x, ...x, ...x));
      for (let n = 1; n <= 7; n++) expect(apply(op, x.subarray(0, n))).toEqual(whole.slice(7, 7 + n));
    }
  });
});
