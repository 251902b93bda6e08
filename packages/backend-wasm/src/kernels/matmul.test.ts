import { BYTES } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { emitMatmul } from "./matmul.js";
import { type MatmulSpec, matmulSizes, matmulTasks } from "./matmul-spec.js";
import { TestMachine } from "./test-machine.js";

const machine = new TestMachine();

type Layout = "rows" | "columns" | "strided";

function specOf(m: number, k: number, n: number, a: Layout, b: Layout, dtype: MatmulSpec["dtype"], batch = 1) {
  const strides = (layout: Layout, rows: number, columns: number) => {
    if (layout === "rows") return { row: columns, column: 1, batch: [0, rows * columns] as const };
    if (layout === "columns") return { row: 1, column: rows, batch: [0, rows * columns] as const };
    return { row: 2 * columns, column: 2, batch: [0, 2 * rows * columns] as const };
  };
  return { dtype, batch: [1, batch] as const, m, k, n, a: strides(a, m, k), b: strides(b, k, n) } satisfies MatmulSpec;
}

function fill(dtype: MatmulSpec["dtype"], rows: number, columns: number, layout: Layout, seed: number, batch: number) {
  const size = batch * rows * columns;
  const make = { float32: Float32Array, int32: Int32Array, float64: Float64Array }[dtype];
  const data = new make((layout === "strided" ? 2 : 1) * size);
  const value = (b: number, i: number, j: number) => {
    const x = Math.sin((b * 31 + i * 7 + j) * 1.3 + seed);
    return dtype === "int32" ? Math.round(x * 1e5) : dtype === "float32" ? Math.fround(x) : x;
  };
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        const at = b * rows * columns + (layout === "columns" ? j * rows + i : i * columns + j);
        data[layout === "strided" ? 2 * at : at] = value(b, i, j);
      }
  return { data, value };
}

function check(
  m: number,
  k: number,
  n: number,
  a: Layout,
  b: Layout,
  dtype: MatmulSpec["dtype"] = "float32",
  batch = 1,
) {
  const spec = specOf(m, k, n, a, b, dtype, batch);
  const left = fill(dtype, m, k, a, 0.1, batch);
  const right = fill(dtype, k, n, b, 0.7, batch);
  const kernel = machine.kernel((module) => emitMatmul(module, spec));
  const bytes = batch * m * n * BYTES[dtype];
  const out = machine.take(bytes);
  kernel.run(0, kernel.tasks!, out, machine.put(left.data), machine.put(right.data));
  expect(machine.intact(out, bytes)).toBe(true);
  const given = machine.get(dtype, out, batch * m * n);
  let worst = 0;
  for (let q = 0; q < batch; q++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < k; p++)
          sum =
            dtype === "int32"
              ? (sum + Math.imul(left.value(q, i, p), right.value(q, p, j))) | 0
              : sum + left.value(q, i, p) * right.value(q, p, j);
        worst = Math.max(worst, Math.abs(sum - given[(q * m + i) * n + j]!));
      }
  expect(worst, `${m}×${k}×${n} ${a} ${b} ${dtype}`).toBeLessThan(dtype === "float32" ? 1e-4 : 1e-10);
  return given;
}

describe("emitMatmul", () => {
  it("multiplies matrices of every fringe, however they lie", () => {
    const sizes = [
      [1, 1, 1],
      [2, 4, 16],
      [3, 5, 17],
      [1, 33, 40],
      [9, 7, 3],
      [17, 321, 19],
      [16, 0, 5],
      [260, 6, 70],
      [33, 50, 130],
    ] as const;
    for (const [m, k, n] of sizes)
      for (const a of ["rows", "columns", "strided"] as const)
        for (const b of ["rows", "columns", "strided"] as const) check(m, k, n, a, b);
  });

  it("gives the same bits for every layout and with sizes given at the call", () => {
    const [m, k, n] = [37, 700, 45];
    const dense = check(m, k, n, "rows", "rows");
    expect(check(m, k, n, "columns", "columns")).toEqual(dense);
    const fixed = specOf(m, k, n, "rows", "rows", "float32");
    const open = { row: "given", batch: ["given", "given"] } as const;
    const kernel = machine.kernel((module) =>
      emitMatmul(module, {
        dtype: "float32",
        batch: ["given", "given"],
        m: "given",
        k: "given",
        n: "given",
        a: { ...open, column: 1 },
        b: { ...open, column: 1 },
      }),
    );
    const out = machine.take(4 * m * n);
    const a = machine.put(fill("float32", m, k, "rows", 0.1, 1).data);
    const b = machine.put(fill("float32", k, n, "rows", 0.7, 1).data);
    const [b0, b1, ...rest] = matmulSizes<number>(fixed);
    const given = [b0!, b1!, ...rest.slice(0, 3), rest[3]!, ...rest.slice(5, 8), ...rest.slice(9)];
    const tasks = matmulTasks(fixed, 1, m, n);
    for (let i = tasks - 1; i >= 0; i--) kernel.run(i, i + 1, out, a, b, ...given);
    expect(machine.get("float32", out, m * n)).toEqual(dense);
  });

  it("multiplies batches, integers and doubles", () => {
    for (const a of ["rows", "columns"] as const)
      for (const b of ["rows", "columns"] as const) {
        check(5, 9, 20, a, b, "float32", 3);
        check(5, 9, 20, a, b, "int32");
        check(5, 9, 20, a, b, "float64", 2);
      }
  });
});
