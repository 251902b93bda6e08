import { badDType, badShape } from "../checks.js";
import { fusedOp, fuses } from "../engine/fused-op.js";
import { scope } from "../memory/scope.js";
import type { Generator } from "../random/generator.js";
import { isFloat } from "../seam/dtype.js";
import { broadcastShapes, sameShape, stretches } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asOptional, asTensor, type TensorLike } from "../tensor-like.js";
import { squeeze, unsqueeze } from "./axes.js";
import { add, div, mul, sub } from "./binary.js";
import { toDType } from "./cast.js";
import { lessEqual } from "./compare.js";
import { iota } from "./create.js";
import { dropout } from "./dropout.js";
import { multiply } from "./matmul.js";
import { reshape, sumTo } from "./movement.js";
import { reduceMax, sum } from "./reduce.js";
import { softmax } from "./softmax.js";
import { exp, log } from "./unary.js";
import { where } from "./where.js";

/**
 * How many neighbouring query heads share one head of keys; 1 where heads match or broadcast. Without a batch axis before the
 * heads only a single head of keys is shared: there two counts that differ are batches that do not fit.
 */
const sharing = (q: Tensor, k: Tensor) => {
  const [heads, keyHeads] = [q.shape.at(-3) ?? 1, k.shape.at(-3) ?? 1];
  return heads > keyHeads && (keyHeads === 1 || (q.rank > 3 && keyHeads > 0)) ? heads / keyHeads : 1;
};

/** [..., H, T, D] → [..., H/g, g·T, D]: the queries that share keys as rows of one matrix, so that no key is repeated. */
const gathered = (x: Tensor, groups: number) =>
  groups === 1
    ? x
    : reshape(x, [...x.shape.slice(0, -3), x.shape.at(-3)! / groups, groups * x.shape.at(-2)!, x.shape.at(-1)!]);

/** [..., H/g, g·T, D] → [..., H, T, D] */
const parted = (x: Tensor, groups: number) =>
  groups === 1
    ? x
    : reshape(x, [...x.shape.slice(0, -3), x.shape.at(-3)! * groups, x.shape.at(-2)! / groups, x.shape.at(-1)!]);

/** Scores q·kᵀ·scale with the mask applied: q [..., H, T, D], k [..., H/g, S, D] → [..., H, T, S] */
function scoresOf(q: Tensor, k: Tensor, mask: Tensor | undefined, scale: number, causal: boolean): Tensor {
  const groups = sharing(q, k);
  let scores = parted(multiply(gathered(mul(q, scale), groups), k, false, true), groups);
  if (mask !== undefined && mask.dtype !== "bool") scores = add(scores, mask);
  return hide(scores, mask, causal, Number.NEGATIVE_INFINITY);
}

/** Scores [..., T, S] with `value` where a query does not look. */
function hide(scores: Tensor, mask: Tensor | undefined, causal: boolean, value: number): Tensor {
  const seen = mask?.dtype === "bool" ? where(mask, scores, value) : scores;
  if (!causal) return seen;
  const square = seen.shape.slice(-2);
  const { backend } = seen;
  const past = lessEqual(iota(square, 1, { backend }), iota(square, 0, { backend })); // [T, S]: key ≤ query
  return where(past, seen, value);
}

/** weights [..., H, T, S] × v [..., H/g, S, E] → [..., H, T, E] */
function weigh(weights: Tensor, q: Tensor, v: Tensor): Tensor {
  const groups = sharing(q, v);
  return parted(multiply(gathered(weights, groups), v, false, false), groups);
}

/**
 * For backends with a kernel: saves out and L = log Σ exp(scores), and computes the weights again in the backward pass
 * (Dao 2023, alg. 2). Composed, that takes longer than to keep the weights.
 */
const attentionOp = /* @__PURE__ */ fusedOp("attention", {
  compose: ([q, k, v, mask], { scale, causal }) => {
    const scores = scoresOf(q!, k!, mask, scale, causal);
    const peak = reduceMax(scores, [scores.rank - 1]); // [..., T, 1]; subtracted first, so that large scores keep their digits
    const e = exp(sub(scores, peak));
    const total = sum(e, { axis: -1, keepDims: true }); // [..., T, 1]
    return [weigh(div(e, total), q!, v!), squeeze(add(log(total), peak), -1)];
  },
  inputs: [0, 1, 2, 3],
  outputs: [0, 1],
  vjp: ([g], [q, k, v, mask], [out, logSum], { scale, causal }) => {
    const delta = sum(mul(g!, out!), { axis: -1 }); // [..., H, T]
    const wantsMask = mask?.node !== undefined;
    return attentionBackward([g!, q!, k!, v!, delta, logSum!, ...(mask ? [mask] : [])], { scale, causal, wantsMask });
  },
});

