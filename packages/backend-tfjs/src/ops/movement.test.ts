import type { DType } from "@tenon/core";
import { describe, expect, it } from "vitest";
import { backends, ENGINES } from "../../test/engines.js";
import { expectOp } from "../../test/expect-op.js";
import { arbitrary, at, build, type Naive, SHAPES, stream } from "../../test/naive.js";

const DTYPES = ["float32", "int32", "bool"] as const satisfies readonly DType[];

function shuffled(rank: number, next: () => number): number[] {
  const out = Array.from({ length: rank }, (_, i) => i);
  for (let i = rank - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

describe.each(ENGINES)("movement on %s", (name) => {
  const backend = backends[name];

  it.each(DTYPES)("reshape of %s shares its data and outlives its source", (dtype) => {
    const x = arbitrary([2, 6], dtype, 1);
    const before = backend.memory();
    const source = backend.upload(Uint8Array.from(x.values), [2, 6], "bool");
    const view = backend.reshape(source, [3, 4]);
    expect(backend.memory()).toEqual({ tensors: before.tensors + 2, bytes: before.bytes + 12 });
    backend.dispose(source);
    expect(backend.readSync(view)).toEqual(Uint8Array.from(x.values));
    backend.dispose(view);
    for (const shape of SHAPES) {
      const a = arbitrary(shape, dtype, 2);
      const flat = [a.values.length];
      expectOp(backend, [[a, dtype]], (h) => backend.reshape(h, flat), { shape: flat, values: a.values }, dtype);
    }
  });

  it.each(DTYPES)("permute of %s, every rank", (dtype) => {
    const next = stream(3);
    for (const shape of SHAPES)
      for (let round = 0; round < 6; round++) {
        const x = arbitrary(shape, dtype, 4);
        const axes = shuffled(shape.length, next);
        const want = build(
          axes.map((axis) => shape[axis]!),
          (position) => {
            const source: number[] = [];
            axes.forEach((axis, i) => {
              source[axis] = position[i]!;
            });
            return at(x, source);
          },
        );
        expectOp(backend, [[x, dtype]], (h) => backend.permute(h, axes), want, dtype);
      }
  });

  it.each(DTYPES)("broadcastTo of %s", (dtype) => {
    const pairs = [
      [[], []],
      [[], [3]],
      [[1], [2, 3]],
      [[3], [2, 3]],
      [
        [2, 1],
        [2, 3],
      ],
      [
        [2, 1],
        [4, 2, 3],
      ],
      [
        [1, 3],
        [0, 3],
      ],
      [[1], [0]],
      [
        [2, 1, 3, 1],
        [2, 4, 3, 5],
      ],
      [
        [1, 2, 1, 2, 1, 2],
        [3, 2, 3, 2, 3, 2],
      ],
      [
        [2, 1, 2, 1, 2, 1],
        [2, 3, 2, 3, 2, 3],
      ],
    ] as const;
    for (const [from, to] of pairs) {
      const x = arbitrary(from, dtype, 5);
      expectOp(
        backend,
        [[x, dtype]],
        (h) => backend.broadcastTo(h, to),
        build(to, (i) => at(x, i)),
        dtype,
      );
    }
  });

  it("broadcastTo keeps NaN, infinities and the sign of zero", () => {
    const x: Naive = { shape: [4, 1], values: [NaN, Infinity, -Infinity, -0] };
    const handle = backend.upload(Float32Array.from(x.values), [4, 1], "float32");
    const out = backend.broadcastTo(handle, [4, 2]);
    expect(Array.from(backend.readSync(out))).toEqual([NaN, NaN, Infinity, Infinity, -Infinity, -Infinity, -0, -0]);
    backend.dispose(handle);
    backend.dispose(out);
  });

  it.each(DTYPES)("flip of %s", (dtype) => {
    const next = stream(6);
    for (const shape of SHAPES)
      for (let round = 0; round < 4; round++) {
        const axes = shape.flatMap((_, i) => (next() < 0.5 ? [i] : []));
        const x = arbitrary(shape, dtype, 7);
        const want = build(shape, (p) =>
          at(
            x,
            p.map((c, i) => (axes.includes(i) ? shape[i]! - 1 - c : c)),
          ),
        );
        expectOp(backend, [[x, dtype]], (h) => backend.flip(h, axes), want, dtype);
      }
  });

  it.each(DTYPES)("slice of %s with and without steps", (dtype) => {
    const next = stream(8);
    for (const shape of [...SHAPES, [60, 5], [7, 40, 3], [500]])
      for (let round = 0; round < 8; round++) {
        const step = shape.map(() => (round % 2 ? 1 + Math.floor(next() * 3) : 1));
        const start = shape.map((n) => Math.floor(next() * n));
        const size = shape.map((n, i) => {
          const most = Math.ceil((n - start[i]!) / step[i]!);
          return round < 2 ? most : Math.floor(next() * (most + 1));
        });
        const x = arbitrary(shape, dtype, 9);
        const want = build(size, (p) =>
          at(
            x,
            p.map((c, i) => start[i]! + c * step[i]!),
          ),
        );
        expectOp(backend, [[x, dtype]], (h) => backend.slice(h, start, size, step), want, dtype);
      }
  });

  it.each(DTYPES)("pad of %s at the edges and between", (dtype) => {
    const next = stream(10);
    for (const shape of SHAPES)
      for (let round = 0; round < 6; round++) {
        const pick = (most: number) => shape.map(() => Math.floor(next() * (most + 1)));
        const lo = pick(2);
        const hi = pick(2);
        const interior = round < 2 ? shape.map(() => 0) : pick(2);
        const value = dtype === "bool" ? 1 : dtype === "int32" ? -7 : 0.5;
        const x = arbitrary(shape, dtype, 11);
        const out = shape.map((n, i) => lo[i]! + n + Math.max(0, n - 1) * interior[i]! + hi[i]!);
        const want = build(out, (p) => {
          const source = p.map((c, i) => (c - lo[i]!) / (interior[i]! + 1));
          const inside = source.every((c, i) => Number.isInteger(c) && c >= 0 && c < shape[i]!);
          return inside ? at(x, source) : value;
        });
        expectOp(backend, [[x, dtype]], (h) => backend.pad(h, lo, hi, interior, value), want, dtype);
      }
  });

  it("pads with NaN, infinities and integers beyond float32", () => {
    const x: Naive = { shape: [1], values: [5] };
    for (const value of [NaN, Infinity, -Infinity, 1e-30])
      expectOp(
        backend,
        [[x, "float32"]],
        (h) => backend.pad(h, [1], [0], [0], value),
        { shape: [2], values: [value, 5] },
        "float32",
      );
    for (const value of [16777217, 2147483647, -2147483648])
      expectOp(
        backend,
        [[x, "int32"]],
        (h) => backend.pad(h, [1], [1], [0], value),
        { shape: [3], values: [value, 5, value] },
        "int32",
      );
  });

  it.each(DTYPES)("concat of %s along each axis, empty parts included", (dtype) => {
    for (const shape of SHAPES)
      for (let axis = 0; axis < shape.length; axis++) {
        const parts = [2, 0, 1, 3].map((n, i) =>
          arbitrary(
            shape.map((m, a) => (a === axis ? n : m)),
            dtype,
            12 + i,
          ),
        );
        const want = build(
          shape.map((m, a) => (a === axis ? 6 : m)),
          (p) => {
            let place = p[axis]!;
            const part = parts.find((x) => {
              if (place < x.shape[axis]!) return true;
              place -= x.shape[axis]!;
              return false;
            })!;
            return part.values[
              flatIndex(
                part.shape,
                p.map((c, a) => (a === axis ? place : c)),
              )
            ]!;
          },
        );
        const inputs = parts.map((x) => [x, dtype] as const);
        expectOp(backend, inputs, (...xs) => backend.concat(xs, axis), want, dtype);
        expectOp(backend, inputs.slice(0, 1), (x) => backend.concat([x], axis), parts[0]!, dtype);
      }
  });
});

function flatIndex(shape: readonly number[], position: readonly number[]): number {
  return position.reduce((index, c, i) => index * shape[i]! + c, 0);
}
