import { checkFloat, checkPositive } from "../checks.js";
import { withVjp } from "../engine/with-vjp.js";
import { scope } from "../memory/scope.js";
import { gumbel } from "../random/continuous.js";
import type { Generator } from "../random/generator.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div } from "./binary.js";
import { toDType } from "./cast.js";
import { equal } from "./compare.js";
import { iota } from "./create.js";
import { argMax } from "./reduce.js";
import { softmax } from "./softmax.js";

export interface GumbelSoftmaxOptions {
  /** Toward 0 the result is one-hot, toward ∞ uniform; default 1. */
  readonly temperature?: number;
  /** True: one-hot values, with the gradient of the soft ones. Default false. */
  readonly hard?: boolean;
  /** The axis of the classes; default the last. */
  readonly axis?: number;
  readonly generator?: Generator;
}

/**
 * A differentiable draw from softmax(logits): softmax((logits + Gumbel noise)/temperature) (Jang et al. 2017). Shape stays.
 * @throws TenonError `invalid_argument` unless temperature > 0.
 * @example
 * gumbelSoftmax(tensor([0, 1000]), { hard: true }); // [0, 1]
 */
export function gumbelSoftmax(logits: TensorLike, options: GumbelSoftmaxOptions = {}): Tensor {
  const { temperature = 1, hard = false, axis = -1, generator } = options;
  const t = asTensor(logits, "gumbelSoftmax");
  checkPositive("gumbelSoftmax", "temperature", temperature);
  checkFloat("gumbelSoftmax", t.dtype, "logits");
  const a = normalizeAxis("gumbelSoftmax", axis, t.rank);
  const { shape, dtype, backend } = t;
  return scope(() => {
    const noise = gumbel(shape, { dtype, backend, ...(generator && { generator }) });
    const soft = softmax(div(add(t, noise), temperature), { axis: a });
    if (!hard) return soft;
    const oneHot = () => [
      toDType(equal(iota(shape, a, { backend }), argMax(soft, { axis: a, keepDims: true })), dtype),
    ];
    return withVjp("gumbelSoftmax", [soft], oneHot, { of: ([g]) => [g] })[0]!;
  });
}
