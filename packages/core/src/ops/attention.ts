import { fusedOp } from "../engine/fused-op.js";
import { TenonError } from "../errors.js";
import { scope } from "../memory/scope.js";
import type { Generator } from "../random/generator.js";
import { broadcastShapes, sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { add, div, mul, sub } from "./binary.js";
import { lessEqual } from "./compare.js";
import { iota } from "./create.js";
import { dropout } from "./dropout.js";
import { multiply } from "./matmul.js";
import { squeeze } from "./movement.js";
import { reduceMax, sum } from "./reduce.js";
import { softmax } from "./softmax.js";
import { exp, log } from "./unary.js";
import { where } from "./where.js";

/** Scores q·kᵀ·scale with the mask applied: q [..., T, D], k [..., S, D] → [..., T, S] */
function scoresOf(q: Tensor, k: Tensor, mask: Tensor | undefined, scale: number, causal: boolean): Tensor {
  let scores = mul(multiply(q, k, false, true), scale);
  if (mask !== undefined)
    scores = mask.dtype === "bool" ? where(mask, scores, Number.NEGATIVE_INFINITY) : add(scores, mask);
  if (!causal) return scores;
  const square = scores.shape.slice(-2);
  const { backend } = q;
  const past = lessEqual(iota(square, 1, { backend }), iota(square, 0, { backend })); // [T, S]: key ≤ query
  return where(past, scores, Number.NEGATIVE_INFINITY);
}

const attentionOp = fusedOp("attention", {
  compose: ([q, k, v, mask], { scale, causal }) => {
    const scores = scoresOf(q!, k!, mask, scale, causal);
    const peak = reduceMax(scores, [scores.rank - 1]).detach(); // [..., T, 1]; subtracted first, so that large scores keep their digits
    const e = exp(sub(scores, peak));
    const total = sum(e, { axis: -1, keepDims: true }); // [..., T, 1]
    return [multiply(div(e, total), v!, false, false), squeeze(add(log(total), peak), -1)];
  },
});

export interface AttentionOptions {
  /** bool (true: look there) or float (added to the scores), broadcast to [..., T, S]. */
  readonly mask?: TensorLike | undefined;
  /** A query sees only keys at its own position and before. */
  readonly causal?: boolean;
  /** Factor of the scores; default 1/√D. */
  readonly scale?: number;
  /** Probability of dropping an attention weight; default 0. */
  readonly dropout?: number;
  /** The stream that dropout draws from. */
  readonly generator?: Generator | undefined;
}

/**
 * Attention softmax(q·kᵀ·scale)·v (Vaswani et al. 2017, eq. 1).
 * Shapes: q [..., T, D], k [..., S, D], v [..., S, E] → [..., T, E]; leading axes broadcast.
 * A query whose keys are all masked gives NaN, as in PyTorch.
 *
 * @throws TenonError `shape_mismatch` when sizes do not fit.
 * @example
 * scaledDotProductAttention(ones([1, 2, 4]), ones([1, 2, 4]), ones([1, 2, 3])).shape; // [1, 2, 3]
 */
export function scaledDotProductAttention(
  query: TensorLike,
  key: TensorLike,
  value: TensorLike,
  options: AttentionOptions = {},
): Tensor {
  const [q, k, v] = [query, key, value].map((x) => asTensor(x, "attention")) as [Tensor, Tensor, Tensor];
  checkShapes(q, k, v);
  const { causal = false, scale = 1 / Math.sqrt(q.shape.at(-1)!), dropout: probability = 0 } = options;
  const mask = options.mask === undefined ? undefined : asTensor(options.mask, "attention");
  return scope(() => {
    if (probability === 0) return attentionOp(mask ? [q, k, v, mask] : [q, k, v], { scale, causal })[0]!;
    const { generator } = options;
    const weights = dropout(softmax(scoresOf(q, k, mask, scale, causal)), {
      probability,
      ...(generator && { generator }),
    });
    return multiply(weights, v, false, false);
  });
}

function checkShapes(q: Tensor, k: Tensor, v: Tensor): void {
  const fits =
    q.rank >= 2 &&
    k.rank === v.rank &&
    q.shape.at(-1) === k.shape.at(-1) &&
    sameShape(k.shape.slice(0, -1), v.shape.slice(0, -1)) &&
    broadcastShapes(q.shape.slice(0, -2), k.shape.slice(0, -2)) !== undefined;
  if (!fits)
    throw new TenonError(
      "shape_mismatch",
      `attention: q [..., T, D], k [..., S, D] and v [..., S, E] were expected, ${[q, k, v].map((x) => showShape(x.shape)).join(", ")} were given`,
      "equal D in q and k, equal S in k and v",
      { query: q.shape, key: k.shape, value: v.shape },
    );
}
