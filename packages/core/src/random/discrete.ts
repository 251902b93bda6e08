import { badArgument, badShape } from "../checks.js";
import { scope } from "../memory/scope.js";
import { moveAxis, unsqueeze } from "../ops/axes.js";
import { add, mod } from "../ops/binary.js";
import { toWide } from "../ops/cast.js";
import { narrow } from "../ops/movement.js";
import { argMax, checkNotEmpty } from "../ops/reduce.js";
import { argsort } from "../ops/sort.js";
import { log } from "../ops/unary.js";
import { normalizeAxis, showShape, stretches } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { gumbel } from "./continuous.js";
import { draw, made, type RandomOptions } from "./draw.js";
import type { Generator } from "./generator.js";

/**
 * Random integers in [low, high), int32.
 * @throws TenonError `invalid_argument` unless low < high are int32 at most 2³¹ − 1 apart.
 * @example
 * randint(0, 6, [3]);
 */
export function randint(low: number, high: number, shape: readonly number[], options: RandomOptions = {}): Tensor {
  const range = high - low;
  const fits = Number.isInteger(low) && Number.isInteger(high) && low >= -(2 ** 31) && high <= 2 ** 31;
  if (!fits || range < 1 || range >= 2 ** 31)
    throw badArgument("randint", { low, high }, "integers low < high at most 2^31 − 1 apart");
  return scope(() => made(add(mod(draw(shape, "int32", options), range), low), { dtype: "int32", ...options }));
}

export interface CategoricalOptions {
  /** The axis of the classes; default the last. */
  readonly axis?: number;
  /** Shape of the result, to which that of the logits without `axis` stretches; default: that shape. */
  readonly shape?: readonly number[];
  readonly generator?: Generator;
}

/**
 * Draws of classes with probabilities softmax(logits), int32, by the largest of logits + Gumbel noise (Maddison et al. 2014).
 * Shapes: [..., C] → [...], or `shape`.
 * @throws TenonError `shape_mismatch` when the logits do not stretch to `shape`.
 * @example
 * categorical(tensor([0, 100])); // 1
 */
export function categorical(logits: TensorLike, { axis = -1, shape, generator }: CategoricalOptions = {}): Tensor {
  const t = asTensor(logits, "categorical");
  const a = normalizeAxis("categorical", axis, t.rank);
  checkNotEmpty("categorical", t, [a]);
  const batch = t.shape.filter((_, i) => i !== a);
  const wanted = shape ?? batch;
  if (!stretches(batch, wanted))
    throw badShape("categorical", { logits: t, axis: a, shape: wanted }, `a shape that ends in ${showShape(batch)}`);
  return scope(() => {
    const scores = toWide(moveAxis(t.detach(), a, -1)); // [..., C]
    return argMax(add(scores, noise([...wanted, t.shape[a]!], t, generator)), { axis: -1 });
  });
}

const noise = (shape: readonly number[], { backend }: Tensor, generator: Generator | undefined): Tensor =>
  gumbel(shape, { backend, ...(generator && { generator }) });

export interface MultinomialOptions {
  /** True: a class may be drawn again. Default false. */
  readonly replacement?: boolean;
  readonly generator?: Generator;
}

/**
 * `count` draws of classes with probabilities in proportion to weights ≥ 0, int32 (torch.multinomial). Without replacement, by
 * the largest of log-weights + Gumbel noise (Vieira 2014); weights of 0 are drawn when no others are left.
 * Shapes: [..., C] → [..., count].
 * @throws TenonError `invalid_argument` unless count is an integer ≥ 1, and ≤ C without replacement.
 * @example
 * multinomial(tensor([0, 3, 0]), 2, { replacement: true }); // [1, 1]
 */
export function multinomial(
  weights: TensorLike,
  count: number,
  { replacement = false, generator }: MultinomialOptions = {},
): Tensor {
  const t = asTensor(weights, "multinomial");
  const classes = t.shape[normalizeAxis("multinomial", -1, t.rank)]!;
  if (!Number.isInteger(count) || count < 1 || (!replacement && count > classes))
    throw badArgument(
      "multinomial",
      { weights: t, count },
      "a count from 1, without replacement up to the number of classes",
    );
  return scope(() => {
    const scores = log(toWide(t.detach())); // [..., C]
    if (!replacement)
      return narrow(argsort(add(scores, noise(t.shape, t, generator)), { descending: true }), -1, 0, count);
    const shape = [...t.shape.slice(0, -1), count];
    return categorical(unsqueeze(scores, -2), { shape, ...(generator && { generator }) });
  });
}
