import {
  type Expression,
  f32x4,
  f64x2,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  type V128,
  v128,
} from "../assembler/index.js";
import type { MatmulSpec } from "./matmul-spec.js";

type MatmulDType = MatmulSpec["dtype"];

interface Arithmetic {
  readonly splat: (address: Local<"i32">, offset: number) => Expression<"v128">;
  readonly mul: (a: V128, b: V128) => Expression<"v128">;
  readonly add: (a: V128, b: V128) => Expression<"v128">;
  readonly bytes: 4 | 8;
}

export const ARITHMETIC: Readonly<Record<MatmulDType, Arithmetic>> = {
  float32: { splat: v128.load32Splat, mul: f32x4.mul, add: f32x4.add, bytes: 4 },
  int32: { splat: v128.load32Splat, mul: i32x4.mul, add: i32x4.add, bytes: 4 },
  float64: { splat: v128.load64Splat, mul: f64x2.mul, add: f64x2.add, bytes: 8 },
};

const ROWS = 2;
const VECTORS = 4;

/**
 * `micro(k, a, aRow, b, bRow, c, cRow, add)`: two rows of dense `a` times four vectors of `b`, whose rows lie `bRow` bytes
 * apart, in eight accumulators; written to `c` or added to it. More accumulators would spill in V8.
 */
export function microKernel(m: ModuleBuilder, dtype: MatmulDType) {
  return m.once(`micro ${dtype}`, () =>
    m.function(["i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32"], "void", (f, ...params) => {
      const [k, a, aRow, b, bRow, c, cRow, add] = params;
      const op = ARITHMETIC[dtype];
      const second = f.let(i32.add(a, aRow));
      const sums = Array.from({ length: ROWS }, () => Array.from({ length: VECTORS }, () => f.local("v128")));
      const columns = Array.from({ length: VECTORS }, () => f.local("v128"));
      // Unrolling this loop makes V8 spill: 41 GFLOP/s a core as it is, 38 by two, 32 by four.
      f.while(k, () => {
        columns.forEach((column, j) => {
          f.set(column, v128.load(b, 16 * j));
        });
        [a, second].forEach((row, i) => {
          const left = f.let(op.splat(row, 0));
          columns.forEach((column, j) => {
            f.set(sums[i]![j]!, op.add(sums[i]![j]!, op.mul(left, column)));
          });
          f.increase(row, op.bytes);
        });
        f.increase(b, bRow);
        f.set(k, i32.sub(k, 1));
      });
      const target = f.let(i32.add(c, cRow));
      const places = [c, target];
      f.if(
        add,
        () => write((sum, at, j) => op.add(v128.load(at, 16 * j), sum)),
        () => write((sum) => sum),
      );

      function write(value: (sum: V128, at: Local<"i32">, j: number) => V128) {
        places.forEach((at, i) => {
          sums[i]!.forEach((sum, j) => {
            f.do(v128.store(at, value(sum, at, j), 16 * j));
          });
        });
      }
    }),
  );
}
