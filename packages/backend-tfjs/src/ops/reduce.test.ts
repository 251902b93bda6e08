import { type DType, REDUCE_OPS, type ReduceOp } from "@tenon/core";
import { describe, it } from "vitest";
import { backends, ENGINES } from "../../test/engines.js";
import { expectOp } from "../../test/expect-op.js";
import { arbitrary, at, build, coordinate, type Naive, SHAPES, stream } from "../../test/naive.js";

const LOWEST: Partial<Record<DType, number>> = { float32: -Infinity, int32: -2147483648, bool: 0 };
const HIGHEST: Partial<Record<DType, number>> = { float32: Infinity, int32: 2147483647, bool: 1 };

function reduced(op: ReduceOp, x: Naive, dtype: DType, axes: readonly number[]): Naive {
  const shape = x.shape.map((n, i) => (axes.includes(i) ? 1 : n));
  const groups = new Map<string, number[]>();
  x.values.forEach((value, i) => {
    const key = coordinate(i, x.shape)
      .map((c, axis) => (axes.includes(axis) ? 0 : c))
      .join();
    groups.set(key, [...(groups.get(key) ?? []), value]);
  });
  return build(shape, (position) => {
    const group = groups.get(position.join()) ?? [];
    if (group.some(Number.isNaN)) return NaN;
    if (op === "max") return group.reduce((a, b) => (a > b ? a : b), LOWEST[dtype]!);
    if (op === "min") return group.reduce((a, b) => (a < b ? a : b), HIGHEST[dtype]!);
    if (dtype === "float32") return op === "sum" ? group.reduce((a, b) => a + b, 0) : group.reduce((a, b) => a * b, 1);
    const exact = group.reduce((a, b) => (op === "sum" ? a + BigInt(b) : a * BigInt(b)), op === "sum" ? 0n : 1n);
    return Number(BigInt.asIntN(32, exact));
  });
}

/** Every set of axes of a rank. */
const subsets = (rank: number) =>
  Array.from({ length: 1 << rank }, (_, bits) =>
    Array.from({ length: rank }, (_, i) => i).filter((i) => bits & (1 << i)),
  );

