import { checkFloat } from "../checks.js";
import { fusedOp } from "../engine/fused-op.js";
import { scope } from "../memory/scope.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { div, mul, sub } from "./binary.js";
import { reduceMax, sum } from "./reduce.js";
import { exp, log, neg } from "./unary.js";

/** y = eˣ / Σ eˣ; dx = (g − Σ g·y)·y. */
const softmaxOp = /* @__PURE__ */ fusedOp("softmax", {
  compose: ([x], { axis }) => {
    const e = exp(sub(x!, reduceMax(x!, [axis])));
    return [div(e, sum(e, { axis, keepDims: true }))];
  },
  outputs: [0],
  vjp: ([g], _, [y], { axis }) => [softmaxBackward([g!, y!], { axis })[0]],
});

const softmaxBackward = /* @__PURE__ */ fusedOp("softmaxBackward", {
  compose: ([g, y], { axis }) => {
    const gy = mul(g!, y!);
    return [sub(gy, mul(y!, sum(gy, { axis, keepDims: true })))];
  },
});

/** y = x − log Σ eˣ, for x without its maximum, so that large x keep their digits; dx = g − eʸ·Σ g. */
const logSoftmaxOp = /* @__PURE__ */ fusedOp("logSoftmax", {
  compose: ([x], { axis }) => {
    const low = sub(x!, reduceMax(x!, [axis]));
    return [sub(low, log(sum(exp(low), { axis, keepDims: true })))];
  },
  outputs: [0],
  vjp: ([g], _, [y], { axis }) => [logSoftmaxBackward([g!, y!], { axis })[0]],
});

const logSoftmaxBackward = /* @__PURE__ */ fusedOp("logSoftmaxBackward", {
  compose: ([g, y], { axis }) => [sub(g!, mul(exp(y!), sum(g!, { axis, keepDims: true })))],
});

/** The axis along which probabilities sum to 1; the last by default. */
export interface SoftmaxOptions {
  readonly axis?: number;
}

/**
 * Softmax eˣ / Σ eˣ along an axis, without overflow. Shape stays.
 * @throws TenonError `dtype_mismatch` for integers.
 * @example
 * softmax(tensor([0, 0])); // [0.5, 0.5]
 */
export const softmax = (x: TensorLike, options: SoftmaxOptions = {}): Tensor =>
  alongAxis("softmax", softmaxOp, x, options);

/**
 * log softmax(x) along an axis, exact where softmax underflows. Shape stays.
 * @example
 * logSoftmax(tensor([0, 0])); // [-0.6931, -0.6931]
 */
export const logSoftmax = (x: TensorLike, options: SoftmaxOptions = {}): Tensor =>
  alongAxis("logSoftmax", logSoftmaxOp, x, options);

/**
 * Softmax of −x along an axis. Shape stays.
 * @throws TenonError `dtype_mismatch` for integers.
 * @example
 * softmin(tensor([0, 1000])); // [1, 0]
 */
export const softmin = (x: TensorLike, options: SoftmaxOptions = {}): Tensor =>
  scope(() => alongAxis("softmin", softmaxOp, neg(x), options));

function alongAxis(
  op: string,
  f: (inputs: readonly Tensor[], attributes: { readonly axis: number }) => Tensor[],
  x: TensorLike,
  { axis = -1 }: SoftmaxOptions,
): Tensor {
  const t = asTensor(x, op);
  checkFloat(op, t.dtype);
  if (t.rank === 0) return scope(() => alongAxis(op, f, t.reshape([1]), { axis: 0 }).reshape([]));
  return f([t], { axis: normalizeAxis(op, axis, t.rank) })[0]!;
}
