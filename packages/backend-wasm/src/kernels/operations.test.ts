import type { BinaryOp, DType, HostData } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { emitElementwise } from "./elementwise.js";
import { TestMachine } from "./test-machine.js";

const machine = new TestMachine();

function apply(op: BinaryOp, dtype: DType, a: HostData, b: HostData): number[] {
  const operand = { kind: "memory", dtype, strides: [1] } as const;
  const kernel = machine.kernel((m) =>
    emitElementwise(m, {
      shape: [a.length],
      inputs: [operand, operand],
      steps: [
        { kind: "input", input: 0 },
        { kind: "input", input: 1 },
        { kind: "binary", op, a: 0, b: 1 },
      ],
      outputs: [{ step: 2, strides: [1] }],
    }),
  );
  const out = machine.take(a.byteLength);
  kernel.run(0, kernel.tasks!, out, machine.put(a), machine.put(b));
  return machine.get(dtype, out, a.length);
}

const LEAST = -(2 ** 31);
const pairs = (values: readonly number[]) => values.flatMap((a) => values.map((b) => [a, b] as const));
const ints = pairs([0, 1, -1, 2, -2, 3, -7, 7, 31, 33, 1000003, LEAST, 2 ** 31 - 1]);

function mod(a: number, b: number): number {
  if (b === 0) return 0;
  const r = a % b;
  return (r !== 0 && r < 0 !== b < 0 ? r + b : r) + 0;
}

function powInteger(a: number, b: number): number {
  if (b < 0) return a === 1 ? 1 : a === -1 ? (b % 2 === 0 ? 1 : -1) : 0;
  let [result, base] = [1, a];
  for (let rest = b; rest > 0; rest = Math.floor(rest / 2), base = Math.imul(base, base))
    if (rest % 2 === 1) result = Math.imul(result, base);
  return result;
}

const integerOps: [BinaryOp, (a: number, b: number) => number][] = [
  ["add", (a, b) => (a + b) | 0],
  ["mul", Math.imul],
  ["div", (a, b) => (b === 0 ? 0 : Math.trunc(a / b) | 0)],
  ["mod", mod],
  ["pow", powInteger],
  ["max", Math.max],
  ["shl", (a, b) => a << b],
  ["shr", (a, b) => a >> b],
];

describe("integer operations", () => {
  it.each(integerOps)("%s wraps and never traps", (op, exact) => {
    const [a, b] = [Int32Array.from(ints, (p) => p[0]), Int32Array.from(ints, (p) => p[1])];
    expect(apply(op, "int32", a, b)).toEqual(ints.map((p) => exact(...p) + 0));
  });

  it("wraps narrow integers after each operation", () => {
    const [a, b] = [Int8Array.of(100, -128, -128, 5), Int8Array.of(100, 1, -1, -3)];
    expect(apply("add", "int8", a, b)).toEqual([-56, -127, 127, 2]);
    expect(apply("div", "int8", a, b)).toEqual([1, -128, -128, -1]);
    expect(apply("mul", "uint8", Uint8Array.of(16, 200), Uint8Array.of(17, 2))).toEqual([16, 144]);
  });
});

describe("mod and pow of floats", () => {
  const values = [
    0,
    1,
    -1,
    0.5,
    -3.25,
    7,
    1e30,
    -1e-30,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ];
  const grid = pairs(values.map(Math.fround));
  const [a, b] = [Float32Array.from(grid, (p) => p[0]), Float32Array.from(grid, (p) => p[1])];

  it("mod takes the divisor's sign and is exact", () => {
    const exact = ([x, y]: readonly [number, number]) => {
      const r = x % y;
      return Math.fround(r !== 0 && r < 0 !== y < 0 ? r + y : r);
    };
    expect(apply("mod", "float32", a, b).map((v) => v + 0)).toEqual(grid.map((p) => exact(p) + 0));
  });

  it("pow follows C, where 1 to anything and anything to 0 are 1", () => {
    const exact = ([x, y]: readonly [number, number]) => {
      if (x === 1 || y === 0 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1;
      return Math.fround(x ** y);
    };
    expect(apply("pow", "float32", a, b)).toEqual(grid.map(exact));
    expect(apply("pow", "float64", Float64Array.from(a), Float64Array.from(b)).map(Math.fround)).toEqual(
      grid.map(exact),
    );
  });

  it("pow stays within 1 ulp", () => {
    const x = Float32Array.from({ length: 3000 }, (_, i) => 1e-3 + i * 0.0137);
    const y = Float32Array.from({ length: 3000 }, (_, i) => ((i * 7919) % 200) / 10 - 10);
    apply("pow", "float32", x, y).forEach((value, i) => {
      const exact = x[i]! ** y[i]!;
      expect(Math.abs(value - exact) / exact).toBeLessThan(2 ** -23);
    });
  });
});