describe.each(ENGINES)("reductions on %s", (name) => {
  const backend = backends[name];

  for (const dtype of ["float32", "int32", "bool"] as const)
    it.each(dtype === "bool" ? (["max", "min"] as const) : REDUCE_OPS)(
      `%s of ${dtype} over every set of axes, empty ones included`,
      (op) => {
        for (const shape of SHAPES) {
          const x = arbitrary(shape, dtype, 1);
          for (const axes of subsets(shape.length).filter((_, i) => shape.length < 5 || i % 5 === 2))
            expectOp(
              backend,
              [[x, dtype]],
              (h) => backend.reduce(op, h, axes),
              reduced(op, x, dtype, axes),
              dtype,
              2e-6,
            );
        }
      },
    );

  it.each(REDUCE_OPS)("%s propagates NaN from any place of a long row, and keeps infinities", (op) => {
    for (const length of [3, 17, 1000])
      for (const place of [0, 1, length - 1]) {
        const x = build([2, length], ([row, i]) => (row === 0 && i === place ? NaN : 1));
        const want = { shape: [2, 1], values: [NaN, op === "sum" ? length : 1] };
        expectOp(backend, [[x, "float32"]], (h) => backend.reduce(op, h, [1]), want, "float32");
        const columns = build([length, 2], ([i, row]) => (row === 0 && i === place ? NaN : 1));
        const across = { shape: [1, 2], values: want.values };
        expectOp(backend, [[columns, "float32"]], (h) => backend.reduce(op, h, [0]), across, "float32");
      }
    const wide: Naive = { shape: [2, 2], values: [Infinity, 2, -Infinity, 2] };
    const want = reduced(op, wide, "float32", [1]);
    expectOp(backend, [[wide, "float32"]], (h) => backend.reduce(op, h, [1]), want, "float32");
  });

  it("int32 sums and products wrap", () => {
    const x: Naive = { shape: [3, 3], values: [2147483647, 5, 1, 123456789, 987654321, 3, -2147483648, -1, 7] };
    for (const op of ["sum", "prod"] as const)
      expectOp(backend, [[x, "int32"]], (h) => backend.reduce(op, h, [1]), reduced(op, x, "int32", [1]), "int32");
  });

  it.each([129, 1000, 4099, 20000, 131072])("a sum of %i tenths is right to 1e-6", (length) => {
    const flat = build([length], () => Math.fround(0.1));
    const total = length * Math.fround(0.1);
    expectOp(
      backend,
      [[flat, "float32"]],
      (h) => backend.reduce("sum", h, [0]),
      { shape: [1], values: [total] },
      "float32",
    );
    if (length > 5000) return;
    const table = build([length, 2], () => Math.fround(0.1));
    const want = { shape: [1, 2], values: [total, total] };
    expectOp(backend, [[table, "float32"]], (h) => backend.reduce("sum", h, [0]), want, "float32");
    const split = build([2, length, 3], () => Math.fround(0.1));
    const both = { shape: [1, length, 1], values: new Array<number>(length).fill(6 * Math.fround(0.1)) };
    expectOp(backend, [[split, "float32"]], (h) => backend.reduce("sum", h, [0, 2]), both, "float32");
  });

  it.each(["max", "min"] as const)("arg %s takes the first extreme, and the first NaN before any", (op) => {
    for (const dtype of ["float32", "int32", "bool"] as const)
      for (const shape of SHAPES)
        for (let axis = 0; axis < shape.length; axis++) {
          if (shape[axis] === 0) continue;
          const x = arbitrary(shape, dtype, 9);
          const want = build(
            shape.map((n, i) => (i === axis ? 1 : n)),
            (position) => {
              const along = Array.from({ length: shape[axis]! }, (_, i) =>
                at(
                  x,
                  position.map((p, a) => (a === axis ? i : p)),
                ),
              );
              return along.indexOf(op === "max" ? Math.max(...along) : Math.min(...along));
            },
          );
          expectOp(backend, [[x, dtype]], (h) => backend.argReduce(op, h, axis), want, "int32");
        }
    const x: Naive = { shape: [4, 3], values: [1, NaN, 3, NaN, 9, NaN, Infinity, NaN, -Infinity, 2, 2, 2] };
    const want = { shape: [4, 1], values: [1, 0, 1, 0] };
    expectOp(backend, [[x, "float32"]], (h) => backend.argReduce(op, h, 1), want, "int32");
  });

  it.each([false, true])("argsort is stable with NaN last, descending: %s", (descending) => {
    const next = stream(5);
    for (const shape of [[], [1], [7], [0], [40], [3, 5], [3, 5, 2], [2, 0, 3], [2, 2, 2, 2, 2, 3]])
      for (const dtype of ["float32", "int32", "bool"] as const)
        for (let axis = 0; axis < shape.length; axis++) {
          const exotic = [NaN, Infinity, -Infinity, 0, -0, 1];
          const x = build(shape, () =>
            dtype === "float32" ? exotic[Math.floor(next() * 6)]! : Math.floor(next() * (dtype === "bool" ? 2 : 4)),
          );
          const want = build(shape, (position) => {
            const along = Array.from({ length: shape[axis]! }, (_, i) =>
              at(
                x,
                position.map((p, a) => (a === axis ? i : p)),
              ),
            );
            const sorted = along
              .map((value, index) => ({ value, index }))
              .sort((p, q) => {
                if (Number.isNaN(p.value) || Number.isNaN(q.value))
                  return +Number.isNaN(p.value) - +Number.isNaN(q.value);
                return p.value === q.value ? 0 : p.value < q.value === descending ? 1 : -1;
              });
            return sorted[position[axis]!]!.index;
          });
          expectOp(backend, [[x, dtype]], (h) => backend.argsort(h, axis, descending), want, "int32");
        }
  });

  for (const dtype of ["float32", "int32", "bool"] as const)
    it.each(dtype === "bool" ? (["max", "min"] as const) : REDUCE_OPS)(`scan by %s of ${dtype}`, (op) => {
      for (const shape of SHAPES)
        for (let axis = 0; axis < shape.length; axis++)
          for (const reverse of [false, true])
            for (const exclusive of [false, true]) {
              const x = arbitrary(shape, dtype, 11);
              const want = build(shape, (position) => {
                const p = position[axis]!;
                const part: number[] = [];
                for (let i = 0; i < shape[axis]!; i++)
                  if (reverse ? (exclusive ? i > p : i >= p) : exclusive ? i < p : i <= p)
                    part.push(
                      at(
                        x,
                        position.map((c, a) => (a === axis ? i : c)),
                      ),
                    );
                return reduced(op, { shape: [part.length], values: part }, dtype, [0]).values[0]!;
              });
              const call = (h: Parameters<typeof backend.scan>[1]) => backend.scan(op, h, axis, { reverse, exclusive });
              expectOp(backend, [[x, dtype]], call, want, dtype, 2e-6);
            }
    });

  it.each(REDUCE_OPS)("scan by %s carries NaN on", (op) => {
    const x: Naive = { shape: [4], values: [2, NaN, 1, 3] };
    const values = [2, NaN, NaN, NaN];
    const call = (h: Parameters<typeof backend.scan>[1]) =>
      backend.scan(op, h, 0, { reverse: false, exclusive: false });
    expectOp(backend, [[x, "float32"]], call, { shape: [4], values }, "float32");
  });
});
