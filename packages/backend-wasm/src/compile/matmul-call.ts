import { collapse } from "../kernels/collapse.js";
import { emitMatmul } from "../kernels/matmul.js";
import { type MatmulSpec, type MatrixStrides, matmulSizes, matmulTasks } from "../kernels/matmul-spec.js";
import type { Size } from "../kernels/spec.js";
import type { Source, WholeOp } from "./ir.js";
import type { KernelCall } from "./kernel-call.js";
import type { Layout } from "./layout.js";
import { specKey } from "./spec-key.js";

/** The kernel of a matrix product. All sizes are given, so that products of one arrangement share it. */
export function matmulCall({ node, sources, block, shape }: WholeOp): KernelCall | undefined {
  if (node.op !== "matmul") return undefined;
  const [a, b] = sources as readonly [Source, Source]; // a product has two operands
  const { transA, transB } = node.attributes;
  const batch = batchAxes(shape, a.layout, b.layout);
  if (a.kind !== "block" || b.kind !== "block" || batch === undefined || !isMatmulDType(block.dtype)) return undefined;
  const [m, n] = shape.slice(-2) as [number, number]; // rank ≥ 2
  const k = a.layout.shape.at(transA ? -2 : -1)!;
  const sizes: MatmulSpec<number> = {
    dtype: block.dtype,
    batch: batch.shape,
    m,
    k,
    n,
    a: matrix(a.layout, transA, batch.strides[0]),
    b: matrix(b.layout, transB, batch.strides[1]),
  };
  const all = matmulSizes(sizes);
  const spec: MatmulSpec = {
    dtype: block.dtype,
    batch: ["given", "given"],
    m: "given",
    k: "given",
    n: "given",
    a: arrangement(sizes.a),
    b: arrangement(sizes.b),
  };
  const isGiven = matmulSizes(spec).map((size) => size === "given");
  return {
    key: specKey("matmul", spec),
    emit: (builder) => emitMatmul(builder, spec),
    places: [
      { block, offset: 0 },
      { block: a.block, offset: a.layout.offset },
      { block: b.block, offset: b.layout.offset },
    ],
    sizes: all.filter((_, i) => isGiven[i]),
    tasks: matmulTasks(spec, batch.shape[0] * batch.shape[1], m, n),
  };
}

/** The dtypes that products are computed in; others are cast first. */
export function isMatmulDType(dtype: string): dtype is MatmulSpec["dtype"] {
  return dtype === "float32" || dtype === "int32" || dtype === "float64";
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
function arrangement({ row, column }: MatrixStrides<number>): MatrixStrides<Size> {
  if (column === 1) return { row: "given", column: 1, batch: ["given", "given"] };
  return { row: row === 1 ? 1 : "given", column: "given", batch: ["given", "given"] };
}
