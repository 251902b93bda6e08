import { describe, it } from "vitest";
import { backends, ENGINES } from "../../test/engines.js";
import { expectOp } from "../../test/expect-op.js";
import { arbitrary, at, build, type Naive } from "../../test/naive.js";
import type { TfjsHandle } from "../handle.js";

const BATCHES = [
  [[], []],
  [[2], [2]],
  [[1], [2]],
  [[3], []],
  [[], [3]],
  [
    [2, 1],
    [1, 3],
  ],
  [[2, 3], [3]],
  [
    [2, 1, 2, 1],
    [2, 1, 3],
  ],
  [
    [2, 2, 1, 2],
    [1, 2, 3, 2],
  ],
  [[0], [1]],
] as const;

const SIZES = [
  [1, 1, 1],
  [3, 4, 2],
  [5, 1, 3],
  [17, 20, 19],
  [2, 0, 3],
  [0, 2, 3],
] as const;

describe.each(ENGINES)("matmul on %s", (name) => {
  const backend = backends[name];

  it.each(["float32", "int32"] as const)("of %s with every batch broadcast and flag", (dtype) => {
    for (const [p, q] of BATCHES)
      for (const [m, k, n] of SIZES)
        for (const transA of [false, true])
          for (const transB of [false, true]) {
            const a = arbitrary([...p, ...(transA ? [k, m] : [m, k])], dtype, 1);
            const b = arbitrary([...q, ...(transB ? [n, k] : [k, n])], dtype, 2);
            const inputs = [
              [a, dtype],
              [b, dtype],
            ] as const;
            const want = product(a, b, transA, transB, [m, k, n]);
            expectOp(backend, inputs, (x, y) => backend.matmul(x, y, transA, transB), want, dtype, 1e-5);
          }
  });

  it("of a right operand that was multiplied in another shape before", () => {
    const x: Naive = { shape: [4, 1], values: [1, 2, 3, 4] };
    const row: Naive = { shape: [1, 4], values: [1, 1, 1, 1] };
    const want: Naive = { shape: [1, 4], values: [10, 20, 30, 40] };
    const inputs = [
      [x, "float32"],
      [row, "float32"],
    ] as const;
    const twice = (a: TfjsHandle, b: TfjsHandle) => {
      const sum = backend.matmul(b, a, false, false); // [1, 4] × [4, 1] → [1, 1]
      const turned = backend.permute(a, [1, 0]);
      const product = backend.matmul(sum, turned, false, false); // [1, 1] × [1, 4] → [1, 4]
      for (const done of [sum, turned]) backend.dispose(done);
      return product;
    };
    expectOp(backend, inputs, twice, want, "float32");
  });

  it("of int32 wraps", () => {
    const x: Naive = { shape: [1, 2], values: [123456789, 2147483647] };
    const y: Naive = { shape: [2, 1], values: [987654321, 2147483647] };
    const exact = 123456789n * 987654321n + 2147483647n * 2147483647n;
    const want = { shape: [1, 1], values: [Number(BigInt.asIntN(32, exact))] };
    const inputs = [
      [x, "int32"],
      [y, "int32"],
    ] as const;
    expectOp(backend, inputs, (a, b) => backend.matmul(a, b, false, false), want, "int32");
  });

  it("carries NaN and infinities into their row and column only", () => {
    const x: Naive = { shape: [2, 2], values: [NaN, 0, Infinity, 1] };
    const y: Naive = { shape: [2, 2], values: [1, 0, 0, 1] };
    const inputs = [
      [x, "float32"],
      [y, "float32"],
    ] as const;
    const want = { shape: [2, 2], values: [NaN, NaN, Infinity, NaN] };
    expectOp(backend, inputs, (a, b) => backend.matmul(a, b, false, false), want, "float32");
  });
});

function product(a: Naive, b: Naive, transA: boolean, transB: boolean, [m, k, n]: readonly number[]): Naive {
  const rank = Math.max(a.shape.length, b.shape.length) - 2;
  const size = (x: Naive, axis: number) => x.shape[x.shape.length - 2 - rank + axis] ?? 1;
  const batch = Array.from({ length: rank }, (_, i) => (size(a, i) === 1 ? size(b, i) : size(a, i)));
  return build([...batch, m!, n!], (p) => {
    const [row, column] = p.slice(-2);
    let sum = 0;
    for (let i = 0; i < k!; i++) {
      const left = [...p.slice(0, -2), ...(transA ? [i, row!] : [row!, i])];
      const right = [...p.slice(0, -2), ...(transB ? [column!, i] : [i, column!])];
      sum += at(matrices(a), left) * at(matrices(b), right);
    }
    return sum;
  });
}

/** `at` broadcasts axes of size 1, which is also right for matrices: their only index is 0. */
const matrices = (x: Naive): Naive => x;
