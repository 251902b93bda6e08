import { badShape } from "../checks.js";
import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { promote } from "../seam/dtype.js";
import type { ValueInfo } from "../seam/infer.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { toDType } from "./cast.js";
import { reshape, sumTo } from "./movement.js";

/** y = A·B with A = a or aᵀ, B = b or bᵀ; dA = g·Bᵀ, dB = Aᵀ·g, each as the flags store it. */
const derivative: Derivative<"matmul"> = (index, { transA, transB }, inputs) => {
  const { shape } = inputs[index] as ValueInfo; // matmul takes tensors
  if (index === 0)
    return {
      uses: [1],
      of: (g, b) => sumTo(transA ? multiply(b!, g, transB, true) : multiply(g, b!, false, !transB), shape),
    };
  return {
    uses: [0],
    of: (g, a) => sumTo(transB ? multiply(g, a!, true, transA) : multiply(a!, g, !transA, false), shape),
  };
};

/** The matmul primitive on tensors of rank ≥ 2 and one dtype. */
export function multiply(a: Tensor, b: Tensor, transA: boolean, transB: boolean): Tensor {
  return run("matmul", [a, b], { transA, transB }, derivative);
}

/** Transposes applied to the last two axes before multiplying. */
export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * Matrix product: a [..., m, k] × b [..., k, n] → [..., m, n]; leading axes broadcast.
 * A tensor of rank 1 is a row (a) or a column (b) whose extra axis is dropped from the result, as torch.matmul.
 *
 * @throws TenonError `shape_mismatch` when inner sizes or batch axes do not fit.
 * @example
 * matmul(tensor([[1, 2]]), tensor([[3], [4]])); // [[11]]
 */
export function matmul(a: TensorLike, b: TensorLike, options: MatmulOptions = {}): Tensor {
  const x = asTensor(a, "matmul");
  const y = asTensor(b, "matmul");
  const { transposeA = false, transposeB = false } = options;
  const plain = x.rank >= 2 && y.rank >= 2 && x.dtype === y.dtype && x.dtype !== "bool";
  if (plain && (x.rank === 2 || y.rank > 2 || transposeA)) return multiply(x, y, transposeA, transposeB);
  return scope(() => general(x, y, transposeA, transposeB));
}

function general(x: Tensor, y: Tensor, transA: boolean, transB: boolean): Tensor {
  if (x.rank === 0 || y.rank === 0) throw badShape("matmul", { a: x, b: y }, "rank 1 or more", "mul for scalars");
  const dtype = x.dtype === "bool" && y.dtype === "bool" ? "int32" : promote(x.dtype, y.dtype);
  const a = toDType(x.rank === 1 ? reshape(x, transA ? [-1, 1] : [1, -1]) : x, dtype);
  const b = toDType(y.rank === 1 ? reshape(y, transB ? [1, -1] : [-1, 1]) : y, dtype);
  // One matrix for all rows: a single large product, and no sum over batches in its gradient.
  const flat = b.rank === 2 && a.rank > 2 && !transA && a.size > 0;
  const product = flat
    ? reshape(multiply(reshape(a, [-1, a.shape[a.rank - 1]!]), b, false, transB), [
        ...a.shape.slice(0, -1),
        b.shape[transB ? 0 : 1]!,
      ])
    : multiply(a, b, transA, transB);
  if (x.rank > 1 && y.rank > 1) return product;
  const rows = x.rank > 1 ? product.shape.slice(-2, -1) : [];
  const columns = y.rank > 1 ? product.shape.slice(-1) : [];
  return reshape(product, [...product.shape.slice(0, -2), ...rows, ...columns]);
}
