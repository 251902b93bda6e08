import { BYTES, type DType, sizeOf, stridesOf } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { type ElementwiseSpec, elementwiseTasks, emitElementwise } from "./elementwise.js";
import type { Step } from "./spec.js";
import { TestMachine } from "./test-machine.js";

const machine = new TestMachine();

function positions(shape: readonly number[], strides: readonly number[]): number[] {
  const dense = stridesOf(shape);
  return Array.from({ length: sizeOf(shape) }, (_, i) =>
    shape.reduce((at, n, k) => at + (Math.floor(i / dense[k]!) % n) * strides[k]!, 0),
  );
}

const values = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.fround(Math.sin(i * 0.7) * 9));
const input = (strides: readonly number[], dtype: DType = "float32") => ({ kind: "memory", dtype, strides }) as const;
const twoTimesAPlusB: readonly Step[] = [
  { kind: "input", input: 0 },
  { kind: "input", input: 1 },
  { kind: "number", value: 2, dtype: "float32" },
  { kind: "binary", op: "mul", a: 0, b: 2 },
  { kind: "binary", op: "add", a: 3, b: 1 },
];

const cases: [string, readonly number[], readonly number[], readonly number[]][] = [
  ["one element", [], [], []],
  ["a few elements", [7], [1], [1]],
  ["more than one task", [9001], [1], [1]],
  ["a scalar", [37], [1], [0]],
  ["a row", [5, 19], [19, 1], [0, 1]],
  ["a column", [5, 19], [19, 1], [1, 0]],
  ["a transposed operand", [21, 70], [70, 1], [1, 21]],
  ["a transposed operand of rank 3", [3, 21, 70], [1470, 70, 1], [1470, 1, 21]],
  ["long transposed rows", [3, 5000], [5000, 1], [1, 3]],
  ["a step of two", [40], [2], [1]],
  ["backwards", [40], [-1], [1]],
  ["four uneven axes", [3, 2, 4, 5], [40, 20, 5, 1], [1, 3, 30, 6]],
];

describe("emitElementwise", () => {
  it.each(cases)("reads %s", (_, shape, a, b) => {
    const [x, y] = [values(20000), values(20000).reverse()];
    const start = 5000;
    const second = positions(shape, b);
    const expected = positions(shape, a).map((p, i) =>
      Math.fround(Math.fround(2 * x[start + p]!) + y[start + second[i]!]!),
    );
    const [at, bt] = [machine.put(x) + 4 * start, machine.put(y) + 4 * start];
    const size = sizeOf(shape);
    const fixed: ElementwiseSpec = {
      shape,
      inputs: [input(a), input(b)],
      steps: twoTimesAPlusB,
      outputs: [{ step: 4, strides: stridesOf(shape) }],
    };
    const kernel = machine.kernel((m) => emitElementwise(m, fixed));
    for (const cuts of [1, 3]) {
      const out = machine.take(4 * size);
      for (let i = 0; i < cuts; i++)
        kernel.run(Math.floor((kernel.tasks! * i) / cuts), Math.floor((kernel.tasks! * (i + 1)) / cuts), out, at, bt);
      expect(machine.get("float32", out, size)).toEqual(expected);
      expect(machine.intact(out, 4 * size)).toBe(true);
    }
    if (shape.length === 0) return;
    const open = machine.kernel((m) =>
      emitElementwise(m, {
        ...fixed,
        shape: shape.map(() => "given"),
        inputs: [a, b].map((strides) => ({ ...input([]), strides: strides.map(() => "given" as const) })),
        outputs: [{ step: 4, strides: shape.map(() => "given") }],
      }),
    );
    const out = machine.take(4 * size);
    const tasks = elementwiseTasks(shape);
    const sizes = [...shape, ...stridesOf(shape), ...a, ...b];
    open.run(tasks >> 1, tasks, out, at, bt, ...sizes);
    open.run(0, tasks >> 1, out, at, bt, ...sizes);
    expect(machine.get("float32", out, size)).toEqual(expected);
  });

  it("writes several outputs of different dtypes, strided too, over their inputs if need be", () => {
    const x = values(33);
    const at = machine.put(x);
    const flags = machine.take(66);
    const kernel = machine.kernel((m) =>
      emitElementwise(m, {
        shape: [33],
        inputs: [input([1])],
        steps: [
          { kind: "input", input: 0 },
          { kind: "number", value: 0, dtype: "float32" },
          { kind: "compare", op: "gt", a: 0, b: 1 },
          { kind: "unary", op: "neg", x: 0 },
        ],
        outputs: [
          { step: 2, strides: [2] },
          { step: 3, strides: [1] },
        ],
      }),
    );
    kernel.run(0, kernel.tasks!, flags, at, at);
    expect(machine.get("float32", at, 33)).toEqual([...x].map((v) => -v));
    const written = machine.get("uint8", flags, 65);
    expect(written.filter((_, i) => i % 2 === 0)).toEqual([...x].map((v) => (v > 0 ? 1 : 0)));
    expect(written.filter((_, i) => i % 2 === 1).every((byte) => byte === 0xa5)).toBe(true);
  });

  it("counts positions", () => {
    for (const dtype of ["int32", "float32", "float64"] as const) {
      const out = machine.take(35 * BYTES[dtype]);
      const kernel = machine.kernel((m) =>
        emitElementwise(m, {
          shape: [5, 7],
          inputs: [{ kind: "index", dtype, start: 3, strides: [100, 2] }],
          steps: [{ kind: "input", input: 0 }],
          outputs: [{ step: 0, strides: [7, 1] }],
        }),
      );
      kernel.run(0, kernel.tasks!, out);
      expect(machine.get(dtype, out, 35)).toEqual(positions([5, 7], [100, 2]).map((p) => p + 3));
    }
  });
});
