import { badDType, badShape } from "../checks.js";
import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { scope } from "../memory/scope.js";
import { isFloat } from "../seam/dtype.js";
import type { ValueInfo } from "../seam/infer.js";
import type { ScatterOp } from "../seam/op-names.js";
import { normalizeAxis, sameShape, sizeOf, stridesOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, mul } from "./binary.js";
import { toDType } from "./cast.js";
import { equal } from "./compare.js";
import { iota, zeros } from "./create.js";
import { reshape } from "./movement.js";
import { where } from "./where.js";

/** dx: g added at the indices that were read. */
const gatherDerivative: Derivative<"gather"> = (index, { axis }, [x]) => {
  if (index !== 0) return undefined;
  const { shape, dtype } = x as ValueInfo; // gather takes tensors
  return {
    uses: [1],
    of: (g, indices) => scatterAlong("add", zeros(shape, { dtype, backend: g.backend }), indices!, g, axis),
  };
};

/** The gather primitive: the shape of `indices` (int32) replaces `axis`. */
export function gatherAlong(x: Tensor, indices: Tensor, axis: number): Tensor {
  return run("gather", [x, indices], { axis }, gatherDerivative);
}

/** add: dbase = g, dupdates = g at the indices. set: only elements that survive pass a gradient. */
const scatterDerivative: Derivative<"scatter"> = (index, { op, axis }, [, , updates]) => {
  const { shape } = updates as ValueInfo; // scatter takes tensors
  if (index === 0)
    return op === "add"
      ? { uses: [], of: (g) => g }
      : {
          uses: [1],
          of: (g, indices) =>
            scatterAlong("set", g, indices!, zeros(shape, { dtype: g.dtype, backend: g.backend }), axis),
        };
  if (index === 1) return undefined;
  return {
    uses: [1],
    of: (g, indices) => {
      const flow = gatherAlong(g, indices!, axis);
      return op === "add" ? flow : where(winners(g.shape, indices!, shape, axis), flow, 0);
    },
  };
};

/** Which updates a scatter-set leaves standing: each writes its number, and reads back whose number stands. */
function winners(base: readonly number[], indices: Tensor, updates: readonly number[], axis: number): Tensor {
  const { backend } = indices;
  const numbers = reshape(iota([sizeOf(updates)], 0, { backend }), updates);
  const written = scatterAlong("set", zeros(base, { dtype: "int32", backend }), indices, numbers, axis);
  return equal(gatherAlong(written, indices, axis), numbers);
}

/** The scatter primitive: a copy of `base` with `updates`, shaped as `gatherAlong` returns, set or added. */
export function scatterAlong(op: ScatterOp, base: Tensor, indices: Tensor, updates: Tensor, axis: number): Tensor {
  return run("scatter", [base, indices, updates], { op, axis }, scatterDerivative);
}

/**
 * Entries along an axis (default 0) by index, as np.take: the shape of `indices` replaces the axis. Negative indices are errors.
 *
 * @throws TenonError `index_out_of_range`; `dtype_mismatch` when `indices` are not integers.
 * @example
 * take(tensor([[1, 2], [3, 4]]), tensor([1, 0], { dtype: "int32" })); // [[3, 4], [1, 2]]
 */
