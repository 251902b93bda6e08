import { BYTES, type DType, type ReduceOp, sizeOf, stridesOf } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { emitReduce } from "./reduce.js";
import { emitSplitReduce, partialBytes } from "./reduce-rows.js";
import { type ReduceSpec, reduceSpec, reduceTasks, runsPerOutput } from "./reduce-spec.js";
import type { Step } from "./spec.js";
import { TestMachine } from "./test-machine.js";

const machine = new TestMachine();
const steps: readonly Step[] = [{ kind: "input", input: 0 }];

function specOf(
  op: ReduceOp,
  shape: readonly number[],
  axes: readonly number[],
  dtype: DType,
  strides = stridesOf(shape),
) {
  return reduceSpec(op, shape, axes, { inputs: [{ kind: "memory", dtype, strides }], steps, value: 0 })!;
}

function run(spec: ReduceSpec<number>, dtype: DType, at: number, cuts = 1): number[] {
  const kernel = machine.kernel((m) => emitReduce(m, spec));
  const outputs = sizeOf(spec.shape.filter((_, i) => !spec.reduced[i]));
  const out = machine.take(outputs * BYTES[dtype]);
  const tasks = kernel.tasks!;
  for (let i = 0; i < cuts; i++)
    kernel.run(Math.floor((tasks * i) / cuts), Math.floor((tasks * (i + 1)) / cuts), out, at);
  expect(machine.intact(out, outputs * BYTES[dtype])).toBe(true);
  return machine.get(dtype, out, outputs);
}

/** Row by row in doubles. */
function naive(op: ReduceOp, x: ArrayLike<number>, shape: readonly number[], axes: readonly number[]): number[] {
  const kept = shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const identity = { sum: 0, prod: 1, max: Number.NEGATIVE_INFINITY, min: Number.POSITIVE_INFINITY }[op];
  const out = new Array<number>(sizeOf(kept)).fill(identity);
  const outStrides = stridesOf(kept);
  const strides = stridesOf(shape);
  for (let i = 0; i < x.length; i++) {
    const at = shape.reduce(
      (sum, n, k) => sum + (axes.includes(k) ? 0 : (Math.floor(i / strides[k]!) % n) * outStrides[k]!),
      0,
    );
    const [a, b] = [out[at]!, x[i]!];
    out[at] = op === "sum" ? a + b : op === "prod" ? a * b : op === "max" ? Math.max(a, b) : Math.min(a, b);
  }
  return out;
}

const values = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 1.7 + 0.3));

const shapes: [readonly number[], readonly number[]][] = [
  [[1], [0]],
  [[3], [0]],
  [[17], [0]],
  [[8200], [0]],
  [[5, 33], [1]],
  [[5, 33], [0]],
  [[600, 7], [0]],
  [
    [2, 3, 37],
    [0, 1],
  ],
  [
    [3, 4, 5, 6],
    [0, 2],
  ],
  [
    [3, 4, 5, 6],
    [1, 3],
  ],
  [
    [3, 4, 1, 6],
    [0, 2, 3],
  ],
  [
    [2, 20, 5, 19],
    [0, 2],
  ],
  [[4, 0, 3], [1]],
  [[4, 3, 0], [2]],
];