/** P = exp(scores − L), δ = Σ g·out, dV = Pᵀ·g, dS = P∘(g·Vᵀ − δ), dQ = dS·K·scale, dK = dSᵀ·Q·scale (Dao et al. 2022, app. B.2). */
const attentionBackward = /* @__PURE__ */ fusedOp("attentionBackward", {
  compose: ([g, q, k, v, , logSum, mask], { scale, causal, wantsMask }) => {
    const groups = sharing(q!, k!);
    // L rounds where scores are large: the sum mends that, and lets the weights depend on q and k alone.
    const e = exp(sub(scoresOf(q!, k!, mask, scale, causal), unsqueeze(logSum!.detach(), -1)));
    const weights = div(e, sum(e, { axis: -1, keepDims: true })); // [..., H, T, S]
    const rows = gathered(g!, groups);
    const toWeights = parted(multiply(rows, v!, false, true), groups); // [..., H, T, E] × [..., H/g, S, E]ᵀ → [..., H, T, S]
    // δ anew from these weights: exact where one key has all of the weight
    const delta = sum(mul(weights, toWeights), { axis: -1, keepDims: true });
    const toScores = hide(mul(weights, sub(toWeights, delta)), mask, causal, 0);
    const slopes = gathered(toScores, groups);
    return [
      sumTo(mul(weigh(toScores, q!, k!), scale), q!.shape),
      sumTo(multiply(slopes, gathered(mul(q!, scale), groups), true, false), k!.shape),
      sumTo(multiply(gathered(weights, groups), rows, true, false), v!.shape),
      ...(wantsMask ? [sumTo(toScores, mask!.shape)] : []),
    ];
  },
});

export interface AttentionOptions {
  /** bool (true: look there) or float (added to the scores), broadcast to [..., H, T, S]. */
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
 * Shapes: q [..., H, T, D], k [..., H/g, S, D], v [..., H/g, S, E] → [..., H, T, E]; leading axes broadcast. Where there are
 * fewer heads of keys than of queries, g neighbouring query heads share one, which is not repeated (Ainslie et al. 2023).
 * A query whose keys are all masked gives NaN, as in PyTorch.
 *
 * @throws TenonError `shape_mismatch` when sizes do not fit; `dtype_mismatch` unless q, k and v are floats of one dtype.
 * @example
 * scaledDotProductAttention(ones([1, 2, 4]), ones([1, 2, 4]), ones([1, 2, 3])).shape; // [1, 2, 3]
 */
export function scaledDotProductAttention(
  query: TensorLike,
  key: TensorLike,
  value: TensorLike,
  options: AttentionOptions = {},
): Tensor {
  const [q, k, v] = [query, key, value].map((x) => asTensor(x, "attention")) as [Tensor, Tensor, Tensor]; // map keeps the count
  const { causal = false, scale = 1 / Math.sqrt(q.shape.at(-1)!), dropout: probability = 0, generator } = options;
  const given = asOptional(options.mask, "attention");
  check(q, k, v, given);
  return scope(() => {
    const mask = given && (given.dtype === "bool" ? given : toDType(given, q.dtype));
    const inputs = mask ? [q, k, v, mask] : [q, k, v];
    if (probability === 0 && fuses("attention", inputs)) return attentionOp(inputs, { scale, causal })[0]!;
    const weights = softmax(scoresOf(q, k, mask, scale, causal));
    return weigh(dropout(weights, { probability, ...(generator && { generator }) }), q, v);
  });
}

function check(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | undefined): void {
  const groups = sharing(q, k);
  const lead = [...q.shape.slice(0, -3), ...q.shape.slice(-3, -2).map((heads) => heads / groups)];
  const batch = broadcastShapes(lead, k.shape.slice(0, -2));
  const fits =
    q.rank >= 2 &&
    k.rank === v.rank &&
    q.shape.at(-1) === k.shape.at(-1) &&
    sameShape(k.shape.slice(0, -1), v.shape.slice(0, -1)) &&
    Number.isInteger(groups) &&
    batch !== undefined;
  if (!fits)
    throw badShape(
      "attention",
      { query: q, key: k, value: v },
      "query [..., H, T, D], key [..., H/g, S, D], value [..., H/g, S, E]",
    );
  if (!isFloat(q.dtype) || k.dtype !== q.dtype || v.dtype !== q.dtype)
    throw badDType("attention", { query: q.dtype, key: k.dtype, value: v.dtype }, "floats of one dtype");
  if (mask === undefined) return;
  const heads = batch.at(-1);
  const scores = [
    ...batch.slice(0, -1),
    ...(heads === undefined ? [] : [heads * groups]),
    q.shape.at(-2)!,
    k.shape.at(-2)!,
  ];
  if (!stretches(mask.shape, scores))
    throw badShape("attention", { mask, scores }, "a mask that broadcasts to the scores");
  if (mask.dtype !== "bool" && !isFloat(mask.dtype))
    throw badDType(
      "attention",
      { mask: mask.dtype },
      "bools (true: look there), or floats that are added to the scores",
    );
}