export function take(x: TensorLike, indices: TensorLike, { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  const t = asTensor(x, "take");
  const i = asIndices("take", indices);
  const a = normalizeAxis("take", axis, t.rank);
  return i.dtype === "int32" ? gatherAlong(t, i, a) : scope(() => gatherAlong(t, toDType(i, "int32"), a));
}

/**
 * One element of `x` for each index, as torch.gather: result[i][j] = x[index[i][j]][j] for axis 0.
 * Shapes: x [...S], index of the same rank, no larger than S beside `axis` → shape of index.
 *
 * @throws TenonError `shape_mismatch`, `index_out_of_range`, `dtype_mismatch`.
 * @example
 * gather(tensor([[1, 2], [3, 4]]), 1, tensor([[1], [0]], { dtype: "int32" })); // [[2], [3]]
 */
export function gather(x: TensorLike, axis: number, index: TensorLike): Tensor {
  const t = asTensor(x, "gather");
  const i = asIndices("gather", index);
  const a = normalizeAxis("gather", axis, t.rank);
  checkElementwiseIndex("gather", t.shape, i.shape, a);
  return scope(() => gatherAlong(reshape(t, [-1]), elementPositions(t, i, a), 0));
}

/**
 * A copy of `x` with `updates` written at `index` along `axis`, as torch.scatter; of several at one place the last wins.
 * @throws TenonError `shape_mismatch`, `index_out_of_range`, `dtype_mismatch`.
 * @example
 * scatter(tensor([0, 0]), 0, tensor([1], { dtype: "int32" }), tensor([5])); // [0, 5]
 */
export const scatter = (x: TensorLike, axis: number, index: TensorLike, updates: TensorLike): Tensor =>
  scatterElements("set", "scatter", x, axis, index, updates);

/**
 * A copy of `x` with `updates` added at `index` along `axis`, as torch.scatter_add.
 * @example
 * scatterAdd(tensor([1, 1]), 0, tensor([1, 1], { dtype: "int32" }), tensor([5, 6])); // [1, 12]
 */
export const scatterAdd = (x: TensorLike, axis: number, index: TensorLike, updates: TensorLike): Tensor =>
  scatterElements("add", "scatterAdd", x, axis, index, updates);

function scatterElements(
  mode: ScatterOp,
  op: string,
  x: TensorLike,
  axis: number,
  index: TensorLike,
  updates: TensorLike,
): Tensor {
  const { t, i, u, a } = elementUpdates(op, x, axis, index, updates);
  return scope(() => {
    const positions = reshape(elementPositions(t, i, a), [-1]);
    const values = reshape(toDType(u, t.dtype), [-1]);
    return reshape(scatterAlong(mode, reshape(t, [-1]), positions, values, 0), t.shape);
  });
}

/** The checked arguments of ops that write one update for each index. */
export function elementUpdates(op: string, x: TensorLike, axis: number, index: TensorLike, updates: TensorLike) {
  const t = asTensor(x, op);
  const i = asIndices(op, index);
  const u = asTensor(updates, op);
  const a = normalizeAxis(op, axis, t.rank);
  checkElementwiseIndex(op, t.shape, i.shape, a);
  if (!sameShape(u.shape, i.shape)) throw badShape(op, { index: i, updates: u }, "one update for each index");
  return { t, i, u, a };
}

/** The row-major position in `x` of each element that `index` names along `axis`. */
export function elementPositions(x: Tensor, index: Tensor, axis: number): Tensor {
  const i = within(index, x.shape[axis]!, axis);
  return positionsIn(
    x.shape,
    x.shape.map((_, k) => (k === axis ? i : iota(i.shape, k, { backend: i.backend }))),
  );
}

/** Row-major positions in a tensor of `shape`: indices of each axis in, which broadcast. */
export function positionsIn(shape: readonly number[], indices: readonly Tensor[]): Tensor {
  const strides = stridesOf(shape);
  return indices.map((i, k) => (strides[k] === 1 ? i : mul(i, strides[k]!))).reduce((a, b) => add(a, b));
}

/**
 * Indices as int32, read through a table of the axis: one outside is refused by its own number, before a joint position could
 * wander into a neighbouring row, and a compiled step sees what the indices are for.
 */
export function within(index: Tensor, size: number, axis: number): Tensor {
  const table = iota([...Array<number>(axis).fill(1), size], axis, { backend: index.backend });
  return reshape(gatherAlong(table, reshape(toDType(index, "int32"), [-1]), axis), index.shape);
}

function checkElementwiseIndex(op: string, shape: readonly number[], index: readonly number[], axis: number): void {
  if (index.length === shape.length && index.every((n, k) => k === axis || n <= shape[k]!)) return;
  throw badShape(
    op,
    { x: shape, index, axis },
    "an index of the same rank, no larger beside the axis",
    "take() for whole rows",
  );
}

/** The tensor of indices; throws unless they are integers. */
export function asIndices(op: string, indices: TensorLike): Tensor {
  const i = asTensor(indices, op);
  if (isFloat(i.dtype) || i.dtype === "bool")
    throw badDType(op, { indices: i.dtype }, "integers", 'tensor([...], { dtype: "int32" }) or x.cast("int32")');
  return i;
}
