import { badArgument, badShape, checkInteger } from "../checks.js";
import { scope } from "../memory/scope.js";
import { sameShape, showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { squeeze } from "./axes.js";
import { add, div, logicalAnd, maximum, minimum, mul, sub } from "./binary.js";
import { toDType, toWide } from "./cast.js";
import { equal, greater, less, notEqual } from "./compare.js";
import { full, iota, tensor, zeros } from "./create.js";
import { broadcastTo, narrow, reshape } from "./movement.js";
import { type LossOptions, reduceLoss } from "./mse-loss.js";
import { pad } from "./pad.js";
import { concat, stack, unbind } from "./pieces.js";
import { reduceMax, sum } from "./reduce.js";
import { cumsum } from "./scan.js";
import { asIndices, gather, take } from "./take.js";
import { exp, log, neg } from "./unary.js";
import { where } from "./where.js";
import { windows } from "./windows.js";

export interface CtcLossOptions extends LossOptions {
  /** The class that stands for no label; default 0. */
  readonly blank?: number;
  /** Whether a target that cannot be reached counts 0 instead of ∞; default false. Its gradient is 0 either way. */
  readonly zeroInfinity?: boolean;
}

/** A length for each example, as integers; a single number for an unbatched call. Numbers need less work than tensors. */
export type Lengths = TensorLike | readonly number[] | number;

/** Stands for log 0: sums of it stay finite, so that gradients do too. */
const NEVER = -1e30;

/**
 * Connectionist temporal classification: −log of the probability that a sequence of classes, with blanks and repetitions
 * removed, is the target (Graves et al. 2006, §4.1), as torch.nn.functional.ctc_loss. The mean divides by target lengths first.
 * Shapes: logProbabilities [T, N, C], targets [N, S] or all of them in a row [ΣS], lengths [N] → [] or [N]; or, for one
 * example, [T, C], [S] and numbers → []. Lengths beyond T count as T. In a compiled step lengths may be tensors.
 *
 * @throws TenonError `shape_mismatch`; `invalid_argument` for lengths and blanks out of range; `dtype_mismatch`.
 * @example
 * const even = tensor([[-0.6931, -0.6931]]); // one step, two classes
 * ctcLoss(even, tensor([1], { dtype: "int32" }), 1, 1); // 0.6931
 */
export function ctcLoss(
  logProbabilities: TensorLike,
  targets: TensorLike,
  inputLengths: Lengths,
  targetLengths: Lengths,
  options: CtcLossOptions = {},
): Tensor {
  const given = asTensor(logProbabilities, "ctcLoss");
  const labels = asIndices("ctcLoss", targets);
  const { blank = 0, zeroInfinity = false, reduction = "mean" } = options;
  const [steps, batch, classes] = given.rank === 2 ? [given.shape[0]!, 1, given.shape[1]!] : given.shape;
  const isList = given.rank === 3 && labels.rank === 1;
  if (
    (given.rank !== 3 && given.rank !== 2) ||
    labels.rank !== (isList ? 1 : given.rank - 1) ||
    (labels.rank === 2 && labels.shape[0] !== batch)
  )
    throw badShape(
      "ctcLoss",
      { logProbabilities: given, targets: labels },
      "[T, N, C] with [N, S] or a list of all targets, or [T, C] with [S]",
    );
  checkInteger("ctcLoss", "blank", blank, 0, classes! - 1);
  const inputs = lengthsOf("inputLengths", inputLengths, batch!, steps!);
  const counts = lengthsOf(
    "targetLengths",
    targetLengths,
    batch!,
    isList ? Number.POSITIVE_INFINITY : labels.shape.at(-1)!,
  );
  const total = Array.isArray(counts) && isList ? counts.reduce((a, b) => a + b, 0) : labels.size;
  if (total !== labels.size) throw badShape("ctcLoss", { targets: labels, total }, "as many targets as lengths say");
  return scope(() => {
    const x = toWide(given.rank === 2 ? reshape(given, [steps!, 1, classes!]) : given);
    const { backend } = x;
    const asColumn = (lengths: Tensor | readonly number[]) =>
      Array.isArray(lengths)
        ? tensor(Int32Array.from(lengths), { shape: [batch!, 1], backend })
        : reshape(toDType(lengths as Tensor, "int32"), [batch!, 1]); // not an array
    const [reach, size] = [asColumn(inputs), asColumn(counts)]; // [N, 1]
    const index = toDType(labels, "int32");
    const longest = Array.isArray(counts) ? Math.max(0, ...counts) : labels.shape.at(-1)!;
    const padded = isList ? rowsOf(index, size, longest) : reshape(index, [batch!, -1]);
    const likelihood = reached(x, narrow(padded, 1, 0, longest), reach, size, blank); // [N]
    const isNever = less(likelihood, NEVER / 10);
    const each = where(isNever, zeroInfinity ? 0 : Number.POSITIVE_INFINITY, neg(likelihood));
    const losses = reduction === "mean" ? div(each, toDType(maximum(reshape(size, [-1]), 1), x.dtype)) : each;
    const result = reduceLoss(losses, reduction);
    return toDType(given.rank === 2 ? reshape(result, []) : result, given.dtype);
  });
}

/** The list of all targets as rows [N, S], for lengths [N, 1]. */
function rowsOf(list: Tensor, size: Tensor, longest: number): Tensor {
  const { backend } = list;
  const shape = [size.shape[0]!, longest];
  if (list.size === 0 || longest === 0) return zeros(shape, { dtype: "int32", backend });
  const start = cumsum(size, { axis: 0, exclusive: true });
  return take(list, minimum(add(start, iota(shape, 1, { backend })), list.size - 1));
}

/**
 * The forward algorithm in logarithms (Graves et al. 2006, eq. 5–8): α[t, s] sums over all paths that end, after t steps, in
 * place s of the target with blanks between its labels. x [T, N, C], target [N, S], lengths [N, 1] → [N].
 */
function reached(x: Tensor, target: Tensor, reach: Tensor, size: Tensor, blank: number): Tensor {
  const { backend, dtype } = x;
  const [steps, batch] = x.shape as [number, number];
  const longest = target.shape[1]!;
  const places = 2 * longest + 1;
  const used = less(iota([batch, longest], 1, { backend }), size);
  const spread = { lo: [0, 1], hi: [0, longest > 0 ? 1 : 0], interior: [0, 1], value: blank };
  const labels = pad(where(used, target, blank), spread); // [N, 2S + 1]: blank, label, blank, …
  const before = pad(labels, { lo: [0, 2], hi: [0, -2], value: -1 });
  const maySkip = logicalAnd(notEqual(labels, blank), notEqual(labels, before));
  const open = zeros([batch, places], { dtype, backend });
  const ways = stack([where(maySkip, open, NEVER), open, open], { axis: 2 }); // from two places before, one before, or here
  const emitted = maximum(gather(x, 2, broadcastTo(labels, [steps, batch, places])), NEVER); // [T, N, 2S + 1]
  const active = unbind(less(iota([steps, batch, 1], 0, { backend }), reach)); // [N, 1] each
  // Two places before the first: a path starts in the second of them.
  const first = equal(iota([batch, places + 2], 1, { backend }), 1);
  let alpha = where(first, zeros([], { dtype, backend }), full([], NEVER, { dtype, backend }));
  for (const [t, now] of unbind(emitted).entries())
    alpha = scope(() => {
      const arriving = add(windows(alpha, 1, 3, 1, 1), ways); // [N, 2S + 1, 3]
      const next = add(logSum(arriving), now);
      const stay = where(active[t]!, next, narrow(alpha, 1, 2, places));
      return pad(stay, { lo: [0, 2], hi: [0, 0], value: NEVER });
    });
  const last = mul(size, 2); // the blank behind the last label, and that label
  const ends = gather(narrow(alpha, 1, 2, places), 1, concat([last, maximum(sub(last, 1), 0)], { axis: 1 })); // [N, 2]
  const isEnd = concat([equal(size, size), greater(size, 0)], { axis: 1 });
  return logSum(where(isEnd, ends, NEVER));
}

/** log Σ eˣ over the last axis, for finite x. */
function logSum(x: Tensor): Tensor {
  const axis = x.rank - 1;
  const peak = reduceMax(x.detach(), [axis]);
  return squeeze(add(log(sum(exp(sub(x, peak)), { axis, keepDims: true })), peak), axis);
}

/** Lengths as numbers or as a tensor; throws unless there is one for each example, at most `limit`. */
function lengthsOf(name: string, given: Lengths, batch: number, limit: number): number[] | Tensor {
  const list =
    typeof given === "number" ? [given] : Array.isArray(given) ? [...(given as readonly number[])] : undefined; // an array of numbers
  if (list === undefined) {
    const lengths = asIndices("ctcLoss", given as TensorLike); // neither a number nor an array
    if (lengths.size !== batch || lengths.rank > 1) throw badShape("ctcLoss", { [name]: lengths }, showShape([batch]));
    return lengths;
  }
  if (!sameShape([list.length], [batch]) || list.some((n) => !Number.isInteger(n) || n < 0 || n > limit))
    throw badArgument("ctcLoss", { [name]: list }, `${batch} integers from 0 to ${limit}`);
  return list;
}
