import type { Derivative } from "../engine/rule.js";
import { run } from "../engine/run.js";
import { TenonError } from "../errors.js";
import type { ValueInfo } from "../seam/infer.js";
import { showShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { asTensor, type TensorLike } from "../tensor-like.js";
import { strided } from "./movement.js";

/** Values around and between the elements of each axis. */
export interface Padding {
  readonly lo: readonly number[];
  readonly hi: readonly number[];
  readonly interior: readonly number[];
  readonly value?: number;
}

/** dx: the elements of g where those of x went. */
const derivative: Derivative<"pad"> = (_, { lo, interior }, [x]) => ({
  uses: [],
  of: (g) =>
    strided(
      g,
      lo,
      (x as ValueInfo).shape, // pad takes a tensor
      interior.map((n) => n + 1),
    ),
});

/** Pads each axis; negative `lo` and `hi` crop. */
export function pad(x: Tensor, { lo, hi, interior, value = 0 }: Padding): Tensor {
  const grow = (n: number) => Math.max(n, 0);
  const padded =
    lo.some((n) => n > 0) || hi.some((n) => n > 0) || interior.some((n) => n > 0)
      ? run("pad", [x], { lo: lo.map(grow), hi: hi.map(grow), interior, value }, derivative)
      : x;
  if (lo.every((n) => n >= 0) && hi.every((n) => n >= 0)) return padded === x ? x.alias() : padded;
  const start = lo.map((n) => grow(-n));
  const size = padded.shape.map((n, i) => n - start[i]! - grow(-hi[i]!));
  const cropped = strided(
    padded,
    start,
    size,
    lo.map(() => 1),
  );
  if (padded !== x) padded.dispose();
  return cropped;
}

/**
 * Surrounds `x` with a constant. `pairs` are (before, after) from the last axis backwards, flat, as torch.nn.functional.pad;
 * negative counts crop.
 *
 * @throws TenonError `invalid_argument` for an odd count of numbers or more pairs than axes.
 * @example
 * pad(tensor([1, 2]), [1, 2]); // [0, 1, 2, 0, 0]
 */
export function padConstant(
  x: TensorLike,
  pairs: readonly number[],
  { value = 0 }: { readonly value?: number } = {},
): Tensor {
  const t = asTensor(x, "pad");
  const axes = pairs.length / 2;
  const bad =
    !Number.isInteger(axes) ||
    axes > t.rank ||
    pairs.some((n) => !Number.isInteger(n)) ||
    t.shape.some((n, i) => n + (pairs[2 * (t.rank - 1 - i)] ?? 0) + (pairs[2 * (t.rank - 1 - i) + 1] ?? 0) < 0);
  if (bad)
    throw new TenonError(
      "invalid_argument",
      `pad: ${showShape(pairs)} does not pad a tensor of shape ${showShape(t.shape)}`,
      "integers in pairs (before, after) from the last axis backwards, that crop no more than there is",
      { pairs, shape: t.shape },
    );
  const pick = (offset: 0 | 1) => t.shape.map((_, i) => pairs[2 * (t.rank - 1 - i) + offset] ?? 0);
  return pad(t, { lo: pick(0), hi: pick(1), interior: t.shape.map(() => 0), value });
}