describe("emitReduce", () => {
  it.each(shapes)("reduces %j over %j like the double", (shape, axes) => {
    const x = values(sizeOf(shape));
    const at = machine.put(x);
    for (const op of ["sum", "max", "min"] as const) {
      const given = run(specOf(op, shape, axes, "float32"), "float32", at);
      naive(op, x, shape, axes).forEach((value, i) => {
        expect(given[i]).toBeCloseTo(value, op === "sum" ? 4 : 6);
      });
      expect(run(specOf(op, shape, axes, "float32"), "float32", at, 3)).toEqual(given);
    }
  });

  it("handles float64, int32 with wrapping and bool", () => {
    const doubles = Float64Array.from({ length: 35 }, (_, i) => 1 + i / 7);
    const exact = naive("prod", doubles, [5, 7], [1]);
    run(specOf("prod", [5, 7], [1], "float64"), "float64", machine.put(doubles)).forEach((value, i) => {
      expect(value / exact[i]!).toBeCloseTo(1, 13);
    });
    expect(run(specOf("sum", [7, 5], [0], "float64"), "float64", machine.put(doubles))[0]).toBeCloseTo(22, 12);
    const ints = Int32Array.of(2 ** 31 - 1, 1, 5, -7, 3, 2);
    expect(run(specOf("sum", [6], [0], "int32"), "int32", machine.put(ints))).toEqual([-(2 ** 31) + 3]);
    expect(run(specOf("min", [2, 3], [0], "int32"), "int32", machine.put(ints))).toEqual([-7, 1, 2]);
    const bits = Uint8Array.of(0, 1, 0, 0, 0, 1);
    expect(run(specOf("max", [3, 2], [1], "bool"), "bool", machine.put(bits))).toEqual([1, 0, 1]);
    expect(run(specOf("min", [3, 2], [0], "bool"), "bool", machine.put(bits))).toEqual([0, 0]);
  });

  it("propagates NaN in every position", () => {
    for (let i = 0; i < 37; i++) {
      const x = values(37);
      x[i] = Number.NaN;
      for (const op of ["sum", "max", "min", "prod"] as const)
        expect(run(specOf(op, [37], [0], "float32"), "float32", machine.put(x))).toEqual([Number.NaN]);
    }
  });

  it("gives a strided operand the bits of a dense one", () => {
    const [rows, columns] = [70, 45];
    const x = values(rows * columns);
    const turned = Float32Array.from(x, (_, i) => x[(i % rows) * columns + Math.floor(i / rows)]!);
    for (const axes of [[0], [1]] as const) {
      const dense = run(specOf("sum", [rows, columns], axes, "float32"), "float32", machine.put(x));
      const strided = specOf("sum", [rows, columns], axes, "float32", [1, rows]);
      expect(run(strided, "float32", machine.put(turned))).toEqual(dense);
    }
  });

  it("takes sizes at the call", () => {
    const x = values(6 * 50);
    const at = machine.put(x);
    for (const reduced of [
      [false, true],
      [true, false],
    ]) {
      const fixed = specOf("sum", [6, 50], [reduced.indexOf(true)], "float32");
      const kernel = machine.kernel((m) =>
        emitReduce(m, {
          ...fixed,
          shape: ["given", "given"],
          inputs: [{ kind: "memory", dtype: "float32", strides: ["given", 1] }],
        }),
      );
      const outputs = reduced[0] ? 50 : 6;
      const out = machine.take(4 * outputs);
      kernel.run(0, reduceTasks(fixed), out, at, 6, 50, 50);
      expect(machine.get("float32", out, outputs)).toEqual(run(fixed, "float32", at));
    }
  });

  it("refuses neighbours that an operand does not step through evenly", () => {
    const inputs = [{ kind: "memory", dtype: "float32", strides: [1, 0] }] as const;
    expect(reduceSpec("sum", [3, 4], [0, 1], { inputs, steps, value: 0 })).toBeUndefined();
  });
});

describe("emitSplitReduce", () => {
  it.each<[readonly number[], readonly number[]]>([
    [[50000], [0]],
    [
      [3, 4, 9000],
      [0, 2],
    ],
    [
      [4, 3, 100],
      [0, 2],
    ],
  ])("of %j over %j has the bits of emitReduce", (shape, axes) => {
    const x = values(sizeOf(shape));
    const at = machine.put(x);
    const spec = specOf("sum", shape, axes, "float32");
    const partials = machine.kernel((m) => emitSplitReduce(m, spec).partials);
    const fold = machine.kernel((m) => emitSplitReduce(m, spec).fold);
    const runs = runsPerOutput(spec);
    expect(partials.tasks).toBe(runs * fold.tasks!);
    const between = machine.take(partials.tasks! * partialBytes("float32"));
    const out = machine.take(4 * fold.tasks!);
    const half = partials.tasks! >> 1;
    partials.run(half, partials.tasks!, between, at);
    partials.run(0, half, between, at);
    fold.run(0, fold.tasks!, out, between, runs);
    expect(machine.get("float32", out, fold.tasks!)).toEqual(run(spec, "float32", at));
  });
});
