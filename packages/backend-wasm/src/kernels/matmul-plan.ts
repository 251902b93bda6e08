import type { Layout } from "../compile/layout.js";
import { collapse } from "./collapse.js";
import { type MatmulSpec, type MatrixStrides, matmulSizes, matmulTasks } from "./matmul-spec.js";
import type { Size } from "./spec.js";

/** A product of two layouts as a kernel that knows how they lie, and the sizes that each call gives it. */
export interface MatmulPlan {
  readonly spec: MatmulSpec;
  /** Equal for equal specs. */
  readonly key: string;
  readonly sizes: readonly number[];
  readonly tasks: number;
  /** Multiply-adds, four at a time. */
  readonly work: number;
}

/** The dtypes that products are computed in; others are cast first. */
export function isMatmulDType(dtype: string): dtype is MatmulSpec["dtype"] {
  return dtype === "float32" || dtype === "int32" || dtype === "float64";
}

/** The shape of a product: the leading axes broadcast, then rows of `a` and columns of `b`. */
export function matmulShape(a: readonly number[], b: readonly number[], transA: boolean, transB: boolean): number[] {
  const rank = Math.max(a.length, b.length);
  const lead = Array.from({ length: rank - 2 }, (_, i) => {
    const m = a[i + a.length - rank] ?? 1;
    return m === 1 ? (b[i + b.length - rank] ?? 1) : m;
  });
  return [...lead, a.at(transA ? -1 : -2)!, b.at(transB ? -2 : -1)!];
}

/** The kernel of a product of `shape`; `undefined` when its leading axes do not join into two. */
export function planMatmul(
  dtype: MatmulSpec["dtype"],
  shape: readonly number[],
  a: Layout,
  b: Layout,
  transA: boolean,
  transB: boolean,
): MatmulPlan | undefined {
  const batch = batchAxes(shape, a, b);
  if (batch === undefined) return undefined;
  const [m, n] = shape.slice(-2) as [number, number]; // rank ≥ 2
  const k = a.shape.at(transA ? -2 : -1)!;
  const [left, right] = [matrix(a, transA, batch.strides[0]), matrix(b, transB, batch.strides[1])];
  const fixed: MatmulSpec<number> = { dtype, batch: batch.shape, m, k, n, a: left, b: right };
  const spec: MatmulSpec = {
    dtype,
    batch: ["given", "given"],
    m: "given",
    k: "given",
    n: "given",
    a: arrangement(left),
    b: arrangement(right),
  };
  const key = `matmul ${dtype} ${form(left)} ${form(right)}`;
  const given = matmulSizes(spec);
  const sizes = matmulSizes(fixed).filter((_, i) => given[i] === "given");
  const count = batch.shape[0] * batch.shape[1];
  return { spec, key, sizes, tasks: matmulTasks(spec, count, m, n), work: (count * m * k * n) / 4 };
}

/** The leading axes of a product as two, with each operand's strides; `undefined` when two are not enough. */
export function batchAxes(shape: readonly number[], a: Layout, b: Layout) {
  const lead = shape.slice(0, -2);
  const stretched = [a, b].map(({ shape: own, strides }) =>
    lead.map((size, i) => {
      const axis = i + own.length - shape.length;
      return axis < 0 || (own[axis] === 1 && size !== 1) ? 0 : strides[axis]!;
    }),
  );
  const box = collapse(lead, stretched);
  if (box.shape.length > 2) return undefined;
  const two = (list: readonly number[], fill: number): [number, number] => [list.at(-2) ?? fill, list.at(-1) ?? fill];
  return { shape: two(box.shape, 1), strides: [two(box.strides[0]!, 0), two(box.strides[1]!, 0)] as const };
}

/** True when rows or columns lie side by side, so that packing takes whole vectors. */
export function isPackable({ shape, strides }: Layout): boolean {
  return strides.at(-1) === 1 || strides.at(-2) === 1 || shape.at(-1) === 1 || shape.at(-2) === 1;
}

function matrix(
  { shape, strides }: Layout,
  transposed: boolean,
  batch: readonly [number, number],
): MatrixStrides<number> {
  const [row, column] = transposed ? [-1, -2] : [-2, -1];
  const rowStride = strides.at(row)!;
  // Along an axis of size 1 any stride will do: the one that makes the other axis's neighbours lie side by side.
  if (shape.at(column) === 1) return { row: rowStride, column: 1, batch };
  if (shape.at(row) === 1 && strides.at(column) !== 1) return { row: 1, column: strides.at(column)!, batch };
  return { row: rowStride, column: strides.at(column)!, batch };
}

/** Which strides the kernel must know: it packs rows and columns in different ways. */
function form({ row, column }: MatrixStrides<number>): "rows" | "columns" | "strided" {
  return column === 1 ? "rows" : row === 1 ? "columns" : "strided";
}

function arrangement(strides: MatrixStrides<number>): MatrixStrides<Size> {
  const lies = form(strides);
  return { row: lies === "columns" ? 1 : "given", column: lies === "rows" ? 1 : "given", batch: ["given", "given"] };
}
