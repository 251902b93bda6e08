import { TenonError } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { backends, bufferCount, ENGINES } from "../../test/engines.js";
import { expectOp } from "../../test/expect-op.js";
import { arbitrary, at, build, coordinate, type Naive, SHAPES, stream } from "../../test/naive.js";

const DTYPES = ["float32", "int32", "bool"] as const;
const INDEX_SHAPES = [[], [3], [0], [2, 2], [1, 3, 1]];

const arbitraryIndices = (shape: readonly number[], length: number, seed: number): Naive => {
  const next = stream(seed);
  return build(shape, () => Math.floor(next() * length));
};

/** Where `gather` reads and `scatter` writes for one position of the gathered shape. */
const source = (indices: Naive, axis: number, position: readonly number[]) => [
  ...position.slice(0, axis),
  at(indices, position.slice(axis, axis + indices.shape.length)),
  ...position.slice(axis + indices.shape.length),
];

describe.each(ENGINES)("indexing on %s", (name) => {
  const backend = backends[name];

  it.each(DTYPES)("gather of %s along each axis", (dtype) => {
    for (const shape of SHAPES)
      for (let axis = 0; axis < shape.length; axis++)
        for (const s of INDEX_SHAPES) {
          if (shape.length - 1 + s.length > 6 || (shape[axis] === 0 && s.length !== 1)) continue;
          const own = shape[axis] === 0 ? [0] : s;
          const x = arbitrary(shape, dtype, 1);
          const indices = arbitraryIndices(own, shape[axis]!, 2);
          const want = build([...shape.slice(0, axis), ...own, ...shape.slice(axis + 1)], (p) =>
            at(x, source(indices, axis, p)),
          );
          const inputs = [[x, dtype] as const, [indices, "int32"] as const];
          expectOp(backend, inputs, (h, i) => backend.gather(h, i, axis), want, dtype);
        }
  });

  for (const op of ["set", "add"] as const)
    it.each(op === "add" ? (["float32", "int32"] as const) : DTYPES)(
      `scatter ${op} of %s, duplicates in order`,
      (dtype) => {
        for (const shape of SHAPES)
          for (let axis = 0; axis < shape.length; axis++)
            for (const s of INDEX_SHAPES) {
              if (shape.length - 1 + s.length > 6 || shape[axis] === 0) continue;
              const base = arbitrary(shape, dtype, 3);
              const indices = arbitraryIndices(s, shape[axis]!, 4);
              const whole = [...shape.slice(0, axis), ...s, ...shape.slice(axis + 1)];
              const updates = arbitrary(whole, dtype, 5);
              const values = [...base.values];
              updates.values.forEach((value, i) => {
                const to = source(indices, axis, coordinate(i, whole)).reduce((n, c, a) => n * shape[a]! + c, 0);
                values[to] = op === "set" ? value : Math.fround(values[to]! + value);
              });
              const inputs = [
                [base, dtype],
                [indices, "int32"],
                [updates, dtype],
              ] as const;
              const call = (b: Handle, i: Handle, u: Handle) => backend.scatter(op, b, i, u, axis);
              expectOp(backend, inputs, call, { shape, values }, dtype);
            }
      },
    );

  it("adds to the base in index order, each sum rounded", () => {
    const base: Naive = { shape: [2], values: [1e8, 3] };
    const indices: Naive = { shape: [3], values: [0, 0, 0] };
    const updates: Naive = { shape: [3], values: [3, 3, -1e8] };
    const inputs = [
      [base, "float32"],
      [indices, "int32"],
      [updates, "float32"],
    ] as const;
    const call = (b: Handle, i: Handle, u: Handle) => backend.scatter("add", b, i, u, 0);
    expectOp(backend, inputs, call, { shape: [2], values: [0, 3] }, "float32");
  });

  it("adds to zeros made by full", () => {
    const inputs = [
      [{ shape: [2], values: [1, 1] }, "int32"],
      [{ shape: [2, 2], values: [1, 2, 3, NaN] }, "float32"],
    ] as const;
    const call = (i: Handle, u: Handle) => {
      const zeros = backend.full([3, 2], 0, "float32");
      const out = backend.scatter("add", zeros, i, u, 0);
      backend.dispose(zeros);
      return out;
    };
    expectOp(backend, inputs, call, { shape: [3, 2], values: [0, 0, 4, NaN, 0, 0] }, "float32");
  });

  it.each([-1, 3, 2147483647])("index %i out of range throws before anything is made", (index) => {
    const x = backend.upload(Float32Array.of(1, 2, 3), [3], "float32");
    const i = backend.upload(Int32Array.of(0, index), [2], "int32");
    const u = backend.upload(Float32Array.of(1, 2), [2], "float32");
    const before = [bufferCount(backend), backend.memory()];
    const code = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return error instanceof TenonError ? error.code : error;
      }
      return "nothing thrown";
    };
    expect(code(() => backend.gather(x, i, 0))).toBe("index_out_of_range");
    expect(code(() => backend.scatter("add", x, i, u, 0))).toBe("index_out_of_range");
    expect(code(() => backend.scatter("set", x, i, u, 0))).toBe("index_out_of_range");
    expect([bufferCount(backend), backend.memory()]).toEqual(before);
    for (const h of [x, i, u]) backend.dispose(h);
  });

  it.each(DTYPES)("windows and foldWindows of %s are adjoint and right", (dtype) => {
    for (const shape of [[5], [7, 2], [2, 6], [2, 6, 3], [1, 2, 5, 2, 2], [0, 5], [1]])
      for (let axis = 0; axis < shape.length; axis++)
        for (const [size, stride, dilation] of [
          [1, 1, 1],
          [2, 1, 1],
          [3, 2, 1],
          [2, 3, 2],
          [2, 2, 1],
        ] as const) {
          const length = shape[axis]!;
          const count = Math.floor((length - dilation * (size - 1) - 1) / stride) + 1;
          if (count < 1) continue;
          const whole = [...shape.slice(0, axis), count, ...shape.slice(axis + 1), size];
          const read = (p: readonly number[]) =>
            p.slice(0, -1).map((c, a) => (a === axis ? c * stride + p[p.length - 1]! * dilation : c));
          const x = arbitrary(shape, dtype, 6);
          const want = build(whole, (p) => at(x, read(p)));
          expectOp(backend, [[x, dtype]], (h) => backend.windows(h, axis, size, stride, dilation), want, dtype);
          if (dtype === "bool") continue;
          const g = arbitrary(whole, dtype, 7);
          const values = new Array<number>(x.values.length).fill(0);
          g.values.forEach((value, i) => {
            values[read(coordinate(i, whole)).reduce((n, c, a) => n * shape[a]! + c, 0)]! += value;
          });
          const fold = (h: Handle) => backend.foldWindows(h, axis, length, stride, dilation);
          expectOp(backend, [[g, dtype]], fold, { shape, values }, dtype);
        }
  });
});

type Handle = Parameters<(typeof backends)["cpu"]["dispose"]>[0];
